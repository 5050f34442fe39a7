//! INIT_SAM_FOR_PURCHASE and CREDIT_SAM_FOR_PURCHASE.

use super::{PsamState, VirtualPsam};
use crate::derive;
use crate::des_mac::mac;
use crate::incoming::{Incoming, LOCKED_FOR_EVER, NO_KEY, Said, TRANSACTION_MAC, WRONG_LENGTH, WRONG_STATE};

/// A purchase whose MAC2 has not come yet.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    session_key: [u8; 8],
    amount: [u8; 4],
}

impl VirtualPsam {
    pub(super) fn init_purchase(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        self.pending = None;
        let (head, rest) = heard.data.split_first_chunk::<19>().ok_or(WRONG_LENGTH)?;
        // Random 4, counter 2, amount 4, type 1, date 4, time 3, key version 1, algorithm 1; then the factors.
        let (&alg_id, factors) = rest.split_first().ok_or(WRONG_LENGTH)?;
        let (factors, rest) = factors.as_chunks::<8>();
        if !rest.is_empty() || factors.len() != usize::from(self.state.levels) {
            return Err(WRONG_LENGTH);
        }
        let [r0, r1, r2, r3, c0, c1, a0, a1, a2, a3, kind, stamp @ .., key_version] = *head;
        if (key_version, alg_id) != (self.state.key_version, self.state.alg_id) {
            return Err(NO_KEY);
        }
        let [.., s2, s3] = self.state.sequence.to_be_bytes();
        let key = derive(&self.state.purchase, factors, self.state.order);
        let session_key = key.session([r0, r1, r2, r3], u16::from_be_bytes([c0, c1]), [s2, s3]);
        let amount = [a0, a1, a2, a3];
        let stamp: [u8; 7] = stamp;
        let told = [&amount[..], &[kind], &self.state.terminal, &stamp].concat();
        let mac1 = mac(&session_key, [0; 8], &told);
        self.pending = Some(Pending { session_key, amount });
        Ok([self.state.sequence.to_be_bytes(), mac1].concat())
    }

    pub(super) fn credit_purchase(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let given = *heard.exactly::<4>()?;
        let Pending { session_key, amount } = self.pending.take().ok_or(WRONG_STATE)?;
        if mac(&session_key, [0; 8], &amount) == given {
            let sequence = self.state.sequence.wrapping_add(1);
            self.commit(PsamState { sequence, mac2_errors: 0, ..self.state.clone() });
            return Ok(Vec::new());
        }
        let mac2_errors = self.state.mac2_errors.saturating_add(1);
        let locked = mac2_errors >= self.state.mac2_errors_max;
        self.commit(PsamState { mac2_errors, locked, ..self.state.clone() });
        Err(if locked { LOCKED_FOR_EVER } else { TRANSACTION_MAC })
    }
}
