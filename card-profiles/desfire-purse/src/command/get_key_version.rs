//! GET KEY VERSION. NXP AN12343 table 39.
//!
//! | INS | header | session | answer |
//! | --- | --- | --- | --- |
//! | 64 | key number 1 | none needed; MAC inside one | version 1 |

use crate::wire::Native;

/// Instruction.
pub const INS: u8 = 0x64;

/// GET KEY VERSION.
#[must_use]
pub fn get(key: u8) -> Native {
    Native::new(INS, [key])
}

/// The version; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<u8> {
    match data {
        [version] => Some(*version),
        _ => None,
    }
}
