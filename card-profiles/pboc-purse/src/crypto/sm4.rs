//! One block through the `sm4` crate, and the MAC over blocks. GB/T 32907.

use super::Key16;
use crate::Mac;
use sm4::Sm4;
use sm4::cipher::{Array, BlockCipherEncrypt, KeyInit};

/// One block, forwards.
pub(super) fn encrypt(key: &Key16, block: [u8; 16]) -> [u8; 16] {
    let mut block = Array::from(block);
    Sm4::new(&Array::from(key.0)).encrypt_block(&mut block);
    block.0
}

/// CBC-MAC over blocks of sixteen, padding `80 00 …` always there, leftmost four bytes: transaction MACs and
/// TACs (IV zero) and command MACs (IV: challenge, then zeros).
#[must_use]
pub fn sm4_mac(key: &Key16, iv: [u8; 16], data: &[u8]) -> Mac {
    let (blocks, rest) = data.as_chunks::<16>();
    let mut last = [0; 16];
    for (to, from) in last.iter_mut().zip(rest.iter().chain(&[0x80])) {
        *to = *from;
    }
    chained(key, iv, blocks.iter().chain([&last]))
}

/// The same over an IV and whole blocks that somebody else has padded; `None` for anything else.
pub(crate) fn sm4_mac_padded(key: &Key16, iv_and_blocks: &[u8]) -> Option<Mac> {
    let (blocks, rest) = iv_and_blocks.as_chunks::<16>();
    let (iv, blocks) = blocks.split_first().filter(|(_, blocks)| rest.is_empty() && !blocks.is_empty())?;
    Some(chained(key, *iv, blocks))
}

fn chained<'a>(key: &Key16, iv: [u8; 16], blocks: impl IntoIterator<Item = &'a [u8; 16]>) -> Mac {
    let mut state = iv;
    for block in blocks {
        for (to, with) in state.iter_mut().zip(block) {
            *to ^= with;
        }
        state = encrypt(key, state);
    }
    let [a, b, c, d, ..] = state;
    Mac([a, b, c, d])
}

/// SM4 in ECB over whole blocks, as key blocks are wrapped; a trailing part of a block is left out.
#[must_use]
pub fn sm4_ecb(key: &Key16, plain: &[u8]) -> Vec<u8> {
    plain.as_chunks::<16>().0.iter().flat_map(|block| encrypt(key, *block)).collect()
}
