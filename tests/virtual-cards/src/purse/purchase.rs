//! A purchase: INITIALIZE, UPDATE CAPP DATA CACHE, DEBIT.

use super::state::{LOG_RECORDS, TRIP_RECORDS};
use super::{Pending, Proof, VirtualPurse};
use crate::des_mac::mac;
use crate::incoming::{
    COUNTER_END, FUNDS, Incoming, NO_KEY, NO_RECORD, NO_ROOM, NOT_FOUND, RECORD_LOCKED, Said,
    TRANSACTION_MAC, WRONG_DATA, WRONG_LENGTH, WRONG_P1_P2, WRONG_STATE,
};

/// Type of a simple purchase.
const SIMPLE: u8 = 0x06;
/// Type of a composite purchase.
const COMPOSITE: u8 = 0x09;

/// A purchase that was initialised and not yet debited.
#[derive(Clone, Debug)]
pub(super) struct Purchase {
    kind: u8,
    amount: u32,
    terminal: [u8; 6],
    random: [u8; 4],
    cache: Vec<Write>,
}

/// What DEBIT will write besides the money.
#[derive(Clone, Debug)]
enum Write {
    Trip([u8; 48]),
    Composite { nth: usize, data: Vec<u8> },
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
        if key_id != self.state.key_id {
            return Err(NO_KEY);
        }
        if self.state.offline == u16::MAX {
            return Err(COUNTER_END);
        }
        if amount > self.state.balance {
            return Err(FUNDS);
        }
        let random = self.draw();
        self.session.pending =
            Some(Pending::Purchase(Purchase { kind, amount, terminal, random, cache: Vec::new() }));
        let mut answer = self.state.balance.to_be_bytes().to_vec();
        answer.extend(self.state.offline.to_be_bytes());
        answer.extend([0; 3]);
        answer.extend([self.state.key_version, self.state.alg_id]);
        answer.extend(random);
        Ok(answer)
    }

    pub(super) fn update_cache(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let Some(Pending::Purchase(Purchase { kind: COMPOSITE, .. })) = self.session.pending else {
            return Err(WRONG_STATE);
        };
        let by_number = match heard.p2 & 0x07 {
            0x00 => false,
            0x04 => true,
            _ => return Err(WRONG_P1_P2),
        };
        let write = match heard.p2 >> 3 {
            0x1E => Write::Trip(heard.data.try_into().map_err(|_| WRONG_LENGTH)?),
            0x19 => self.composite_write(heard, by_number)?,
            _ => return Err(NOT_FOUND),
        };
        if let Some(Pending::Purchase(purchase)) = &mut self.session.pending {
            purchase.cache.push(write);
        }
        Ok(Vec::new())
    }

    fn composite_write(&self, heard: &Incoming<'_>, by_number: bool) -> Result<Write, u16> {
        let nth = if by_number {
            usize::from(heard.p1).checked_sub(1)
        } else {
            self.state.composites.iter().position(|(record, _)| record.first() == Some(&heard.p1))
        };
        let nth = nth.ok_or(NO_RECORD)?;
        let (record, room) = self.state.composites.get(nth).ok_or(NO_RECORD)?;
        if record.get(2) == Some(&0x01) {
            return Err(RECORD_LOCKED);
        }
        if heard.data.len() > *room {
            return Err(NO_ROOM);
        }
        // Identifier, then the length of what follows: a record that lies about itself is refused.
        let header_fits = match heard.data {
            [id, length, rest @ ..] => record.first() == Some(id) && usize::from(*length) == rest.len(),
            _ => false,
        };
        if !header_fits {
            return Err(WRONG_DATA);
        }
        Ok(Write::Composite { nth, data: heard.data.to_vec() })
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
        let counter = self.state.offline;
        let session_key = self.state.keys.purchase.session(purchase.random, counter, [s2, s3]);
        let amount = purchase.amount.to_be_bytes();
        let head = [&amount[..], &[purchase.kind], &purchase.terminal].concat();
        let expected = mac(&session_key, [0; 8], &[&head[..], &stamp].concat());
        if expected != [m0, m1, m2, m3] || self.manner.refuses_mac1 {
            return Err(TRANSACTION_MAC);
        }
        let sam_sequence = [s0, s1, s2, s3];
        let tac_input = [&head[..], &sam_sequence, &stamp].concat();
        let tac = mac(&self.state.keys.tac.folded(), [0; 8], &tac_input);
        let mut mac2 = mac(&session_key, [0; 8], &amount);
        if self.manner.forges_mac2 {
            mac2 = mac2.map(|byte| !byte);
        }
        self.settle(&purchase, stamp, Proof { kind: purchase.kind, counter: counter + 1, mac2, tac });
        Ok([tac, mac2].concat())
    }

    /// Balance, counter, log, composite record and proof: all at once.
    fn settle(&mut self, purchase: &Purchase, stamp: [u8; 7], proof: Proof) {
        let mut next = self.state.clone();
        next.balance -= purchase.amount;
        next.offline = proof.counter;
        next.proof = Some(proof);
        next.log
            .insert(0, log_record(proof.counter, purchase.amount, purchase.kind, purchase.terminal, stamp));
        next.log.truncate(LOG_RECORDS);
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
    }
}

/// Key index, amount and terminal number of an INITIALIZE.
pub(super) fn order(heard: &Incoming<'_>) -> Result<(u8, u32, [u8; 6]), u16> {
    let [key_id, a, b, c, d, terminal @ ..] = *heard.exactly::<11>()?;
    Ok((key_id, u32::from_be_bytes([a, b, c, d]), terminal))
}

/// A record of file 0018. The counter is the one after the transaction, as real cards write it.
pub(super) fn log_record(counter: u16, amount: u32, kind: u8, terminal: [u8; 6], stamp: [u8; 7]) -> [u8; 23] {
    let parts = [&counter.to_be_bytes()[..], &[0; 3], &amount.to_be_bytes(), &[kind], &terminal, &stamp];
    let mut record = [0; 23];
    for (at, byte) in record.iter_mut().zip(parts.concat()) {
        *at = byte;
    }
    record
}
