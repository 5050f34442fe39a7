//! Authentication codes as values that do not show themselves and are compared in constant time.

use core::fmt;
use subtle::ConstantTimeEq;

/// A transaction MAC of four bytes (MAC1, MAC2).
#[derive(Clone, Copy)]
pub struct Mac(pub [u8; 4]);

/// A transaction authorisation code of four bytes: the card's signature for its issuer.
#[derive(Clone, Copy)]
pub struct Tac(pub [u8; 4]);

impl PartialEq for Mac {
    fn eq(&self, other: &Mac) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Mac {}

impl PartialEq for Tac {
    fn eq(&self, other: &Tac) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Tac {}

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
