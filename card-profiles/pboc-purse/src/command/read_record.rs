//! READ RECORD. ISO/IEC 7816-4 §7.3.3.
//!
//! | CLA | INS | P1 | P2 | Le |
//! | --- | --- | --- | --- | --- |
//! | 00 | B2 | record number; 01 is the newest of a cyclic file | SFI·8 + 4 | length |
//! | 00 | B2 | record identifier: the record's first byte | SFI·8 | 00 |
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | read |
//! | 6981 6982 6985 | not allowed here |
//! | 6A81 6A82 | no such file |
//! | 6A83 | no such record |

use apdu::Command;

/// The transaction log.
pub const LOG: u8 = 0x18;
/// The T-Union trip log.
pub const TRIP: u8 = 0x1E;

/// READ RECORD by number.
#[must_use]
pub fn by_number(sfi: u8, number: u8, length: u8) -> Command {
    Command::new(0x00, 0xB2, number, p2(sfi) | 0x04).expecting(length)
}

/// READ RECORD by identifier, as composite records are found.
#[must_use]
pub fn by_identifier(sfi: u8, identifier: u8) -> Command {
    Command::new(0x00, 0xB2, identifier, p2(sfi)).expecting(0x00)
}

/// Short file identifier in the high five bits.
pub(crate) fn p2(sfi: u8) -> u8 {
    (sfi & 0x1F) << 3
}
