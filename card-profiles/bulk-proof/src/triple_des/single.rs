//! One card at a time, through the `des` crate: for batches too small to fill a word.

use crate::TacClaim;
use crate::block::{padded, xor};
use des::cipher::{Array, BlockCipherEncrypt, KeyInit};
use des::{Des, TdesEde2};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub(super) fn verify<const FACTORS: usize, const LENGTH: usize>(
    master: &[u8; 16],
    claim: &TacClaim<FACTORS, LENGTH>,
) -> bool {
    let key = derived(master, &claim.factors);
    let mut folded = Zeroizing::new([0; 8]);
    for ((to, left), right) in folded.iter_mut().zip(*key).zip(key.iter().skip(8)) {
        *to = left ^ right;
    }
    let cipher = Des::new(&Array::from(*folded));
    let mut state = [0; 8];
    for block in padded(&claim.message) {
        let mut next = Array::from(xor(state, block));
        cipher.encrypt_block(&mut next);
        state = next.0;
    }
    let [a, b, c, d, ..] = state;
    [a, b, c, d].ct_eq(&claim.code).into()
}

/// The key that these factors derive.
pub(super) fn derived(master: &[u8; 16], factors: &[[u8; 8]]) -> Zeroizing<[u8; 16]> {
    let mut key = Zeroizing::new(*master);
    for factor in factors {
        *key = level(&key, *factor);
    }
    key
}

fn level(key: &[u8; 16], factor: [u8; 8]) -> [u8; 16] {
    let cipher = TdesEde2::new(&Array::from(*key));
    let mut both = [factor, factor.map(|byte| !byte)].map(Array::from);
    cipher.encrypt_blocks(&mut both);
    let [Array(left), Array(right)] = both;
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(left.into_iter().chain(right)) {
        *to = from;
    }
    key
}
