//! READ BINARY by short file identifier. ISO/IEC 7816-4 §7.2.3.
//!
//! | CLA | INS | P1 | P2 | Le |
//! | --- | --- | --- | --- | --- |
//! | 00 | B0 | 80 + SFI | offset | length |
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | read |
//! | 6981 | not a transparent file |
//! | 6982 6985 | not allowed here |
//! | 6A81 | application locked |
//! | 6A82 | no such file |
//! | 6Cxx | right file, wrong length; repeated by [`apdu::exchange`] |

use apdu::Command;

/// Public data of a purse, or of a PSAM.
pub const PUBLIC: u8 = 0x15;
/// Terminal number, in a PSAM.
pub const TERMINAL: u8 = 0x16;
/// City, kind and interoperation of a purse; application data of a PSAM.
pub const CITY: u8 = 0x17;

/// READ BINARY from the start of a file.
#[must_use]
pub fn read(sfi: u8, length: u8) -> Command {
    Command::new(0x00, 0xB0, 0x80 | (sfi & 0x1F), 0x00).expecting(length)
}
