//! The serial that the reader has seen in anticollision. PC/SC part 3 §3.2.2.1.3.
//!
//! | CLA | INS | P1 | P2 | Le | answer |
//! | --- | --- | --- | --- | --- | --- |
//! | FF | CA | 00 | 00 | 00 | UID |
//!
//! The reader answers; the card hears nothing. Seven bytes are the true serial. Four bytes beginning with 08 are a
//! random one (ISO/IEC 14443-3 §6.5.4): such a card tells its serial only to somebody with a key.

use apdu::{Command, Response};

/// GET DATA for the serial.
#[must_use]
pub fn get() -> Command {
    Command::new(0xFF, 0xCA, 0x00, 0x00).expecting(0x00)
}

/// The true serial; `None` for a random one, or none.
#[must_use]
pub fn parse(answer: &Response) -> Option<[u8; 7]> {
    let uid: [u8; 7] = answer.data.as_slice().try_into().ok()?;
    answer.status.is_ok().then_some(uid)
}
