//! Codes as the standards write them, one block after the other with the `des`, `sm4` and `cmac` crates.

use bulk_proof::{Last, Step};
use cmac::{Cmac, Mac};
use des::cipher::{Array, BlockCipherEncrypt, KeyInit};

/// Pseudo-random and the same in every run (splitmix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.number().to_be_bytes()[0])
    }
}

pub(crate) fn joined(left: [u8; 8], right: [u8; 8]) -> [u8; 16] {
    [left, right].concat().try_into().unwrap()
}

pub(crate) fn triple_des(key: &[u8; 16], block: [u8; 8]) -> [u8; 8] {
    let mut block = Array::from(block);
    des::TdesEde2::new(&Array::from(*key)).encrypt_block(&mut block);
    block.0
}

pub(crate) fn sm4(key: &[u8; 16], block: [u8; 16]) -> [u8; 16] {
    let mut block = Array::from(block);
    sm4::Sm4::new(&Array::from(*key)).encrypt_block(&mut block);
    block.0
}

/// The left half of a last block.
fn chained<const BYTES: usize>(message: &[u8], cipher: impl Fn([u8; BYTES]) -> [u8; BYTES]) -> [u8; 4] {
    let mut padded = [message, &[0x80]].concat();
    padded.resize(padded.len().next_multiple_of(BYTES), 0);
    let mut state = [0; BYTES];
    for block in padded.as_chunks::<BYTES>().0 {
        state = cipher(std::array::from_fn(|at| state[at] ^ block[at]));
    }
    state[..4].try_into().unwrap()
}

pub(crate) fn tac_3des(master: &[u8; 16], factors: &[[u8; 8]], message: &[u8]) -> [u8; 4] {
    let level = |key: [u8; 16], factor: &[u8; 8]| {
        joined(triple_des(&key, *factor), triple_des(&key, factor.map(|byte| !byte)))
    };
    let key = factors.iter().fold(*master, level);
    let folded: [u8; 8] = std::array::from_fn(|at| key[at] ^ key[at + 8]);
    chained(message, |block| triple_des(&joined(folded, folded), block))
}

pub(crate) fn tac_sm4(master: &[u8; 16], factors: &[[u8; 8]], message: &[u8]) -> [u8; 4] {
    let level = |key: [u8; 16], factor: &[u8; 8]| sm4(&key, joined(*factor, factor.map(|byte| !byte)));
    let key = factors.iter().fold(*master, level);
    chained(message, |block| sm4(&key, block))
}

pub(crate) fn cmac(key: &[u8; 16], message: &[u8]) -> [u8; 16] {
    let mut mac = Cmac::<aes::Aes128>::new(&Array::from(*key));
    mac.update(message);
    mac.finalize().into_bytes().0
}

/// Bytes 1, 3, … 15.
pub(crate) fn odd(code: [u8; 16]) -> [u8; 8] {
    std::array::from_fn(|at| code[2 * at + 1])
}

/// A message as the blocks of a step, and what step that is.
pub(crate) fn step(message: &[u8]) -> (Vec<[u8; 16]>, Step) {
    let whole = !message.is_empty() && message.len().is_multiple_of(16);
    let mut padded = message.to_vec();
    if !whole {
        padded.push(0x80);
        padded.resize(padded.len().next_multiple_of(16), 0);
    }
    let blocks = padded.as_chunks::<16>().0.to_vec();
    let last = if whole { Last::Whole } else { Last::Padded };
    let step = Step { blocks: blocks.len(), last };
    (blocks, step)
}
