//! A till's own custody of debit keys: master keys by version, and the key of one card made of them (AN10922).

use crate::crypto::diversify::{Variant, diversify};
use core::fmt;
use purse::{Custody, KeyUse, Secret16};
use std::collections::BTreeMap;

/// Debit master keys. They cannot credit and cannot personalise; `Debug` shows none of them.
#[derive(Clone)]
pub struct DebitKeys {
    masters: BTreeMap<u8, Secret16>,
    random: fn() -> Option<[u8; 16]>,
}

impl DebitKeys {
    /// Keys by version. `random`: sixteen fresh bytes of the system, or nothing where it gives none.
    #[must_use]
    pub fn new(masters: BTreeMap<u8, Secret16>, random: fn() -> Option<[u8; 16]>) -> DebitKeys {
        DebitKeys { masters, random }
    }
}

impl Custody for DebitKeys {
    fn card_key(&self, key: KeyUse, version: u8, input: &[u8]) -> Option<Secret16> {
        match key {
            KeyUse::Debit => diversify(self.masters.get(&version)?, Variant::An10922, input),
        }
    }

    fn random(&self) -> Option<[u8; 16]> {
        (self.random)()
    }
}

impl fmt::Debug for DebitKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DebitKeys({} versions)", self.masters.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published example of AN10922 §2.2.1.
    #[test]
    fn a_card_has_its_own_key() {
        let master = core::array::from_fn(|place| u8::try_from(place * 0x11).unwrap());
        let keys = DebitKeys::new([(3, Secret16::new(master))].into(), || Some([7; 16]));
        let input = b"\x04\x78\x2E\x21\x80\x1D\x80\x30\x42\xF5NXP Abu";
        let key = keys.card_key(KeyUse::Debit, 3, input).unwrap();
        let told =
            [0xA8, 0xDD, 0x63, 0xA3, 0xB8, 0x9D, 0x54, 0xB3, 0x7C, 0xA8, 0x02, 0x47, 0x3F, 0xDA, 0x91, 0x75];
        assert_eq!(key.expose(), &told);
        assert!(keys.card_key(KeyUse::Debit, 4, input).is_none(), "a version that is not kept");
        assert_eq!((keys.random(), format!("{keys:?}").as_str()), (Some([7; 16]), "DebitKeys(1 versions)"));
    }
}
