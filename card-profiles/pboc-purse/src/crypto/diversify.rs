//! From a master key to a card's key. JR/T 0025.2, key derivation.
//!
//! One level: `DK = 3DES(MK, factor) ‖ 3DES(MK, NOT factor)`.

use super::{Key16, des};
use purse::FactorOrder;

/// One level of derivation.
#[must_use]
pub fn diversify(master: &Key16, factor: [u8; 8]) -> Key16 {
    let [a, b, c, d, e, f, g, h] = des::encrypt3(master, factor);
    let [i, j, k, l, m, n, o, p] = des::encrypt3(master, factor.map(|byte| !byte));
    Key16([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
}

/// A card's key from the master key in two levels. The factors are always *listed* serial first; whether
/// they are *applied* issuer first is the issuer's choice.
#[must_use]
pub fn card_key(master: &Key16, serial: [u8; 8], issuer: [u8; 8], order: FactorOrder) -> Key16 {
    match order {
        FactorOrder::IssuerFirst => diversify(&diversify(master, issuer), serial),
        FactorOrder::Listed => diversify(&diversify(master, serial), issuer),
    }
}
