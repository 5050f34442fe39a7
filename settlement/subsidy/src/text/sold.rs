//! What is sold, when and where, as it is written: calendar, windows, kinds, places, accounts, services, fees.

use super::{Day, Minute, RoundModeText, Yuan};
use serde::Deserialize;
use toml::Spanned;

/// `[days]`: days off and make-up working days, where they differ from the week.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysText {
    #[serde(default)]
    pub(crate) rest: Vec<Spanned<Day>>,
    #[serde(default)]
    pub(crate) work: Vec<Spanned<Day>>,
}

/// `[[festival]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FestivalText {
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    pub(crate) days: Spanned<Vec<Day>>,
}

/// `[[window]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowText {
    pub(crate) code: Spanned<u16>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    pub(crate) from: Spanned<Minute>,
    pub(crate) to: Spanned<Minute>,
}

/// `[[kind]]`: a kind of merchant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindText {
    pub(crate) code: Spanned<u16>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
}

/// `[[place]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceText {
    pub(crate) code: Spanned<u16>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    pub(crate) within: Option<Spanned<String>>,
}

/// `[[account]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountText {
    pub(crate) code: Spanned<u8>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    pub(crate) unit: Unit,
}

/// What an account counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// Vouchers.
    Fen,
    /// Points or coins: not money.
    Point,
}

/// `[[service]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceText {
    pub(crate) code: Spanned<u16>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    #[serde(default)]
    pub(crate) windows: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) kinds: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) closed_on: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) groups: Vec<Spanned<String>>,
    pub(crate) outsiders: Option<Spanned<Outsiders>>,
    pub(crate) order: Option<OrderText>,
}

/// What a service for certain groups does for everybody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outsiders {
    /// They pay the full price and are told so.
    FullPrice,
    /// There is no sale.
    Deny,
}

/// `order = { … }`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderText {
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) cut_off: Spanned<Minute>,
    #[serde(default)]
    pub(crate) days_before: u8,
    pub(crate) no_show: NoShow,
}

/// What becomes of the benefit when an order is not collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NoShow {
    /// It is paid.
    Funded,
    /// It is taken back; the merchant bears it.
    Reversed,
}

/// `[[fee]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeText {
    pub(crate) code: Spanned<u16>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    #[serde(default)]
    pub(crate) kinds: Vec<Spanned<String>>,
    pub(crate) rate: Option<Spanned<u32>>,
    pub(crate) each: Option<Yuan>,
    pub(crate) fixed: Option<Yuan>,
    pub(crate) round: Option<FeeRoundText>,
}

/// `round = { unit, mode }` of a fee.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeRoundText {
    pub(crate) unit: Spanned<i64>,
    pub(crate) mode: RoundModeText,
}
