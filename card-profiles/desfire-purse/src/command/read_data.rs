//! READ DATA, here of the transaction MAC file. NXP MF2DL(H)x0 data sheet §11.7.6.
//!
//! | INS | header | session | answer |
//! | --- | --- | --- | --- |
//! | BD | file 1 ‖ offset 3 ‖ length 3 (0: to the end) | MAC | data, protected as the file says |
//!
//! Transaction MAC file: TMC 4, little-endian ‖ TMV 8, of the last commit. Reading it enters no transaction MAC.

use crate::wire::{Answer, Mode, Native, three};

/// Instruction.
pub const INS: u8 = 0xBD;

/// Length of a transaction MAC file.
pub const TRANSACTION_MAC: u32 = 12;

/// READ DATA. Say the length where the answer is enciphered.
#[must_use]
pub fn read(file: u8, offset: u32, length: u32, mode: Mode) -> Native {
    let answer = Answer::of(mode, usize::try_from(length).unwrap_or(usize::MAX));
    Native::new(INS, [&[file], &three(offset)[..], &three(length)].concat()).answered(answer)
}
