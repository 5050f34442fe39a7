//! What a card keeps without power: the only judge of what was debited.

use records::Record;
use virtual_cards::desfire::{Body, COUNTY_AID, PROOF_FILE, RECORD_FILE};
use virtual_cards::{PurseState, VirtualCard};

/// What money did on a card, as the card tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Fen; `None` for a card without a purse.
    pub balance: Option<u32>,
    /// One line per transaction that the card keeps, newest last: see [`line`].
    pub lines: Vec<Vec<u8>>,
    /// Transactions that the card has counted.
    pub counted: u64,
    /// The card's proof of its last transaction; empty where there is none.
    pub proof: Vec<u8>,
}

impl Truth {
    /// Looks into a card.
    #[must_use]
    pub fn of(card: &VirtualCard) -> Truth {
        match (card.purse(), card.desfire()) {
            (Some(purse), _) => of_purse(purse.state()),
            (None, Some(desfire)) => {
                let files = &desfire.state().application(COUNTY_AID).unwrap().files;
                let Body::Records(records) = &files[&RECORD_FILE].body else { panic!("no records") };
                let lines = records.records.clone();
                let (counted, proof) = match files.get(&PROOF_FILE).map(|file| &file.body) {
                    Some(Body::TransactionMac(kept)) => (u64::from(kept.counter), kept.mac.to_vec()),
                    _ => (lines.len() as u64 - 1, Vec::new()),
                };
                Truth { balance: desfire.balance(), lines, counted, proof }
            }
            (None, None) => Truth { balance: None, lines: Vec::new(), counted: 0, proof: Vec::new() },
        }
    }

    /// The lines written since this card was in that state.
    #[must_use]
    pub fn since(&self, before: &Truth) -> &[Vec<u8>] {
        let new = usize::try_from(self.counted - before.counted).unwrap();
        &self.lines[self.lines.len() - new..]
    }
}

fn of_purse(state: &PurseState) -> Truth {
    // Sequence and overdraft differ from chip to chip; what follows is the transaction's own.
    let lines = state.log.iter().rev().map(|entry| entry[5..].to_vec()).collect();
    let counted = u64::from(state.offline) + u64::from(state.online);
    let proof = state.proof.map_or_else(Vec::new, |proof| proof.tac.to_vec());
    Truth { balance: Some(state.balance), lines, counted, proof }
}

/// The line that a card keeps of this sale, as the journal's record tells it: amount, type, terminal, date and time of
/// a purse; the whole record of a DESFire.
#[must_use]
pub fn line(record: &Record) -> Vec<u8> {
    match record.transaction_mac {
        Some(kept) => kept.written.to_vec(),
        None => {
            let head = [&record.card_amount.to_be_bytes()[..], &[record.card_txn.code()]].concat();
            [&head[..], &record.psam_terminal, &record.card_date, &record.card_time].concat()
        }
    }
}
