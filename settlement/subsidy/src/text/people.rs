//! Holders, groups and funds as they are written.

use serde::Deserialize;
use toml::Spanned;

/// `[holders]`: the words a holder list may use.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldersText {
    #[serde(default)]
    pub(crate) categories: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) rosters: Vec<Spanned<String>>,
}

/// `[[group]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupText {
    pub(crate) bit: Spanned<u8>,
    pub(crate) name: Spanned<String>,
    pub(crate) letter: Option<Spanned<String>>,
    pub(crate) who: WhoText,
}

/// `who = { … }`: all of what is written must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhoText {
    pub(crate) age_from: Option<Spanned<u8>>,
    pub(crate) age_to: Option<Spanned<u8>>,
    pub(crate) categories_any: Option<Vec<Spanned<String>>>,
    pub(crate) categories_none: Option<Vec<Spanned<String>>>,
    pub(crate) rosters_any: Option<Vec<Spanned<String>>>,
    pub(crate) places_any: Option<Vec<Spanned<String>>>,
    pub(crate) resident: Option<bool>,
    pub(crate) registered: Option<bool>,
    pub(crate) care_from: Option<Spanned<u8>>,
    pub(crate) care_to: Option<Spanned<u8>>,
}

/// `[[fund]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundText {
    pub(crate) code: Spanned<u8>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    #[serde(default)]
    pub(crate) limited: bool,
}
