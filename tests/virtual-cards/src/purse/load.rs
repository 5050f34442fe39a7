//! VERIFY PIN and a load (圈存): INITIALIZE FOR LOAD, CREDIT FOR LOAD.

use super::purchase::{log_record, order};
use super::state::LOG_RECORDS;
use super::{Pending, Proof, VirtualPurse};
use crate::des_mac::mac;
use crate::incoming::{
    BLOCKED, COUNTER_END, Incoming, NO_KEY, SECURITY, Said, TRANSACTION_MAC, WRONG_DATA, WRONG_P1_P2,
    WRONG_STATE,
};

const PIN_TRIES: u8 = 3;
/// Type of a load into the purse.
const LOAD: u8 = 0x02;

/// A load that was initialised and not yet credited.
#[derive(Clone, Debug)]
pub(super) struct Load {
    amount: u32,
    terminal: [u8; 6],
    random: [u8; 4],
}

impl VirtualPurse {
    pub(super) fn verify_pin(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        if self.state.pin.tries_left == 0 {
            return Err(BLOCKED);
        }
        let mut next = self.state.clone();
        self.session.pin_verified = heard.data == self.state.pin.digits;
        next.pin.tries_left = if self.session.pin_verified { PIN_TRIES } else { next.pin.tries_left - 1 };
        if next != self.state {
            self.commit(next);
        }
        match (self.session.pin_verified, self.state.pin.tries_left) {
            (true, _) => Ok(Vec::new()),
            (false, 0) => Err(BLOCKED),
            (false, left) => Err(0x63C0 | u16::from(left)),
        }
    }

    pub(super) fn initialize_load(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        if heard.p2 != 0x02 {
            return Err(WRONG_P1_P2);
        }
        let (key_id, amount, terminal) = order(heard)?;
        heard.wants(16, self.manner.strict_le)?;
        if !self.session.pin_verified {
            return Err(SECURITY);
        }
        if key_id != self.state.key_id {
            return Err(NO_KEY);
        }
        if self.state.online == u16::MAX {
            return Err(COUNTER_END);
        }
        if self.state.balance.checked_add(amount).is_none() {
            return Err(WRONG_DATA);
        }
        let random = self.draw();
        let session_key = self.state.keys.load.session(random, self.state.online, [0x80, 0x00]);
        let balance = self.state.balance.to_be_bytes();
        let proven = [&balance[..], &amount.to_be_bytes(), &[LOAD], &terminal].concat();
        let mac1 = mac(&session_key, [0; 8], &proven);
        self.session.pending = Some(Pending::Load(Load { amount, terminal, random }));
        let counter = self.state.online.to_be_bytes();
        let versions = [self.state.key_version, self.state.alg_id];
        Ok([&balance[..], &counter, &versions, &random, &mac1].concat())
    }

    pub(super) fn credit_load(&mut self, heard: &Incoming<'_>) -> Said {
        let pending = self.session.pending.take();
        self.usable()?;
        let Some(Pending::Load(load)) = pending else { return Err(WRONG_STATE) };
        let [stamp @ .., m0, m1, m2, m3] = *heard.exactly::<11>()?;
        let stamp: [u8; 7] = stamp;
        let counter = self.state.online;
        let session_key = self.state.keys.load.session(load.random, counter, [0x80, 0x00]);
        let told = [&load.amount.to_be_bytes()[..], &[LOAD], &load.terminal, &stamp].concat();
        if mac(&session_key, [0; 8], &told) != [m0, m1, m2, m3] {
            return Err(TRANSACTION_MAC);
        }
        let balance = self.state.balance.checked_add(load.amount).ok_or(WRONG_DATA)?;
        let proven = [&balance.to_be_bytes()[..], &counter.to_be_bytes(), &told].concat();
        let tac = mac(&self.state.keys.tac.folded(), [0; 8], &proven);
        let mut next = self.state.clone();
        next.balance = balance;
        next.online = counter + 1;
        next.proof = Some(Proof { kind: LOAD, counter: counter + 1, mac2: [0; 4], tac });
        next.log.insert(0, log_record(counter + 1, load.amount, LOAD, load.terminal, stamp));
        next.log.truncate(LOG_RECORDS);
        self.commit(next);
        Ok(tac.to_vec())
    }
}
