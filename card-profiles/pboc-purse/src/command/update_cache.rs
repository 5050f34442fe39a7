//! UPDATE CAPP DATA CACHE: a record that will be written together with the debit, or not at all.
//! JR/T 0025.9. Accepted between INITIALIZE FOR CAPP PURCHASE and DEBIT only.
//!
//! | CLA | INS | P1 | P2 | Lc | data |
//! | --- | --- | --- | --- | --- | --- |
//! | 80 | DC | record identifier, 00 for the newest of a cyclic file | SFI·8 | length | whole record |
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | cached |
//! | 6700 6A84 | record too long |
//! | 6901 6985 | no composite purchase was begun |
//! | 6982 | the file wants a MAC |
//! | 6A82 6A83 | no such file, no such record |
//! | 9407 | the record is locked |

use super::read_record::p2;
use crate::RecordUpdate;
use apdu::Command;

/// UPDATE CAPP DATA CACHE.
#[must_use]
pub fn update(record: &RecordUpdate) -> Command {
    Command::new(0x80, 0xDC, record.record_id, p2(record.sfi)).with_data(record.data.as_slice())
}
