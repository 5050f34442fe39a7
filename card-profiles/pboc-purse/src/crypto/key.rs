//! Keys that never show themselves, are compared in constant time and are wiped when they go.

use core::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A double-length key, left half then right half: two-key 3DES (parity bits are ignored) or SM4.
#[derive(Clone)]
pub struct Key16(pub [u8; 16]);

/// A single-length DES key: a session key, or a folded TAC key.
#[derive(Clone)]
pub struct Key8(pub [u8; 8]);

impl Key16 {
    /// Left half, then right half.
    pub(crate) fn halves(&self) -> (Key8, Key8) {
        let [a, b, c, d, e, f, g, h, right @ ..] = self.0;
        (Key8([a, b, c, d, e, f, g, h]), Key8(right))
    }

    /// Two halves.
    pub(super) fn joined([a, b, c, d, e, f, g, h]: [u8; 8], right: [u8; 8]) -> Key16 {
        let [i, j, k, l, m, n, o, p] = right;
        Key16([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
    }
}

macro_rules! secret {
    ($key:ty) => {
        impl PartialEq for $key {
            fn eq(&self, other: &Self) -> bool {
                self.0.ct_eq(&other.0).into()
            }
        }

        impl Eq for $key {}

        impl Drop for $key {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl fmt::Debug for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("<key>")
            }
        }
    };
}

secret!(Key16);
secret!(Key8);
