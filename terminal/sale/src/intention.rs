//! What a sale is about to do, written down before the card is asked for its counter.
//!
//! An intention is the record that will be, with the fields only the card can tell left open. So the sync
//! of the journal runs while card and security module talk, and whatever happens later finds here everything
//! that a record needs.

use purse::{Check, Proof};
use records::{CardProfile, Chain, Kind, Record, Running, RunningError, TerminalId, TransactionMac};
use std::collections::BTreeMap;
use subsidy::Usage;

/// What is about to be debited, from which card, why, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intention {
    /// The record without `seq`, `prev`, `running`, counter, balance, key version, algorithm and proof.
    pub draft: Record,
    /// Key the card is asked to use (security module file 0017 byte 1).
    pub key_id: u8,
    /// The cap slots and their counters after this sale, one for each rule with caps that gives.
    pub usage: BTreeMap<u8, Usage>,
}

/// What only the card can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardFacts {
    /// Its counter before the debit; `None` for a card that counts nothing.
    pub counter: Option<u32>,
    /// Purse balance before the debit, fen; `None` for a card without a purse.
    pub balance_before: Option<u32>,
    /// Key version the card named.
    pub key_version: u8,
    /// Algorithm the card named.
    pub alg_id: u8,
    /// What it sealed before the debit towards its proof.
    pub sealed: Option<[u8; 16]>,
}

/// How a debit became known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Debited {
    pub(crate) card: CardFacts,
    pub(crate) proof: Proof,
    pub(crate) check: Check,
    pub(crate) recovered: bool,
}

impl Intention {
    /// The till's number of this sale.
    #[must_use]
    pub fn sale(&self) -> u64 {
        self.draft.sale
    }

    /// Whether this draft leaves open what it must, and nothing else.
    pub(crate) fn is_open(&self, terminal: TerminalId) -> bool {
        let draft = &self.draft;
        *draft == strip(draft)
            && draft.terminal == terminal
            && draft.sale > 0
            && draft.card_profile != CardProfile::NoCard
    }

    /// Whether a finished record is this intention carried out.
    pub(crate) fn became(&self, record: &Record) -> bool {
        strip(record) == self.draft
    }

    /// The record of the completed sale.
    pub(crate) fn paid(&self, now: Place, debited: &Debited) -> Result<Record, RunningError> {
        let Debited { card, proof, check, recovered } = *debited;
        let known = with_card(&self.draft, Some(card));
        let record = Record { recovered, ..now.put(known, Kind::Sale)? };
        Ok(match proof {
            Proof::Tac(tac) => Record { tac, mac2_unverified: check != Check::Verified, ..record },
            Proof::TransactionMac { value, sealed, .. } => {
                let evidence = record.transaction_mac.map(|mac| TransactionMac { value, sealed, ..mac });
                Record { transaction_mac: evidence, ..record }
            }
            Proof::None => record,
        })
    }

    /// The record of an outcome that nobody learned.
    pub(crate) fn grey(&self, now: Place, card: Option<CardFacts>) -> Result<Record, RunningError> {
        now.put(with_card(&self.draft, card), Kind::Grey)
    }
}

/// Where the next record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) chain: Chain,
    pub(crate) running: Running,
}

impl Place {
    /// A record of this kind, put at the end of the chain.
    pub(crate) fn put(self, record: Record, kind: Kind) -> Result<Record, RunningError> {
        let running = self.running.plus(kind, record.price, record.benefit)?;
        Ok(Record { kind, seq: self.chain.next_seq, prev: self.chain.head, running, ..record })
    }
}

fn with_card(draft: &Record, card: Option<CardFacts>) -> Record {
    let draft = draft.clone();
    let Some(card) = card else { return draft };
    Record {
        card_counter: card.counter,
        balance_before: card.balance_before,
        key_version: card.key_version,
        alg_id: card.alg_id,
        ..draft
    }
}

fn strip(record: &Record) -> Record {
    Record {
        kind: Kind::Sale,
        recovered: false,
        mac2_unverified: false,
        seq: 0,
        prev: [0; 32],
        running: Running::default(),
        card_counter: None,
        balance_before: None,
        key_version: 0,
        alg_id: 0,
        tac: [0; 4],
        transaction_mac: record.transaction_mac.map(|mac| TransactionMac {
            value: [0; 8],
            sealed: [0; 16],
            ..mac
        }),
        ..record.clone()
    }
}
