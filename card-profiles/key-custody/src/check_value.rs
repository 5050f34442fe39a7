//! Check values (KCV): three bytes that name a key without giving it away.
//!
//! 3DES and SM4: the first bytes of a block of zeros, encrypted. AES: the first bytes of the AES-CMAC of a block
//! of zeros, as GlobalPlatform (card specification 2.3.1, B.6) and ANSI X9.24-1 annex A name it.

use aes::Aes128;
use cmac::{Cmac, KeyInit as _, Mac as _};
use core::fmt;
use core::str::FromStr;

use crate::{Cipher, encrypt};

/// The check value of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CheckValue(pub [u8; 3]);

impl CheckValue {
    /// Of a key in its cipher.
    #[must_use]
    pub fn of(cipher: Cipher, key: &[u8; 16]) -> CheckValue {
        let zeros = [0; 16];
        match cipher {
            Cipher::TripleDes | Cipher::Sm4 => CheckValue::first(&encrypt(cipher, key, &zeros)),
            Cipher::Aes128 => CheckValue::first(&cmac(key, &zeros)),
        }
    }

    /// The first three bytes.
    #[must_use]
    pub fn first(bytes: &[u8]) -> CheckValue {
        let mut value = [0; 3];
        value.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        CheckValue(value)
    }
}

/// AES-CMAC, NIST SP 800-38B.
#[must_use]
pub fn cmac(key: &[u8; 16], message: &[u8]) -> [u8; 16] {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

impl fmt::Display for CheckValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c] = self.0;
        write!(f, "{a:02X}{b:02X}{c:02X}")
    }
}

impl fmt::Debug for CheckValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CheckValue {
    type Err = ();

    fn from_str(text: &str) -> Result<CheckValue, ()> {
        crate::hex::unhex::<3>(text).map(CheckValue).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Published everywhere: the KCV of a zero 3DES key, and AES-CMAC of a zero block under a zero key.
        assert_eq!(CheckValue::of(Cipher::TripleDes, &[0; 16]).to_string(), "8CA64D");
        assert_eq!(CheckValue::of(Cipher::Aes128, &[0; 16]).to_string(), "763CBC");
        assert_eq!("8ca64d".parse(), Ok(CheckValue([0x8C, 0xA6, 0x4D])));
        assert_eq!("8ca64".parse::<CheckValue>(), Err(()));
    }
}
