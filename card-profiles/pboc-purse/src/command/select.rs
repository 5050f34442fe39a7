//! SELECT by name. ISO/IEC 7816-4 §7.1.1; JR/T 0025.1.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 00 | A4 | 04 | 00 | length | DF name | 00 |
//!
//! Answer, FCI: `6F { 84 name, A5 { [9F08 version], 9F0C content of file 0015 (30) } }`.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | selected |
//! | 6283 6284 6A81 9303 | the application is locked |
//! | 6A82 | no such application |

use apdu::{Command, Response, find_tlv};

/// The T-Union application of a PSAM: `A0000006324D4F54` ‖ `.CPSAM01`.
pub const T_UNION_PSAM: &[u8] = b"\xA0\x00\x00\x06\x32MOT.CPSAM01";

/// Tag of the issuer's discretionary data, which holds file 0015.
const FCI_ISSUER_DATA: u16 = 0x9F0C;

/// SELECT by name.
#[must_use]
pub fn by_name(name: &[u8]) -> Command {
    Command::new(0x00, 0xA4, 0x04, 0x00).with_data(name).expecting(0x00)
}

/// SELECT by file identifier; some PSAMs know their application by that only.
///
/// | CLA | INS | P1 | P2 | Lc | data |
/// | --- | --- | --- | --- | --- | --- |
/// | 00 | A4 | 00 | 00 | 02 | file identifier |
#[must_use]
pub fn by_file(identifier: u16) -> Command {
    Command::new(0x00, 0xA4, 0x00, 0x00).with_data(identifier.to_be_bytes())
}

/// The copy of file 0015 inside an FCI, if there is one.
#[must_use]
pub fn file_0015(fci: &Response) -> Option<&[u8]> {
    find_tlv(&fci.data, FCI_ISSUER_DATA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_psam_name() {
        let bytes = by_name(T_UNION_PSAM).to_bytes().unwrap();
        assert_eq!(bytes[..6], [0x00, 0xA4, 0x04, 0x00, 0x10, 0xA0]);
    }
}
