//! COMMIT READER ID, EV2 and later. NXP MF2DL(H)x0 data sheet §10.3.
//!
//! | INS | data | session | answer |
//! | --- | --- | --- | --- |
//! | C8 | reader id 16 | MAC | enciphered reader id of the commit before, 16 |
//!
//! Once in a transaction, with the key that the transaction MAC file names. Where it is switched on, a commit
//! without it is refused.
//!
//! | status | meaning |
//! | --- | --- |
//! | 919D | switched off, used twice, or the transaction counter is at its limit |
//! | 91AE | not with this key |

use crate::wire::{Mode, Native};

/// Instruction.
pub const INS: u8 = 0xC8;

/// COMMIT READER ID.
#[must_use]
pub fn commit(reader: [u8; 16]) -> Native {
    Native::new(INS, []).with_data(reader, Mode::Mac)
}

/// The enciphered reader id; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<[u8; 16]> {
    data.try_into().ok()
}
