//! One block through the `des` crate. Two-key 3DES is encrypt left, decrypt right, encrypt left.

use super::{Key8, Key16};
use des::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use des::{Des, TdesEde2};

/// Single DES, forwards.
pub(super) fn encrypt(key: &Key8, block: [u8; 8]) -> [u8; 8] {
    let mut block = Array::from(block);
    Des::new(&Array::from(key.0)).encrypt_block(&mut block);
    block.0
}

/// Single DES, backwards.
pub(super) fn decrypt(key: &Key8, block: [u8; 8]) -> [u8; 8] {
    let mut block = Array::from(block);
    Des::new(&Array::from(key.0)).decrypt_block(&mut block);
    block.0
}

/// Two-key 3DES, forwards.
pub(super) fn encrypt3(key: &Key16, block: [u8; 8]) -> [u8; 8] {
    let mut block = Array::from(block);
    TdesEde2::new(&Array::from(key.0)).encrypt_block(&mut block);
    block.0
}
