//! LIMITED CREDIT of a value file. NXP MF3ICD81 functional specification, value commands, as vendors restate it.
//!
//! | INS | header | data | session | key |
//! | --- | --- | --- | --- | --- |
//! | 1C | file 1 | amount 4, little-endian, 0 to 7FFFFFFF | as the file says | Write or ReadWrite key of the file |
//!
//! At most what the debits of the last transaction with a debit came to, and once only.
//!
//! | status | meaning |
//! | --- | --- |
//! | 91BE | beyond a limit of the value |
//! | 919D 91AE | not with this key |

use crate::wire::{Mode, Native};

/// Instruction.
pub const INS: u8 = 0x1C;

/// LIMITED CREDIT of this many fen.
#[must_use]
pub fn limited_credit(file: u8, fen: u32, mode: Mode) -> Native {
    Native::new(INS, [file]).with_data(fen.to_le_bytes(), mode)
}
