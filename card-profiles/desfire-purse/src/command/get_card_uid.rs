//! GET CARD UID, inside a session. NXP AN12196 §5.20.
//!
//! | INS | session | answer, enciphered |
//! | --- | --- | --- |
//! | 51 | MAC | UID 7 |
//!
//! The only way to the true serial of a card that shows a random one.

use crate::wire::{Answer, Native};

/// Instruction.
pub const INS: u8 = 0x51;

/// GET CARD UID.
#[must_use]
pub fn get() -> Native {
    Native::new(INS, []).answered(Answer::Full(7))
}

/// The serial; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<[u8; 7]> {
    data.try_into().ok()
}
