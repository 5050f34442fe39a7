//! A load (圈存): INITIALIZE FOR LOAD, CREDIT FOR LOAD.

use super::money::order;
use super::{Pending, Proof, VirtualPurse};
use crate::KeySet;
use crate::incoming::{
    COUNTER_END, Incoming, NO_KEY, SECURITY, Said, TRANSACTION_MAC, WRONG_DATA, WRONG_P1_P2, WRONG_STATE,
};

/// Type of a load into the purse.
const LOAD: u8 = 0x02;
/// What stands where a purchase has its terminal sequence.
const PADDING: [u8; 2] = [0x80, 0x00];

/// A load that was initialised and not yet credited.
#[derive(Clone, Debug)]
pub(super) struct Load {
    keys: KeySet,
    amount: u32,
    terminal: [u8; 6],
    random: [u8; 4],
}

impl VirtualPurse {
    pub(super) fn initialize_load(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        if heard.p2 != 0x02 {
            return Err(WRONG_P1_P2);
        }
        let (key_id, amount, terminal) = order(heard)?;
        heard.wants(16, self.manner.strict_le)?;
        if !self.session.pin_verified && !self.manner.loads_without_pin {
            return Err(SECURITY);
        }
        let keys = self.state.key_set(key_id).ok_or(NO_KEY)?;
        if self.state.online == u16::MAX {
            return Err(COUNTER_END);
        }
        if self.state.balance.checked_add(amount).is_none() {
            return Err(WRONG_DATA);
        }
        let random = self.draw();
        let counter = self.state.online;
        let balance = self.shown(&self.state).to_be_bytes();
        let proven = [&balance[..], &amount.to_be_bytes(), &[LOAD], &terminal].concat();
        let mac1 = keys.cipher().session(&keys.load, random, counter, PADDING).mac(&proven);
        self.session.pending = Some(Pending::Load(Load { keys, amount, terminal, random }));
        let versions = [keys.version, keys.alg_id];
        Ok([&balance[..], &counter.to_be_bytes(), &versions, &random, &mac1].concat())
    }

    pub(super) fn credit_load(&mut self, heard: &Incoming<'_>) -> Said {
        let pending = self.session.pending.take();
        self.usable()?;
        let Some(Pending::Load(load)) = pending else { return Err(WRONG_STATE) };
        let [stamp @ .., m0, m1, m2, m3] = *heard.exactly::<11>()?;
        let stamp: [u8; 7] = stamp;
        let counter = self.state.online;
        let Load { keys, amount, terminal, random } = load;
        let told = [&amount.to_be_bytes()[..], &[LOAD], &terminal, &stamp].concat();
        let session_key = keys.cipher().session(&keys.load, random, counter, PADDING);
        if session_key.mac(&told) != [m0, m1, m2, m3] {
            return Err(TRANSACTION_MAC);
        }
        let mut next = self.state.clone();
        next.receive(amount).ok_or(WRONG_DATA)?;
        let proven = [&self.shown(&next).to_be_bytes()[..], &counter.to_be_bytes(), &told].concat();
        let tac = keys.cipher().tac_key(&keys.tac).mac(&proven);
        next.online = counter + 1;
        next.proof = Some(Proof { kind: LOAD, counter: counter + 1, mac2: [0; 4], tac });
        self.note(&mut next, counter, amount, LOAD, terminal, stamp);
        self.commit(next);
        Ok(tac.to_vec())
    }
}
