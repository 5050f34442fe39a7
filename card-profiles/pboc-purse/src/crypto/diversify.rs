//! From a master key to a card's key. JR/T 0025.2, key derivation.

use super::{Cipher, Key16};
use crate::Levels;
use purse::{CardNumber, FactorOrder, Issuer};
use serde::Deserialize;

/// What stands for the issuer among the derivation factors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssuerFactor {
    /// All eight bytes of the issuer: T-Union.
    #[default]
    Whole,
    /// City 2 ‖ `FF 00 00 00 00 00`: City-Union purses of the housing ministry.
    City,
}

impl IssuerFactor {
    /// The factor of this issuer.
    #[must_use]
    pub fn of(self, issuer: Issuer) -> [u8; 8] {
        match (self, issuer.0) {
            (IssuerFactor::Whole, whole) => whole,
            (IssuerFactor::City, [_, _, a, b, ..]) => [a, b, 0xFF, 0, 0, 0, 0, 0],
        }
    }
}

/// How an issuer gets from a master key to a card's key: the issuer's choice, and not visible on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// Cipher of the keys.
    pub cipher: Cipher,
    /// How many factors are applied.
    pub levels: Levels,
    /// In which order.
    pub order: FactorOrder,
    /// What stands for the issuer.
    pub issuer: IssuerFactor,
}

impl Default for Derivation {
    /// 3DES, issuer, then card serial.
    fn default() -> Derivation {
        Derivation {
            cipher: Cipher::TripleDes,
            levels: Levels::Two,
            order: FactorOrder::IssuerFirst,
            issuer: IssuerFactor::Whole,
        }
    }
}

impl Derivation {
    /// A card's key.
    #[must_use]
    pub fn card_key(&self, master: &Key16, issuer: Issuer, number: CardNumber) -> Key16 {
        let listed = [number.factor(), self.issuer.of(issuer)];
        let factors = match self.levels {
            Levels::One => &listed[..1],
            Levels::Two => &listed[..],
        };
        applied(self.cipher, master, factors, self.order)
    }
}

/// A key derived by factors that are listed serial first, in the issuer's order.
pub(crate) fn applied(cipher: Cipher, master: &Key16, listed: &[[u8; 8]], order: FactorOrder) -> Key16 {
    let next = |key: Key16, factor: &[u8; 8]| cipher.diversify(&key, *factor);
    match order {
        FactorOrder::IssuerFirst => listed.iter().rev().fold(master.clone(), next),
        FactorOrder::Listed => listed.iter().fold(master.clone(), next),
    }
}

/// One level of 3DES derivation.
#[must_use]
pub fn diversify(master: &Key16, factor: [u8; 8]) -> Key16 {
    Cipher::TripleDes.diversify(master, factor)
}
