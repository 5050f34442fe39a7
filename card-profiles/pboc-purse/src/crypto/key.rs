//! Keys that never show themselves.

use core::fmt;

/// A double-length 3DES key, left half then right half. Parity bits are ignored.
#[derive(Clone, PartialEq, Eq)]
pub struct Key16(pub [u8; 16]);

/// A single-length DES key: a session key, or a folded TAC key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key8(pub [u8; 8]);

impl Key16 {
    /// Left half, then right half.
    pub(crate) fn halves(&self) -> ([u8; 8], [u8; 8]) {
        let [a, b, c, d, e, f, g, h, right @ ..] = self.0;
        ([a, b, c, d, e, f, g, h], right)
    }
}

impl fmt::Debug for Key16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}

impl fmt::Debug for Key8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}
