//! VERIFY: the holder's PIN. ISO/IEC 7816-4 §7.5.6; FMCOS 2.0 manual.
//!
//! | CLA | INS | P1 | P2 | Lc | data |
//! | --- | --- | --- | --- | --- | --- |
//! | 00 | 20 | 00 | 00 | 2 to 6 | PIN |
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | verified, until the application is left |
//! | 63Cx | wrong, x tries left |
//! | 6983 | blocked |
//! | 6A81 9303 | application locked |
//! | 6A88 9403 | the card has no PIN |

use crate::Pin;
use apdu::{Command, StatusWord};

/// VERIFY.
#[must_use]
pub fn verify(pin: &Pin) -> Command {
    Command::new(0x00, 0x20, 0x00, 0x00).with_data(pin.bytes())
}

/// Tries left, when this status says that the PIN was wrong.
#[must_use]
pub fn tries_left(status: StatusWord) -> Option<u8> {
    let [sw1, sw2] = status.0.to_be_bytes();
    (sw1 == 0x63 && sw2 & 0xF0 == 0xC0).then_some(sw2 & 0x0F)
}
