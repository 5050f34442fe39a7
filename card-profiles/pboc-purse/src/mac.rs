//! Authentication codes as values that do not show themselves.

use core::fmt;

/// A transaction MAC of four bytes (MAC1, MAC2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mac(pub [u8; 4]);

/// A transaction authorisation code of four bytes: the card's signature for its issuer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tac(pub [u8; 4]);

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<mac>")
    }
}

impl fmt::Debug for Tac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<tac>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shown() {
        assert_eq!(format!("{:?} {:?}", Mac([0xAB; 4]), Tac([0xCD; 4])), "<mac> <tac>");
    }
}
