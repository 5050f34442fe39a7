//! Examples as they are written in a tariff.

use super::{Day, Moment, Yuan};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// `[[example]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExampleText {
    pub(crate) name: Spanned<String>,
    pub(crate) service: Spanned<String>,
    pub(crate) price: Yuan,
    #[serde(default = "one")]
    pub(crate) quantity: u8,
    pub(crate) at: Spanned<Moment>,
    /// Absent: somebody the center does not know.
    pub(crate) birth: Option<Day>,
    #[serde(default)]
    pub(crate) categories: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) rosters: Vec<Spanned<String>>,
    #[serde(default = "yes")]
    pub(crate) resident: bool,
    #[serde(default)]
    pub(crate) earlier: Vec<SaleText>,
    #[serde(default)]
    pub(crate) fund_left: BTreeMap<Spanned<String>, Yuan>,
    pub(crate) expect: Spanned<ExpectText>,
}

/// A sale to the same holder before the one in question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaleText {
    pub(crate) service: Spanned<String>,
    pub(crate) price: Yuan,
    #[serde(default = "one")]
    pub(crate) quantity: u8,
    pub(crate) at: Spanned<Moment>,
}

/// `expect = { … }`: what is written must come out; what is not written is not compared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectText {
    pub(crate) self_pay: Option<Yuan>,
    pub(crate) benefit: Option<Yuan>,
    pub(crate) rule: Option<Spanned<String>>,
    pub(crate) letter: Option<String>,
    pub(crate) denied: Option<Spanned<String>>,
    pub(crate) notice: Option<Spanned<String>>,
    pub(crate) legs: Option<BTreeMap<Spanned<String>, Yuan>>,
}

pub(crate) fn one() -> u8 {
    1
}

pub(crate) fn yes() -> bool {
    true
}
