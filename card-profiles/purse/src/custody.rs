//! Secrets, and whoever keeps them.

use core::fmt;
use zeroize::Zeroizing;

/// Sixteen secret bytes: a key of one card. Wiped when dropped; shown to nobody.
#[derive(Clone)]
pub struct Secret16(Zeroizing<[u8; 16]>);

impl Secret16 {
    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: [u8; 16]) -> Secret16 {
        Secret16(Zeroizing::new(bytes))
    }

    /// The bytes, for a cipher and nothing else.
    #[must_use]
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Secret16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}

/// What a till's key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Debits a purse and writes its record. Never credits, never personalises.
    Debit,
}

/// Keeps the keys of cards that no security module serves. The master key stays inside: only the key of one
/// card comes out.
pub trait Custody {
    /// The key of the card that this diversification input names, in this version; `None` where it is not kept.
    /// How the input enters is the family's rule (AN10922 for DESFire).
    fn card_key(&self, key: KeyUse, version: u8, input: &[u8]) -> Option<Secret16>;

    /// Sixteen fresh random bytes; `None` when the system gives none, and then there is no sale.
    fn random(&self) -> Option<[u8; 16]>;
}

/// A till whose keys are all in its security module.
#[derive(Clone, Copy, Debug)]
pub struct NoKeys;

impl Custody for NoKeys {
    fn card_key(&self, _: KeyUse, _: u8, _: &[u8]) -> Option<Secret16> {
        None
    }

    fn random(&self) -> Option<[u8; 16]> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_shows() {
        assert_eq!(format!("{:?}", Secret16::new([0xA5; 16])), "<key>");
    }
}
