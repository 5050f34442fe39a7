//! LOAD KEY and CALCULATE: a PSAM makes a command MAC under a card's key. PBOC PSAM specification.
//!
//! | command | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | LOAD KEY | 80 | 1A | levels·20 + use | key version | 8·levels | factors, serial first | |
//! | CALCULATE | 80 | FA | 05: a whole MAC, IV first | 00 | length | IV ‖ padded data | 04 |
//!
//! The terminal pads; the IV is one block. A loaded key serves once.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | loaded; calculated |
//! | 6700 6A80 | wrong number of factors, not whole blocks |
//! | 6901 6985 | no key loaded |
//! | 6983 | key blocked |
//! | 6A88 9403 | no such key |

use crate::bytes::Fields;
use crate::crypto::Cipher;
use crate::{Levels, Mac};
use apdu::Command;

/// Use of a key: maintenance of the application. The high three bits count the levels.
const MAINTENANCE: u8 = 0x05;

/// LOAD KEY: the card's maintenance key.
#[must_use]
pub fn load_maintenance(levels: Levels, key_version: u8, factors: Vec<u8>) -> Command {
    let level_bits = match levels {
        Levels::One => 0x20,
        Levels::Two => 0x40,
    };
    Command::new(0x80, 0x1A, level_bits | MAINTENANCE, key_version).with_data(factors)
}

/// CALCULATE: a command MAC with this challenge as its IV.
#[must_use]
pub fn calculate(cipher: Cipher, challenge: [u8; 4], header_and_data: &[u8]) -> Command {
    let block = match cipher {
        Cipher::TripleDes => 8,
        Cipher::Sm4 => 16,
    };
    let mut data = challenge.to_vec();
    data.resize(block, 0);
    data.extend(header_and_data);
    data.push(0x80);
    data.resize(data.len().next_multiple_of(block), 0);
    Command::new(0x80, 0xFA, 0x05, 0x00).with_data(data).expecting(0x04)
}

/// The MAC; `None` for any other length.
#[must_use]
pub fn parse(data: &[u8]) -> Option<Mac> {
    let mut fields = Fields(data);
    let mac = Mac(fields.take()?);
    fields.is_empty().then_some(mac)
}
