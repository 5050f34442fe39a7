//! ABORT TRANSACTION. NXP MF2DL(H)x0 data sheet §10.2.
//!
//! | INS | session |
//! | --- | --- |
//! | A7 | MAC |
//!
//! Drops everything since the last commit. `910C`: there was nothing. SELECT APPLICATION does the same, and so does
//! a card that leaves the field.

use crate::wire::Native;

/// Instruction.
pub const INS: u8 = 0xA7;

/// ABORT TRANSACTION.
#[must_use]
pub fn abort() -> Native {
    Native::new(INS, [])
}
