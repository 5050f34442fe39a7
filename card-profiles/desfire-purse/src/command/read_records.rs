//! READ RECORDS of a record file. NXP MF3ICD81 functional specification, as vendors restate it.
//!
//! | INS | header | session | answer |
//! | --- | --- | --- | --- |
//! | BB, AB | file 1 ‖ record 3 (0: the newest) ‖ how many 3 (0: all older ones) | none for a free file | records, oldest first |
//!
//! AB is the code of EV2 and later for answers of any length. The answer is the state before the transaction under
//! way.
//!
//! | status | meaning |
//! | --- | --- |
//! | 91BE | there is no such record |
//! | 919D | not with this key; or the transaction counter is at its limit |
//! | 91F0 | no such file |

use crate::wire::{Native, three};

/// So many records, up to the one that lies so far back from the newest (0).
#[must_use]
pub fn read(ins: u8, file: u8, back: u32, count: u32) -> Native {
    Native::new(ins, [&[file], &three(back)[..], &three(count)].concat())
}
