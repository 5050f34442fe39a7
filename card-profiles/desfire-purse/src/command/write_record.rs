//! WRITE RECORD of a record file. NXP MF3ICD81 functional specification, as vendors restate it.
//!
//! | INS | header | data | session |
//! | --- | --- | --- | --- |
//! | 3B, 8B | file 1 ‖ offset 3 ‖ length 3 | record | as the file says |
//!
//! 8B is the code of EV2 and later for data of any length. Whichever is sent enters MAC and transaction MAC. The
//! record is there after COMMIT TRANSACTION; the oldest one gives way.
//!
//! | status | meaning |
//! | --- | --- |
//! | 919D 91AE | not with this key |
//! | 91BE | beyond the end of a record |

use crate::wire::{Mode, Native, three};

/// WRITE RECORD of this data, from this byte of the new record on.
#[must_use]
pub fn write(ins: u8, file: u8, offset: u32, data: &[u8], mode: Mode) -> Native {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    Native::new(ins, [&[file], &three(offset)[..], &three(length)].concat()).with_data(data, mode)
}
