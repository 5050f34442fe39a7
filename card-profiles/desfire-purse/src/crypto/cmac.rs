//! CMAC with AES-128. NIST SP 800-38B §6.
//!
//! Written here because the EV1 channel chains every CMAC from the one before (a *running* starting vector), which
//! the standard function does not offer; with a vector of zeros it is the standard function.

use super::block::{encrypt, xor};
use super::{ZERO, cbc_encrypt};
use purse::Secret16;
use zeroize::Zeroizing;

/// The two subkeys: for a last block that is whole, and for one that is padded. SP 800-38B §6.1.
#[must_use]
pub fn subkeys(key: &Secret16) -> [Zeroizing<[u8; 16]>; 2] {
    let first = doubled(encrypt(key, ZERO));
    [Zeroizing::new(first), Zeroizing::new(doubled(first))]
}

/// CMAC that starts from this vector.
#[must_use]
pub fn cmac(key: &Secret16, iv: [u8; 16], data: &[u8]) -> [u8; 16] {
    let [whole, padded] = subkeys(key);
    let (rest, last) = match data.split_last_chunk::<16>() {
        Some((rest, last)) if rest.len().is_multiple_of(16) => (rest, xor(*last, *whole)),
        _ => {
            let (blocks, tail) = data.as_chunks::<16>();
            let mut last = ZERO;
            for (to, from) in last.iter_mut().zip(tail.iter().chain(&[0x80])) {
                *to = *from;
            }
            (blocks.as_flattened(), xor(last, *padded))
        }
    };
    let chained = cbc_encrypt(key, iv, rest);
    let before = chained.last_chunk::<16>().copied().unwrap_or(iv);
    encrypt(key, xor(before, last))
}

/// Bytes 1, 3, … 15: how EV2 and the transaction MAC cut a CMAC to eight bytes.
#[must_use]
pub fn odd([_, a, _, b, _, c, _, d, _, e, _, f, _, g, _, h]: [u8; 16]) -> [u8; 8] {
    [a, b, c, d, e, f, g, h]
}

/// Multiplication by x in GF(2^128).
fn doubled(block: [u8; 16]) -> [u8; 16] {
    let value = u128::from_be_bytes(block);
    let carry = if value >> 127 == 1 { 0x87 } else { 0 };
    ((value << 1) ^ carry).to_be_bytes()
}
