//! Identification between card and PSAM, which PSAMs of the housing ministry want before INIT SAM FOR PURCHASE.
//! City-Union terminal practice.
//!
//! | whom | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | card | 80 | CA | 00 | 00 | | | 09 |
//! | PSAM | 80 | CA | 00 | 00 | 09 | what the card said | |
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | the PSAM will serve this card |
//! | 6300 | the PSAM does not know this kind of card |
//! | 6D00 | a card or a PSAM without identification |

use crate::bytes::Fields;
use apdu::Command;

/// Asks the card for its identification.
#[must_use]
pub fn of_card() -> Command {
    Command::new(0x80, 0xCA, 0x00, 0x00).expecting(0x09)
}

/// Shows it to the PSAM.
#[must_use]
pub fn to_sam(identification: [u8; 9]) -> Command {
    Command::new(0x80, 0xCA, 0x00, 0x00).with_data(identification)
}

/// The nine bytes; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<[u8; 9]> {
    let mut fields = Fields(data);
    let identification = fields.take()?;
    fields.is_empty().then_some(identification)
}
