//! GET CHALLENGE: four random bytes, the IV of the next command MAC. ISO/IEC 7816-4 §7.5.3.
//!
//! | CLA | INS | P1 | P2 | Le |
//! | --- | --- | --- | --- | --- |
//! | 00 | 84 | 00 | 00 | 04 |

use crate::bytes::Fields;
use apdu::Command;

/// GET CHALLENGE.
#[must_use]
pub fn challenge() -> Command {
    Command::new(0x00, 0x84, 0x00, 0x00).expecting(0x04)
}

/// The four bytes; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<[u8; 4]> {
    let mut fields = Fields(data);
    let random = fields.take()?;
    fields.is_empty().then_some(random)
}
