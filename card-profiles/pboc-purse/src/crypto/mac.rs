//! CBC-MACs with DES. Padding is `80 00 …` and is always there: a whole block more when the data is a
//! multiple of eight. The MAC is the leftmost four bytes. ISO/IEC 9797-1, padding method 2.

use super::{Key8, Key16, des};
use crate::Mac;

/// IV of transaction MACs.
const ZERO: [u8; 8] = [0; 8];

/// ISO 9797-1 algorithm 1 with a single-length key: transaction MACs and TACs (IV zero), command MACs under
/// an 8-byte key (IV from [`command_iv`]).
#[must_use]
pub fn des_mac(key: &Key8, iv: [u8; 8], data: &[u8]) -> Mac {
    left4(chain(key, iv, data))
}

/// ISO 9797-1 algorithm 3 ("retail MAC") with a double-length key: chain with the left half, then decrypt
/// with the right and encrypt with the left.
#[must_use]
pub fn retail_mac(key: &Key16, iv: [u8; 8], data: &[u8]) -> Mac {
    let (left, right) = key.halves();
    left4(des::encrypt(&left, des::decrypt(&right, chain(&left, iv, data))))
}

/// The same over an IV and whole blocks that somebody else has padded; `None` for anything else.
pub(crate) fn retail_mac_padded(key: &Key16, iv_and_blocks: &[u8]) -> Option<Mac> {
    let (blocks, rest) = iv_and_blocks.as_chunks::<8>();
    let (iv, blocks) = blocks.split_first().filter(|(_, blocks)| rest.is_empty() && !blocks.is_empty())?;
    let (left, right) = key.halves();
    let last = blocks.iter().fold(*iv, |state, block| des::encrypt(&left, xor(state, *block)));
    Some(left4(des::encrypt(&left, des::decrypt(&right, last))))
}

/// IV of a command MAC: the four random bytes of GET CHALLENGE, then zeros. FMCOS 2.0 manual §9.
#[must_use]
pub fn command_iv([a, b, c, d]: [u8; 4]) -> [u8; 8] {
    [a, b, c, d, 0, 0, 0, 0]
}

/// MAC over a command: `CLA INS P1 P2 Lc data`, Lc counting the MAC. FMCOS 2.0 manual §9.
#[must_use]
pub fn command_mac(key: &Key16, challenge: [u8; 4], header_and_data: &[u8]) -> Mac {
    retail_mac(key, command_iv(challenge), header_and_data)
}

/// 3DES in ECB over whole blocks, as key blocks are wrapped; a trailing part of a block is left out.
#[must_use]
pub fn triple_des_ecb(key: &Key16, plain: &[u8]) -> Vec<u8> {
    plain.as_chunks::<8>().0.iter().flat_map(|block| des::encrypt3(key, *block)).collect()
}

/// CBC over the padded data; the last block.
fn chain(key: &Key8, iv: [u8; 8], data: &[u8]) -> [u8; 8] {
    let (blocks, rest) = data.as_chunks::<8>();
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest.iter().chain(&[0x80])) {
        *to = *from;
    }
    let mut state = iv;
    for block in blocks.iter().chain([&last]) {
        state = des::encrypt(key, xor(state, *block));
    }
    state
}

/// Exclusive or of two blocks.
pub(super) fn xor(mut left: [u8; 8], right: [u8; 8]) -> [u8; 8] {
    for (to, with) in left.iter_mut().zip(right) {
        *to ^= with;
    }
    left
}

/// IV zero, for the transaction codes.
pub(super) fn transaction_mac(key: &Key8, data: &[u8]) -> Mac {
    des_mac(key, ZERO, data)
}

fn left4([a, b, c, d, ..]: [u8; 8]) -> Mac {
    Mac([a, b, c, d])
}
