//! One card at a time, through the `aes` crate: any machine can.

use super::doubled;
use crate::block::xor;
use crate::{Last, Step};
use aes::Aes128Enc;
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

pub(super) fn cipher(key: &[u8; 16]) -> Aes128Enc {
    Aes128Enc::new(&Array::from(*key))
}

/// The last CMAC of a chain whose first is made with this cipher.
pub(super) fn end(first: &Aes128Enc, steps: &[Step], blocks: &[[u8; 16]]) -> [u8; 16] {
    let mut blocks = blocks.iter();
    let mut end: Option<Zeroizing<[u8; 16]>> = None;
    for step in steps {
        let blocks = blocks.by_ref().take(step.blocks);
        end = Some(Zeroizing::new(match end {
            None => cmac(first, *step, blocks),
            Some(key) => cmac(&cipher(&key), *step, blocks),
        }));
    }
    end.map_or([0; 16], |end| *end)
}

fn cmac<'a>(cipher: &Aes128Enc, step: Step, blocks: impl Iterator<Item = &'a [u8; 16]>) -> [u8; 16] {
    let whole = doubled(encrypted(cipher, [0; 16]));
    let subkey = match step.last {
        Last::Whole => whole,
        Last::Padded => doubled(whole),
    };
    let mut state = [0; 16];
    for (place, block) in blocks.enumerate() {
        state = xor(state, *block);
        if place + 1 == step.blocks {
            state = xor(state, subkey);
        }
        state = encrypted(cipher, state);
    }
    state
}

fn encrypted(cipher: &Aes128Enc, block: [u8; 16]) -> [u8; 16] {
    let mut block = Array::from(block);
    cipher.encrypt_block(&mut block);
    block.0
}
