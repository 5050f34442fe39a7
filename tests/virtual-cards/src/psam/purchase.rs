//! INIT_SAM_FOR_PURCHASE and CREDIT_SAM_FOR_PURCHASE; before them the identification of 建设部 modules.

use super::{PsamState, VirtualPsam};
use crate::SessionKey;
use crate::incoming::{
    CONDITIONS, Incoming, NO_KEY, Said, TRANSACTION_MAC, WRONG_CODE, WRONG_LENGTH, WRONG_STATE,
};

/// A purchase whose MAC2 has not come yet.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    session_key: SessionKey,
    amount: [u8; 4],
}

impl VirtualPsam {
    /// `80 CA`: the code that the card gave for the same command. Good for one purchase.
    pub(super) fn identify(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let code = *heard.exactly::<9>()?;
        self.identified = self.state.identification == Some(code);
        if self.identified { Ok(Vec::new()) } else { Err(WRONG_CODE) }
    }

    pub(super) fn init_purchase(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        self.pending = None;
        if self.state.identification.is_some() && !std::mem::take(&mut self.identified) {
            return Err(CONDITIONS);
        }
        let (head, rest) = heard.data.split_first_chunk::<19>().ok_or(WRONG_LENGTH)?;
        // Random 4, counter 2, amount 4, type 1, date 4, time 3, key version 1, algorithm 1; then the factors.
        let (&alg_id, factors) = rest.split_first().ok_or(WRONG_LENGTH)?;
        let (factors, rest) = factors.as_chunks::<8>();
        if !rest.is_empty() || factors.len() != usize::from(self.state.levels) {
            return Err(WRONG_LENGTH);
        }
        let [r0, r1, r2, r3, c0, c1, a0, a1, a2, a3, kind, stamp @ .., version] = *head;
        let keys = self
            .state
            .generations()
            .find(|keys| (keys.version, keys.alg_id) == (version, alg_id))
            .ok_or(NO_KEY)?;
        let [.., s2, s3] = self.state.sequence.to_be_bytes();
        let key = keys.cipher().derive(&keys.purchase, factors, self.state.order);
        let counter = u16::from_be_bytes([c0, c1]);
        let session_key = keys.cipher().session(&key, [r0, r1, r2, r3], counter, [s2, s3]);
        let amount = [a0, a1, a2, a3];
        let stamp: [u8; 7] = stamp;
        let mac1 = session_key.mac(&[&amount[..], &[kind], &self.state.terminal, &stamp].concat());
        self.pending = Some(Pending { session_key, amount });
        Ok([self.state.sequence.to_be_bytes(), mac1].concat())
    }

    pub(super) fn credit_purchase(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let given = *heard.exactly::<4>()?;
        let Pending { session_key, amount } = self.pending.take().ok_or(WRONG_STATE)?;
        if session_key.mac(&amount) == given {
            let sequence = self.state.sequence.wrapping_add(1);
            self.commit(PsamState { sequence, mac2_errors: 0, ..self.state.clone() });
            return Ok(Vec::new());
        }
        let mac2_errors = self.state.mac2_errors.saturating_add(1);
        let locked = mac2_errors >= self.state.mac2_errors_max;
        self.commit(PsamState { mac2_errors, locked, ..self.state.clone() });
        Err(if locked { self.state.locked_status } else { TRANSACTION_MAC })
    }
}
