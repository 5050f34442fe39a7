//! AUTHENTICATE AES, for EV1. NXP AN0945 table 22; AN12757 table 20.
//!
//! | INS | data | answer |
//! | --- | --- | --- |
//! | AA | key number 1 | enciphered RndB 16, `91AF` |
//! | AF | enciphered RndA ‖ rot(RndB) 32 | enciphered rot(RndA) 16, `9100` |
//!
//! | status | meaning |
//! | --- | --- |
//! | 9140 | no such key |
//! | 91AE | not this key |
//! | 91AD | too many failures, wait |

use crate::wire::wrap;
use apdu::Command;

/// First half, with the number of the key.
#[must_use]
pub fn begin(key: u8) -> Command {
    wrap(0xAA, [key])
}

/// Second half.
#[must_use]
pub fn finish(reply: [u8; 32]) -> Command {
    wrap(0xAF, reply)
}
