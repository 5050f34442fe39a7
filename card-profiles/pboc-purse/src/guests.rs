//! Which cards of other issuers a till serves. The rules are the county's; the facts are what file 0017 says of
//! itself, which nobody has authenticated: they may keep a card out, never give it a benefit.

use thiserror::Error;

/// The county's rules for cards of issuers that are not at home here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestRules {
    /// Whether the card must say that it works outside its city.
    pub interop_wanted: bool,
    /// Kinds that are served, for every city numbers its kinds as it likes.
    pub kinds: Vec<u8>,
}

impl Default for GuestRules {
    /// What bus tills do: the flag is wanted, kinds 01 to 05 are served.
    fn default() -> GuestRules {
        GuestRules { interop_wanted: true, kinds: (1..=5).collect() }
    }
}

/// Why a guest is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GuestRefusal {
    /// The card does not work outside its city, or does not say so.
    #[error(
        "外地卡未开通互通，未扣款，请换卡或付现金 · a card of another city that does not work here, nothing taken: use another card or cash"
    )]
    NotInterop,
    /// Its kind is not served.
    #[error(
        "外地卡种类不受理，未扣款，请换卡或付现金 · this kind of another city's card is not served, nothing taken: use another card or cash"
    )]
    Kind,
}

impl GuestRules {
    /// Judges a card of another issuer by its interoperation flag and its kind.
    ///
    /// # Errors
    /// The first rule it breaks.
    pub fn admit(&self, interop: Option<bool>, kind: Option<u8>) -> Result<(), GuestRefusal> {
        if self.interop_wanted && interop != Some(true) {
            return Err(GuestRefusal::NotInterop);
        }
        match kind {
            Some(kind) if self.kinds.contains(&kind) => Ok(()),
            _ => Err(GuestRefusal::Kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_buses() {
        let rules = GuestRules::default();
        assert_eq!(rules.admit(Some(true), Some(3)), Ok(()));
        for interop in [None, Some(false)] {
            assert_eq!(rules.admit(interop, Some(3)), Err(GuestRefusal::NotInterop));
        }
        for kind in [None, Some(0), Some(6), Some(0xFF)] {
            assert_eq!(rules.admit(Some(true), kind), Err(GuestRefusal::Kind));
        }
        let lax = GuestRules { interop_wanted: false, kinds: vec![9] };
        assert_eq!(lax.admit(None, Some(9)), Ok(()));
    }
}
