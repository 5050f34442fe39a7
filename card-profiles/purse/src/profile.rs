//! What differs from one county's cards to another's, as data.

use crate::Issuer;

/// In which order the two derivation factors are applied to a master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorOrder {
    /// Issuer first, then card serial: the key hierarchy of most issuers.
    IssuerFirst,
    /// As listed in the PSAM command: card serial first.
    Listed,
}

/// A card profile: which applications to try, in order, and how to read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileParameters {
    /// Application identifiers in order of probing.
    pub aids: Vec<Vec<u8>>,
    /// Issuers whose cards are at home here; empty means any.
    pub issuers: Vec<Issuer>,
    /// Order of the derivation factors.
    pub factor_order: FactorOrder,
    /// Short file identifier of the file that carries the meal mark.
    pub mark_sfi: u8,
    /// Identifier of the record that carries the meal mark.
    pub mark_record_id: u8,
}

impl ProfileParameters {
    /// Whether a card of this issuer is at home here.
    #[must_use]
    pub fn is_local(&self, issuer: Issuer) -> bool {
        self.issuers.is_empty() || self.issuers.contains(&issuer)
    }
}

impl Default for ProfileParameters {
    /// T-Union purse, factors issuer first, meal mark in the local composite file 0019.
    fn default() -> ProfileParameters {
        ProfileParameters {
            aids: vec![vec![0xA0, 0, 0, 0x06, 0x32, 0x01, 0x01, 0x05]],
            issuers: Vec::new(),
            factor_order: FactorOrder::IssuerFirst,
            mark_sfi: 0x19,
            mark_record_id: 0xA1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_means_every_issuer_is_at_home() {
        let home = Issuer([0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]);
        let mut profile = ProfileParameters::default();
        assert!(profile.is_local(home));
        profile.issuers = vec![home];
        assert!(profile.is_local(home));
        assert!(!profile.is_local(Issuer([0x01, 0x13, 0x11, 0x21, 0xFF, 0xFF, 0xFF, 0xFF])));
    }
}
