//! AES-128 in CBC over whole blocks. FIPS 197; NIST SP 800-38A §6.2.

use aes::Aes128;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use purse::Secret16;

fn cipher(key: &Secret16) -> Aes128 {
    Aes128::new(key.expose().into())
}

/// One block, as it is. FIPS 197 §5.1.
pub(super) fn encrypt(key: &Secret16, block: [u8; 16]) -> [u8; 16] {
    let mut block = block.into();
    cipher(key).encrypt_block(&mut block);
    block.into()
}

/// Encrypts in CBC; a trailing part of a block is left out, so pad before.
#[must_use]
pub fn cbc_encrypt(key: &Secret16, iv: [u8; 16], plain: &[u8]) -> Vec<u8> {
    let cipher = cipher(key);
    let mut chain = iv;
    let mut encrypted = Vec::with_capacity(plain.len());
    for block in plain.as_chunks::<16>().0 {
        let mut state = xor(chain, *block).into();
        cipher.encrypt_block(&mut state);
        chain = state.into();
        encrypted.extend_from_slice(&chain);
    }
    encrypted
}

/// Decrypts in CBC; a trailing part of a block is left out.
#[must_use]
pub fn cbc_decrypt(key: &Secret16, iv: [u8; 16], encrypted: &[u8]) -> Vec<u8> {
    let cipher = cipher(key);
    let mut chain = iv;
    let mut plain = Vec::with_capacity(encrypted.len());
    for block in encrypted.as_chunks::<16>().0 {
        let mut state = (*block).into();
        cipher.decrypt_block(&mut state);
        plain.extend_from_slice(&xor(chain, state.into()));
        chain = *block;
    }
    plain
}

/// Exclusive or of two blocks.
#[must_use]
pub fn xor(mut left: [u8; 16], right: [u8; 16]) -> [u8; 16] {
    for (to, with) in left.iter_mut().zip(right) {
        *to ^= with;
    }
    left
}
