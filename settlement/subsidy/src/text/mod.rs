//! A tariff as it is written: the grammar of `lovecard-tariff/1`, key by key. Unknown keys are refused.

mod atoms;
mod example;
mod people;
mod rule;
mod sold;

pub(crate) use atoms::{Amount, Day, Limit, Minute, Moment, WholeFen, Yuan, YuanOrFen};
pub(crate) use example::{
    ExampleText, ExpectText, FeeExampleText, LotText, OrderExampleText, PointText, one, yes,
};
pub(crate) use people::{FundText, GroupText, HoldersText, WhoText};
pub use rule::RefundMethod;
pub(crate) use rule::{
    BenefitText, CapText, DayKind, FundingText, Kind, MinOn, Mode, OnExceed, Part, Prorating, RoundModeText,
    RoundOn, RoundScope, RoundText, RuleText, ShareText, Shift, StepText, TierText,
};
pub(crate) use sold::{
    AccountText, DaysText, FeeText, FestivalText, KindText, NoShow, OrderText, Outsiders, PlaceText,
    ServiceText, Unit, WindowText,
};

use crate::age::{AgeBasis, LeapRule};
use crate::problem::Problem;
use crate::wording::from_serde;
use serde::Deserialize;
use toml::Spanned;

/// The only schema this crate reads.
pub(crate) const SCHEMA: &str = "lovecard-tariff/1";

/// Reads a text strictly. The first thing that does not fit the grammar is told.
pub(crate) fn read(text: &str) -> Result<TariffText, Problem> {
    let fault = |error: toml::de::Error| {
        let place = error.span().map_or(0, |span| span.start);
        Problem::at(text, place, from_serde(error.message()))
    };
    let schema = toml::from_str::<SchemaText>(text).map_err(fault)?.schema;
    match schema {
        Some(schema) if schema.get_ref() == SCHEMA => toml::from_str(text).map_err(fault),
        other => Err(Problem::at(
            text,
            other.map_or(0, |schema| schema.span().start),
            crate::wording::Wording::new(
                "这不是本程序能读的资费语言版本",
                "this is not a version of the tariff language that can be read here",
                &format!("首行写 schema = \"{SCHEMA}\" · write schema = \"{SCHEMA}\" on the first line"),
            ),
        )),
    }
}

/// The schema alone: another schema may have other keys.
#[derive(Deserialize)]
struct SchemaText {
    schema: Option<Spanned<String>>,
}

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TariffText {
    #[serde(rename = "schema")]
    _schema: String,
    pub(crate) tariff: HeadText,
    #[serde(default)]
    pub(crate) holders: HoldersText,
    #[serde(default)]
    pub(crate) days: DaysText,
    #[serde(default, rename = "festival")]
    pub(crate) festivals: Vec<FestivalText>,
    #[serde(default, rename = "window")]
    pub(crate) windows: Vec<WindowText>,
    #[serde(default, rename = "kind")]
    pub(crate) kinds: Vec<KindText>,
    #[serde(default, rename = "place")]
    pub(crate) places: Vec<PlaceText>,
    #[serde(default, rename = "account")]
    pub(crate) accounts: Vec<AccountText>,
    #[serde(rename = "service")]
    pub(crate) services: Vec<ServiceText>,
    #[serde(default, rename = "group")]
    pub(crate) groups: Vec<GroupText>,
    #[serde(default, rename = "fund")]
    pub(crate) funds: Vec<FundText>,
    #[serde(default, rename = "rule")]
    pub(crate) rules: Vec<RuleText>,
    #[serde(default, rename = "fee")]
    pub(crate) fees: Vec<FeeText>,
    #[serde(default, rename = "example")]
    pub(crate) examples: Vec<ExampleText>,
    #[serde(default, rename = "order_example")]
    pub(crate) order_examples: Vec<OrderExampleText>,
    #[serde(default, rename = "fee_example")]
    pub(crate) fee_examples: Vec<FeeExampleText>,
}

/// `[tariff]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadText {
    pub(crate) id: Spanned<String>,
    pub(crate) version: Spanned<u32>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    pub(crate) effective_from: Day,
    // A county answers these two itself: there is no silent default.
    pub(crate) age_basis: AgeBasis,
    pub(crate) leap_rule: LeapRule,
    #[serde(default)]
    pub(crate) round: Option<RoundText>,
    #[serde(default)]
    pub(crate) refund: RefundMethod,
}
