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

use crate::Record;
use crate::wire::{Mode, Native, three};

/// The whole record in [`Mode::Mac`].
#[must_use]
pub fn write(ins: u8, file: u8, record: &Record) -> Native {
    let data = record.to_bytes();
    Native::new(ins, [&[file], &three(0)[..], &three(Record::LENGTH)].concat()).with_data(data, Mode::Mac)
}
