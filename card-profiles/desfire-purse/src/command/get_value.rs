//! GET VALUE of a value file. NXP MF3ICD81 functional specification, value commands, as vendors restate it.
//!
//! | INS | header | session | answer |
//! | --- | --- | --- | --- |
//! | 6C | file 1 | MAC | value 4, signed, little-endian, protected as the file says |
//!
//! It tells the value before the transaction under way, and enters the transaction MAC: a sale does not ask it.

use crate::wire::{Answer, Mode, Native};

/// Instruction.
pub const INS: u8 = 0x6C;

/// GET VALUE.
#[must_use]
pub fn get(file: u8, mode: Mode) -> Native {
    Native::new(INS, [file]).answered(Answer::of(mode, 4))
}

/// The value, fen; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<i32> {
    Some(i32::from_le_bytes(data.try_into().ok()?))
}
