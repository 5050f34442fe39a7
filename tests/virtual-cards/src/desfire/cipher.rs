//! AES-128 as DESFire uses it: CBC, CMAC from a running value, the CRC of the first channel, AN10922.

use crate::Key;
use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

/// One AES block.
pub type Block = [u8; 16];

/// No initial value.
pub(super) const ZERO: Block = [0; 16];

fn cipher(key: &Key) -> Aes128 {
    Aes128::new(&key.0.into())
}

/// One block under a key.
#[must_use]
pub fn encrypt(key: &Key, block: Block) -> Block {
    let mut block = block.into();
    cipher(key).encrypt_block(&mut block);
    block.into()
}

fn xor(left: Block, right: Block) -> Block {
    let mut out = left;
    for (byte, other) in out.iter_mut().zip(right) {
        *byte ^= other;
    }
    out
}

/// CBC without padding: `data` is whole blocks, a rest is dropped. `iv` becomes the last cipher block.
#[must_use]
pub fn cbc_encrypt(key: &Key, iv: &mut Block, data: &[u8]) -> Vec<u8> {
    let (blocks, _) = data.as_chunks::<16>();
    let mut out = Vec::with_capacity(data.len());
    for block in blocks {
        *iv = encrypt(key, xor(*iv, *block));
        out.extend(*iv);
    }
    out
}

/// CBC back. `iv` becomes the last cipher block.
#[must_use]
pub fn cbc_decrypt(key: &Key, iv: &mut Block, data: &[u8]) -> Vec<u8> {
    let (blocks, _) = data.as_chunks::<16>();
    let mut out = Vec::with_capacity(data.len());
    for block in blocks {
        let mut clear = (*block).into();
        cipher(key).decrypt_block(&mut clear);
        out.extend(xor(clear.into(), *iv));
        *iv = *block;
    }
    out
}

/// Times x in GF(2^128): how a CMAC subkey comes from the value before it (SP 800-38B §6.1).
fn double(block: Block) -> Block {
    let value = u128::from_be_bytes(block);
    let folded = if value >> 127 == 1 { 0x87 } else { 0 };
    ((value << 1) ^ folded).to_be_bytes()
}

/// `data` with `80 00…` up to a whole block; one more block when it is whole already.
#[must_use]
pub fn pad(data: &[u8]) -> Vec<u8> {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(16), 0);
    padded
}

/// CMAC over whole blocks of which the last is masked with the given subkey.
fn chain(key: &Key, iv: Block, padded: &[u8], subkey: Block) -> Block {
    let (blocks, _) = padded.as_chunks::<16>();
    let last = blocks.len().saturating_sub(1);
    blocks.iter().enumerate().fold(iv, |value, (at, block)| {
        let block = if at == last { xor(*block, subkey) } else { *block };
        encrypt(key, xor(value, block))
    })
}

/// CMAC (SP 800-38B) whose chaining begins at `iv`: zero for the standard one, the running value in the
/// first channel.
#[must_use]
pub fn cmac(key: &Key, iv: Block, data: &[u8]) -> Block {
    let k1 = double(encrypt(key, ZERO));
    if !data.is_empty() && data.len().is_multiple_of(16) {
        chain(key, iv, data, k1)
    } else {
        chain(key, iv, &pad(data), double(k1))
    }
}

/// Bytes 1, 3, … 15: what is sent of a CMAC in the second channel, and of a transaction MAC.
#[must_use]
pub fn odd(mac: Block) -> [u8; 8] {
    let [_, a, _, b, _, c, _, d, _, e, _, f, _, g, _, h] = mac;
    [a, b, c, d, e, f, g, h]
}

/// The first eight bytes: what is sent of a CMAC in the first channel.
#[must_use]
pub fn first(mac: Block) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = mac;
    [a, b, c, d, e, f, g, h]
}

/// CRC-32 without the final inversion, least significant byte first.
#[must_use]
pub fn crc32(data: &[u8]) -> [u8; 4] {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    crc.to_le_bytes()
}

/// A card's key from a master key and what is particular to the card (AN10922, AES-128): 1 to 31 bytes,
/// of which the rest is ignored.
#[must_use]
pub fn an10922(master: &Key, particular: &[u8]) -> Key {
    let mut data: Vec<u8> = core::iter::once(0x01).chain(particular.iter().copied()).take(32).collect();
    let k1 = double(encrypt(master, ZERO));
    if data.len() == 32 {
        return Key(chain(master, ZERO, &data, k1));
    }
    // Always two blocks, also where a CMAC would take one.
    data.push(0x80);
    data.resize(32, 0);
    Key(chain(master, ZERO, &data, double(k1)))
}
