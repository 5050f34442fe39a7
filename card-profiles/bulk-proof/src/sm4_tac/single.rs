//! One card at a time, through the `sm4` crate: any machine can.

use crate::TacClaim;
use crate::block::{padded, xor};
use sm4::Sm4;
use sm4::cipher::{Array, BlockCipherEncrypt, KeyInit};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub(super) fn verify<const FACTORS: usize, const LENGTH: usize>(
    master: &[u8; 16],
    claim: &TacClaim<FACTORS, LENGTH>,
) -> bool {
    let cipher = cipher(&derived(master, &claim.factors));
    let made = padded(&claim.message).fold([0; 16], |state, block| encrypted(&cipher, xor(state, block)));
    let [a, b, c, d, ..] = made;
    [a, b, c, d].ct_eq(&claim.code).into()
}

/// The key that these factors derive.
pub(super) fn derived(master: &[u8; 16], factors: &[[u8; 8]]) -> Zeroizing<[u8; 16]> {
    let mut key = Zeroizing::new(*master);
    for factor in factors {
        *key = encrypted(&cipher(&key), both(*factor));
    }
    key
}

/// `F ‖ NOT F`.
fn both(factor: [u8; 8]) -> [u8; 16] {
    let mut block = [0; 16];
    for (to, from) in block.iter_mut().zip(factor.into_iter().chain(factor.map(|byte| !byte))) {
        *to = from;
    }
    block
}

fn cipher(key: &[u8; 16]) -> Sm4 {
    Sm4::new(&Array::from(*key))
}

fn encrypted(cipher: &Sm4, block: [u8; 16]) -> [u8; 16] {
    let mut block = Array::from(block);
    cipher.encrypt_block(&mut block);
    block.0
}
