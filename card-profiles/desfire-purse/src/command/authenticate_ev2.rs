//! AUTHENTICATE EV2 FIRST and NON FIRST. NXP AN12196 §4.4; AN12757 table 12.
//!
//! | INS | data | answer |
//! | --- | --- | --- |
//! | 71 | key number 1 ‖ length of capabilities 00 | enciphered RndB 16, `91AF` |
//! | 77 | key number 1 | enciphered RndB 16, `91AF` |
//! | AF | enciphered RndA ‖ rot(RndB) 32 | enciphered: 32 bytes after 71, 16 after 77; `9100` |
//!
//! FIRST opens a session. NON FIRST changes the key inside one and keeps its transaction.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9140 | no such key |
//! | 91AE | not this key |
//! | 91AD | too many failures, wait |

use crate::wire::wrap;
use apdu::Command;

/// First half of FIRST, with the number of the key.
#[must_use]
pub fn first(key: u8) -> Command {
    wrap(0x71, [key, 0x00])
}

/// First half of NON FIRST, with the number of the key.
#[must_use]
pub fn non_first(key: u8) -> Command {
    wrap(0x77, [key])
}

/// Second half of either.
#[must_use]
pub fn finish(reply: [u8; 32]) -> Command {
    wrap(0xAF, reply)
}
