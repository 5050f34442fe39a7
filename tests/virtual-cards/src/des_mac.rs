//! DES, two-key triple DES and the two MACs of PBOC (ISO/IEC 9797-1 algorithms 1 and 3, padding `80 00…`).

use des::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use des::{Des, TdesEde2};

/// One block under an 8-byte key.
pub(crate) fn des(key: &[u8; 8], block: [u8; 8]) -> [u8; 8] {
    let mut block = block.into();
    Des::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// One block back.
pub(crate) fn undo_des(key: &[u8; 8], block: [u8; 8]) -> [u8; 8] {
    let mut block = block.into();
    Des::new(&(*key).into()).decrypt_block(&mut block);
    block.into()
}

/// One block under a 16-byte key: encrypt left, decrypt right, encrypt left.
pub(crate) fn triple_des(key: &[u8; 16], block: [u8; 8]) -> [u8; 8] {
    let mut block = block.into();
    TdesEde2::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// One block back under a 16-byte key.
pub(crate) fn undo_triple_des(key: &[u8; 16], block: [u8; 8]) -> [u8; 8] {
    let mut block = block.into();
    TdesEde2::new(&(*key).into()).decrypt_block(&mut block);
    block.into()
}

/// Left and right half of a 16-byte key.
pub(crate) fn halves(key: &[u8; 16]) -> ([u8; 8], [u8; 8]) {
    let (mut left, mut right) = ([0; 8], [0; 8]);
    for (at, byte) in left.iter_mut().chain(right.iter_mut()).zip(key) {
        *at = *byte;
    }
    (left, right)
}

/// Byte by byte exclusive or.
pub(crate) fn xor(left: [u8; 8], right: [u8; 8]) -> [u8; 8] {
    let mut out = left;
    for (byte, other) in out.iter_mut().zip(right) {
        *byte ^= other;
    }
    out
}

/// The chaining value after all of `data`, which is padded with `80 00…`, always, by up to a whole block.
fn chain(key: &[u8; 8], iv: [u8; 8], data: &[u8]) -> [u8; 8] {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(8), 0);
    let (blocks, _) = padded.as_chunks::<8>();
    blocks.iter().fold(iv, |value, block| des(key, xor(value, *block)))
}

fn leftmost(value: [u8; 8]) -> [u8; 4] {
    let [a, b, c, d, ..] = value;
    [a, b, c, d]
}

/// CBC-MAC under an 8-byte key (algorithm 1), leftmost four bytes. PBOC's MAC1, MAC2 and TAC.
#[must_use]
pub fn mac(key: &[u8; 8], iv: [u8; 8], data: &[u8]) -> [u8; 4] {
    leftmost(chain(key, iv, data))
}

/// CBC-MAC under a 16-byte key (algorithm 3), leftmost four bytes. PBOC's command MAC.
#[must_use]
pub fn mac_retail(key: &[u8; 16], iv: [u8; 8], data: &[u8]) -> [u8; 4] {
    let (left, right) = halves(key);
    leftmost(des(&left, undo_des(&right, chain(&left, iv, data))))
}
