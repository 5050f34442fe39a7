//! One block through a cipher.

use aes::Aes128;
use aes::cipher::{Array, BlockCipherEncrypt, KeyInit};
use des::TdesEde2;
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::Cipher;

impl Cipher {
    /// Bytes of a block.
    #[must_use]
    pub fn block(self) -> usize {
        match self {
            Cipher::TripleDes => 8,
            Cipher::Sm4 | Cipher::Aes128 => 16,
        }
    }
}

/// Encrypts whole blocks in ECB; a trailing part of a block is left out.
#[must_use]
pub fn encrypt(cipher: Cipher, key: &[u8; 16], plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Array::from(*key);
    let mut out = Zeroizing::new(plain.to_vec());
    match cipher {
        Cipher::TripleDes => {
            let cipher = TdesEde2::new(&key);
            out.as_chunks_mut::<8>().0.iter_mut().for_each(|block| cipher.encrypt_block(block.into()));
        }
        Cipher::Sm4 => {
            let cipher = Sm4::new(&key);
            out.as_chunks_mut::<16>().0.iter_mut().for_each(|block| cipher.encrypt_block(block.into()));
        }
        Cipher::Aes128 => {
            let cipher = Aes128::new(&key);
            out.as_chunks_mut::<16>().0.iter_mut().for_each(|block| cipher.encrypt_block(block.into()));
        }
    }
    out.truncate(plain.len() / cipher.block() * cipher.block());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a cipher expands a key to is wiped with it: holds only while the features that do so are on.
    #[test]
    fn ciphers_are_wiped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<Aes128>();
        wiped::<Sm4>();
        wiped::<TdesEde2>();
        wiped::<Zeroizing<[u8; 16]>>();
    }

    /// FIPS-197 appendix C.1, GB/T 32907 appendix A, and DES's classic plaintext under a doubled key.
    #[test]
    fn published_blocks() {
        let aes_key = core::array::from_fn(|at| u8::try_from(at).unwrap());
        let plain: Vec<u8> = (0..16u8).map(|at| at * 0x11).collect();
        assert_eq!(encrypt(Cipher::Aes128, &aes_key, &plain)[..4], [0x69, 0xC4, 0xE0, 0xD8]);
        let sm4_key =
            [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10];
        assert_eq!(encrypt(Cipher::Sm4, &sm4_key, &sm4_key)[..4], [0x68, 0x1E, 0xDF, 0x34]);
        let des_key =
            [0x13, 0x34, 0x57, 0x79, 0x9B, 0xBC, 0xDF, 0xF1, 0x13, 0x34, 0x57, 0x79, 0x9B, 0xBC, 0xDF, 0xF1];
        let plain = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];
        assert_eq!(
            encrypt(Cipher::TripleDes, &des_key, &plain)[..],
            [0x85, 0xE8, 0x13, 0x54, 0x0F, 0x0A, 0xB4, 0x05]
        );
        assert_eq!(encrypt(Cipher::Aes128, &aes_key, &[0; 17]).len(), 16);
    }
}
