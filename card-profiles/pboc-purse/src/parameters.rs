//! What differs from one issuer's purses to another's, as the profile file tells it.
//!
//! | key | meaning | where nothing is said |
//! | --- | --- | --- |
//! | `aid` | application identifier, hex | must be said |
//! | `issuers` | issuers at home here, hex of 8 bytes each | every issuer |
//! | `factor-order` | `issuer-first` or `listed` | `issuer-first` |
//! | `levels` | derivation factors the PSAM takes, 1 or 2 | 2 |
//! | `layout` | `t-union` or `city-union` | `t-union` |
//! | `issuer-factor` | `whole` or `city`: what stands for the issuer among the factors | as the layout has it |
//! | `identify` | whether the PSAM wants the card's identification first | false |
//! | `guests` | kinds of other issuers' cards that are served, if they say that they work outside their city | none |
//! | `mark-sfi`, `mark-record` | the composite record of the meal mark | 0x19, 0xA1 |

use crate::crypto::IssuerFactor;
use crate::{GuestRules, Levels};
use purse::{FactorOrder, Issuer, ProfileError, PurseView, Told};
use serde::Deserialize;

/// Where a purse keeps what it says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// File 0015 of 30 bytes, file 0017 of 60: T-Union.
    #[default]
    TUnion,
    /// File 0015 of 34 bytes, with kind and interoperation in it: City-Union.
    CityUnion,
}

/// The parameters of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Application identifier.
    pub aid: Vec<u8>,
    /// Issuers whose cards are at home here; empty means any.
    pub issuers: Vec<Issuer>,
    /// Order of the derivation factors.
    pub factor_order: FactorOrder,
    /// How many derivation factors the PSAM takes.
    pub levels: Levels,
    /// Where the purse keeps what it says of itself.
    pub layout: Layout,
    /// What stands for the issuer among the derivation factors.
    pub issuer_factor: IssuerFactor,
    /// Whether the PSAM wants the card's identification first.
    pub identify: bool,
    /// Which cards of other issuers are served; `None` for none.
    pub guests: Option<GuestRules>,
    /// Short file identifier of the file that carries the meal mark.
    pub mark_sfi: u8,
    /// Identifier of the record that carries the meal mark.
    pub mark_record_id: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keys {
    aid: String,
    #[serde(default)]
    issuers: Vec<String>,
    #[serde(default)]
    factor_order: FactorOrder,
    levels: Option<u8>,
    #[serde(default)]
    layout: Layout,
    issuer_factor: Option<IssuerFactor>,
    #[serde(default)]
    identify: bool,
    guests: Option<Vec<u8>>,
    mark_sfi: Option<u8>,
    mark_record: Option<u8>,
}

impl Parameters {
    /// Reads the keys of one application.
    ///
    /// # Errors
    /// The first key that is wrong.
    pub fn read(told: &Told) -> Result<Parameters, ProfileError> {
        let keys: Keys = told.parameters()?;
        let usual = Parameters::default();
        let aid = purse::unhex(&keys.aid).filter(|aid| (5..=16).contains(&aid.len()));
        let issuer = |text: &String| purse::unhex(text)?.try_into().ok().map(Issuer);
        let issuers = keys.issuers.iter().map(issuer).collect::<Option<Vec<Issuer>>>();
        Ok(Parameters {
            aid: aid.ok_or_else(|| told.wrong("aid 应为 5 至 16 字节的十六进制"))?,
            issuers: issuers.ok_or_else(|| told.wrong("issuers 应为 8 字节的十六进制"))?,
            factor_order: keys.factor_order,
            levels: match keys.levels {
                Some(1) => Levels::One,
                None | Some(2) => Levels::Two,
                Some(_) => return Err(told.wrong("levels 应为 1 或 2")),
            },
            layout: keys.layout,
            issuer_factor: keys.issuer_factor.unwrap_or(match keys.layout {
                Layout::TUnion => IssuerFactor::Whole,
                Layout::CityUnion => IssuerFactor::City,
            }),
            identify: keys.identify,
            guests: keys.guests.map(|kinds| GuestRules { kinds, ..GuestRules::default() }),
            mark_sfi: keys.mark_sfi.unwrap_or(usual.mark_sfi),
            mark_record_id: keys.mark_record.unwrap_or(usual.mark_record_id),
        })
    }

    /// Whether a card of this issuer is at home here.
    #[must_use]
    pub fn is_local(&self, issuer: Issuer) -> bool {
        self.issuers.is_empty() || self.issuers.contains(&issuer)
    }

    /// Whether a card of this issuer is served only if it says the right things of itself.
    #[must_use]
    pub(crate) fn may_be_guest(&self, issuer: Issuer) -> bool {
        !self.is_local(issuer) && self.guests.is_some()
    }

    /// Whether this card is served here: at home, or a welcome guest.
    #[must_use]
    pub fn serves(&self, view: &PurseView) -> bool {
        let welcome = |rules: &GuestRules| rules.admit(view.interop, view.kind).is_ok();
        self.is_local(view.issuer) || self.guests.as_ref().is_some_and(welcome)
    }
}

impl Default for Parameters {
    /// T-Union purse, two levels, factors issuer first, meal mark in the local composite file 0019.
    fn default() -> Parameters {
        Parameters {
            aid: vec![0xA0, 0, 0, 0x06, 0x32, 0x01, 0x01, 0x05],
            issuers: Vec::new(),
            factor_order: FactorOrder::IssuerFirst,
            levels: Levels::Two,
            layout: Layout::TUnion,
            issuer_factor: IssuerFactor::Whole,
            identify: false,
            guests: None,
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
        let mut parameters = Parameters::default();
        assert!(parameters.is_local(home));
        parameters.issuers = vec![home];
        assert!(parameters.is_local(home));
        assert!(!parameters.is_local(Issuer([0x01, 0x13, 0x11, 0x21, 0xFF, 0xFF, 0xFF, 0xFF])));
    }
}
