//! SM4 (GB/T 32907) and its CBC-MAC with padding `80 00…` to whole blocks of 16 bytes.

use sm4::Sm4;
use sm4::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

/// One block.
pub(crate) fn sm4(key: &[u8; 16], block: [u8; 16]) -> [u8; 16] {
    let mut block = block.into();
    Sm4::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// One block back.
pub(crate) fn undo_sm4(key: &[u8; 16], block: [u8; 16]) -> [u8; 16] {
    let mut block = block.into();
    Sm4::new(&(*key).into()).decrypt_block(&mut block);
    block.into()
}

/// Byte by byte exclusive or.
pub(crate) fn xor16(left: [u8; 16], right: &[u8; 16]) -> [u8; 16] {
    let mut out = left;
    for (byte, other) in out.iter_mut().zip(right) {
        *byte ^= other;
    }
    out
}

/// CBC-MAC, leftmost four bytes; the padding is always added.
#[must_use]
pub fn mac_sm4(key: &[u8; 16], iv: [u8; 16], data: &[u8]) -> [u8; 4] {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(16), 0);
    let (blocks, _) = padded.as_chunks::<16>();
    let [a, b, c, d, ..] = blocks.iter().fold(iv, |value, block| sm4(key, xor16(value, block)));
    [a, b, c, d]
}
