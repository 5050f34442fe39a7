//! Keys of issuers and cards, and how one becomes the other.

use crate::des_mac::{halves, triple_des, xor};
use core::fmt;

/// A 16-byte key. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key(pub [u8; 16]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<key>")
    }
}

impl Key {
    /// The key of one level further down: `3DES(key, factor) ‖ 3DES(key, NOT factor)`.
    #[must_use]
    pub fn diversify(&self, factor: [u8; 8]) -> Key {
        let left = triple_des(&self.0, factor);
        let right = triple_des(&self.0, factor.map(|byte| !byte));
        let mut key = [0; 16];
        for (at, byte) in key.iter_mut().zip(left.into_iter().chain(right)) {
            *at = byte;
        }
        Key(key)
    }

    /// Left half xor right half: how a 16-byte key becomes the single-DES key of a TAC.
    #[must_use]
    pub fn folded(&self) -> [u8; 8] {
        let (left, right) = halves(&self.0);
        xor(left, right)
    }

    /// The 8-byte session key over `random 4 ‖ counter 2 ‖ two more bytes`.
    #[must_use]
    pub fn session(&self, random: [u8; 4], counter: u16, last: [u8; 2]) -> [u8; 8] {
        let [a, b, c, d] = random;
        let [e, f] = counter.to_be_bytes();
        let [g, h] = last;
        triple_des(&self.0, [a, b, c, d, e, f, g, h])
    }
}

/// In which order a PSAM applies the factors of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FactorOrder {
    /// The last factor first: issuer, then card serial. What nearly every issuer does.
    #[default]
    LastFirst,
    /// As listed: card serial, then issuer.
    Listed,
}

/// A master key diversified by the factors of a PSAM command, which lists the card serial first.
#[must_use]
pub fn derive(master: &Key, factors: &[[u8; 8]], order: FactorOrder) -> Key {
    match order {
        FactorOrder::LastFirst => factors.iter().rev().fold(*master, |key, factor| key.diversify(*factor)),
        FactorOrder::Listed => factors.iter().fold(*master, |key, factor| key.diversify(*factor)),
    }
}

/// The master keys of an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MasterKeys {
    /// Purchase (MPK).
    pub purchase: Key,
    /// Load (MLK).
    pub load: Key,
    /// TAC (MTK).
    pub tac: Key,
    /// Application maintenance (MAMK): command MACs.
    pub maintenance: Key,
}

impl MasterKeys {
    /// The keys of one card.
    #[must_use]
    pub fn card(&self, serial: [u8; 8], issuer: [u8; 8], order: FactorOrder) -> CardKeys {
        let of = |master| derive(master, &[serial, issuer], order);
        CardKeys {
            purchase: of(&self.purchase),
            load: of(&self.load),
            tac: of(&self.tac),
            maintenance: of(&self.maintenance),
        }
    }
}

/// The keys on one card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardKeys {
    /// Purchase (DPK).
    pub purchase: Key,
    /// Load (DLK).
    pub load: Key,
    /// TAC (DTK), not folded.
    pub tac: Key,
    /// Application maintenance (DAMK).
    pub maintenance: Key,
}
