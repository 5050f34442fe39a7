//! A purchase: INITIALIZE, DEBIT.

use super::cache::Write;
use super::money::order;
use super::state::TRIP_RECORDS;
use super::{Pending, Proof, VirtualPurse};
use crate::KeySet;
use crate::incoming::{
    COUNTER_END, FUNDS, Incoming, NO_KEY, SECURITY, Said, TRANSACTION_MAC, WRONG_P1_P2, WRONG_STATE,
};

/// Type of a simple purchase.
const SIMPLE: u8 = 0x06;
/// Type of a composite purchase.
pub(super) const COMPOSITE: u8 = 0x09;

/// A purchase that was initialised and not yet debited.
#[derive(Clone, Debug)]
pub(super) struct Purchase {
    keys: KeySet,
    pub(super) kind: u8,
    amount: u32,
    terminal: [u8; 6],
    random: [u8; 4],
    pub(super) cache: Vec<Write>,
}

impl VirtualPurse {
    pub(super) fn initialize_purchase(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let kind = match (heard.p1, heard.p2) {
            (0x01, 0x02) => SIMPLE,
            (0x03, 0x02) => COMPOSITE,
            _ => return Err(WRONG_P1_P2),
        };
        let (key_id, amount, terminal) = order(heard)?;
        heard.wants(15, self.manner.strict_le)?;
        if self.manner.pays_with_pin && !self.session.pin_verified {
            return Err(SECURITY);
        }
        let keys = self.state.key_set(key_id).ok_or(NO_KEY)?;
        if self.state.offline == u16::MAX {
            return Err(COUNTER_END);
        }
        if amount > self.state.spendable() {
            return Err(FUNDS);
        }
        let random = self.draw();
        self.session.pending =
            Some(Pending::Purchase(Purchase { keys, kind, amount, terminal, random, cache: Vec::new() }));
        let mut answer = self.shown(&self.state).to_be_bytes().to_vec();
        answer.extend(self.state.offline.to_be_bytes());
        answer.extend(self.state.limit_bytes());
        answer.extend([keys.version, keys.alg_id]);
        answer.extend(random);
        Ok(answer)
    }

    pub(super) fn debit(&mut self, heard: &Incoming<'_>) -> Said {
        // Whatever comes of it, this purchase is over.
        let pending = self.session.pending.take();
        self.usable()?;
        if (heard.p1, heard.p2) != (0x01, 0x00) {
            return Err(WRONG_P1_P2);
        }
        let Some(Pending::Purchase(purchase)) = pending else { return Err(WRONG_STATE) };
        let data = heard.exactly::<15>()?;
        if let Err(status) = heard.wants(8, self.manner.strict_le) {
            // The command was not executed and may be sent again with the right length.
            self.session.pending = Some(Pending::Purchase(purchase));
            return Err(status);
        }
        let [s0, s1, s2, s3, stamp @ .., m0, m1, m2, m3] = *data;
        let stamp: [u8; 7] = stamp;
        let (keys, counter) = (purchase.keys, self.state.offline);
        let session_key = keys.cipher().session(&keys.purchase, purchase.random, counter, [s2, s3]);
        let amount = purchase.amount.to_be_bytes();
        let head = [&amount[..], &[purchase.kind], &purchase.terminal].concat();
        let expected = session_key.mac(&[&head[..], &stamp].concat());
        if expected != [m0, m1, m2, m3] || self.manner.refuses_mac1 {
            return Err(TRANSACTION_MAC);
        }
        let proven = [&head[..], &[s0, s1, s2, s3], &stamp].concat();
        let tac = keys.cipher().tac_key(&keys.tac).mac(&proven);
        let mut mac2 = session_key.mac(&amount);
        if self.manner.forges_mac2 {
            mac2 = mac2.map(|byte| !byte);
        }
        self.settle(&purchase, stamp, Proof { kind: purchase.kind, counter: counter + 1, mac2, tac })?;
        Ok([tac, mac2].concat())
    }

    /// Balance, counter, log, composite record and proof: all at once.
    fn settle(&mut self, purchase: &Purchase, stamp: [u8; 7], proof: Proof) -> Result<(), u16> {
        let mut next = self.state.clone();
        next.spend(purchase.amount).ok_or(FUNDS)?;
        next.offline = proof.counter;
        next.proof = Some(proof);
        self.note(&mut next, self.state.offline, purchase.amount, purchase.kind, purchase.terminal, stamp);
        for write in &purchase.cache {
            match write {
                Write::Trip(record) => {
                    next.trips.insert(0, *record);
                    next.trips.truncate(TRIP_RECORDS);
                }
                Write::Composite { nth, data } => {
                    if let Some((record, _)) = next.composites.get_mut(*nth) {
                        record.clone_from(data);
                    }
                }
            }
        }
        self.commit(next);
        Ok(())
    }
}
