//! TAC: what only the issuer can verify. JR/T 0025.2, TAC calculation.
//!
//! Key: see [`super::TacScheme`]. Data of a purchase, 22 bytes:
//! amount 4 ‖ type 1 ‖ terminal 6 ‖ terminal sequence 4 ‖ date 4 ‖ time 3.

use super::{CodeKey, Key8, Key16, TacScheme, mac};
use crate::Tac;
use purse::CardAmount;

/// What a purchase's TAC covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TacInputs {
    /// Debited from the purse.
    pub amount: CardAmount,
    /// Transaction type: 06 simple, 09 composite.
    pub txn_type: u8,
    /// Terminal number of the PSAM.
    pub terminal: [u8; 6],
    /// The PSAM's terminal transaction sequence.
    pub psam_seq: u32,
    /// BCD `YYYYMMDD`.
    pub date: [u8; 4],
    /// BCD `hhmmss`.
    pub time: [u8; 3],
}

impl TacInputs {
    /// How many bytes a TAC is over.
    pub const LENGTH: usize = 22;

    /// The 22 bytes, in order.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; TacInputs::LENGTH] {
        let [a, b, c, d] = self.amount.to_bytes();
        let [e, f, g, h, i, j] = self.terminal;
        let [k, l, m, n] = self.psam_seq.to_be_bytes();
        let ([o, p, q, r], [s, t, u]) = (self.date, self.time);
        [a, b, c, d, self.txn_type, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u]
    }
}

/// Folds a card's TAC key to single length.
#[must_use]
pub fn fold(key: &Key16) -> Key8 {
    let (left, right) = key.halves();
    Key8(mac::xor(left.0, right.0))
}

/// TAC of a purchase under a card's (unfolded) TAC key.
#[must_use]
pub fn purchase_tac(card: &Key16, scheme: TacScheme, inputs: &TacInputs) -> Tac {
    Tac(CodeKey::of_tac(card, scheme).code(&inputs.to_bytes()).0)
}
