//! A tariff as it is written: the grammar of `lovecard-tariff/1`, key by key. Unknown keys are refused.

mod atoms;
mod example;

pub(crate) use atoms::{Day, Limit, Minute, Moment, WholeFen, Yuan, YuanOrFen};
pub(crate) use example::{ExampleText, ExpectText, one, yes};

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
    #[serde(default, rename = "window")]
    pub(crate) windows: Vec<WindowText>,
    #[serde(rename = "service")]
    pub(crate) services: Vec<ServiceText>,
    #[serde(default, rename = "group")]
    pub(crate) groups: Vec<GroupText>,
    #[serde(default, rename = "fund")]
    pub(crate) funds: Vec<FundText>,
    #[serde(default, rename = "rule")]
    pub(crate) rules: Vec<RuleText>,
    #[serde(default, rename = "example")]
    pub(crate) examples: Vec<ExampleText>,
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
}

/// `[holders]`: the words a holder list may use.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldersText {
    #[serde(default)]
    pub(crate) categories: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) rosters: Vec<Spanned<String>>,
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
    pub(crate) groups: Vec<Spanned<String>>,
    pub(crate) outsiders: Option<Spanned<Outsiders>>,
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
    pub(crate) rosters_any: Option<Vec<Spanned<String>>>,
    pub(crate) resident: Option<bool>,
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

/// `[[rule]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleText {
    pub(crate) code: Spanned<u16>,
    pub(crate) name: Spanned<String>,
    pub(crate) zh: Spanned<String>,
    pub(crate) en: Spanned<String>,
    pub(crate) services: Spanned<Vec<Spanned<String>>>,
    pub(crate) groups: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(crate) when: WhenText,
    pub(crate) benefit: BenefitText,
    #[serde(default, rename = "cap")]
    pub(crate) caps: Vec<CapText>,
    pub(crate) slot: Option<Spanned<u8>>,
    #[serde(rename = "fund")]
    pub(crate) funding: Spanned<FundingText>,
    pub(crate) round: Option<RoundText>,
    #[serde(default, rename = "stack")]
    _stack: StackText,
    pub(crate) priority: Option<u16>,
}

/// `when = { … }`: all of what is written must hold.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhenText {
    pub(crate) days_of_month: Option<Spanned<Vec<Spanned<u8>>>>,
    /// Read so that a file can say it; there is one answer so far.
    #[serde(default, rename = "shift")]
    _shift: Shift,
    pub(crate) windows: Option<Vec<Spanned<String>>>,
}

/// Where a day goes that a month does not have, or that is a holiday.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shift {
    /// Nowhere: the day is simply missing that month.
    #[default]
    None,
}

/// `benefit = { … }`; which keys belong to which mode is checked while loading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BenefitText {
    pub(crate) mode: Spanned<Mode>,
    pub(crate) value: Option<Spanned<Yuan>>,
    pub(crate) min: Option<Spanned<Yuan>>,
    pub(crate) rate: Option<Spanned<u32>>,
}

/// The ways to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    FixedPrice,
    AmountOff,
    PercentOff,
    ThresholdOff,
    Free,
}

/// One cap.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CapText {
    pub(crate) scope: Spanned<Scope>,
    pub(crate) kind: Spanned<Kind>,
    pub(crate) limit: Spanned<Limit>,
    pub(crate) on_exceed: Option<OnExceed>,
}

/// Over what a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    Sale,
    Window,
    Day,
    Month,
}

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Count,
    Amount,
}

/// What happens when a sale wants more than a cap leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnExceed {
    /// What is left is given.
    Partial,
    /// Nothing is given.
    None,
    /// There is no sale.
    Deny,
}

/// `fund = { ratio = [...] }` or `fund = { waterfall = [...] }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundingText {
    pub(crate) ratio: Option<Vec<ShareText>>,
    pub(crate) waterfall: Option<Vec<StepText>>,
}

/// One share of a ratio, in basis points.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareText {
    pub(crate) name: Spanned<String>,
    pub(crate) share: Spanned<u32>,
}

/// One step of a waterfall.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepText {
    pub(crate) name: Spanned<String>,
    pub(crate) up_to: Option<Spanned<Yuan>>,
}

/// `round = { … }`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundText {
    pub(crate) unit: Spanned<i64>,
    pub(crate) mode: RoundModeText,
    pub(crate) on: RoundOn,
    pub(crate) scope: RoundScope,
}

/// The rounding modes by name.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoundModeText {
    HalfUp,
    Floor,
    Ceil,
    HalfEven,
}

/// Which of the two amounts is rounded; the other is the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoundOn {
    Subsidy,
    SelfPay,
}

/// Whether each piece is rounded or the bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoundScope {
    Item,
    Bill,
}

/// `stack = { group, policy }`
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct StackText {
    #[serde(rename = "group")]
    _group: StackGroup,
    #[serde(rename = "policy")]
    _policy: StackPolicy,
}

/// The stage a rule belongs to; there is one so far.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StackGroup {
    #[default]
    Benefit,
}

/// How rules of a stage meet; there is one answer so far.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StackPolicy {
    /// The best one wins, none is added to another (就高不就低，不重复享受).
    #[default]
    BestOf,
}
