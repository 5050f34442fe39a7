//! A rule as it is written.

use super::{Day, Limit, Yuan};
use crate::stage::Stage;
use crate::taken::Scope;
use serde::Deserialize;
use toml::Spanned;

/// How a partial refund is worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundMethod {
    /// What is kept is priced again as of the original sale (重新定价).
    #[default]
    Rerate,
    /// In proportion (按比例).
    Prorata,
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
    #[serde(default, rename = "where")]
    pub(crate) place: WhereText,
    pub(crate) benefit: BenefitText,
    #[serde(default, rename = "cap")]
    pub(crate) caps: Vec<CapText>,
    pub(crate) slot: Option<Spanned<u8>>,
    #[serde(rename = "fund")]
    pub(crate) funding: Spanned<FundingText>,
    pub(crate) round: Option<RoundText>,
    #[serde(default)]
    pub(crate) stack: StackText,
    pub(crate) priority: Option<u16>,
    pub(crate) refund: Option<RefundMethod>,
}

/// `when = { … }`: all of what is written must hold.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhenText {
    pub(crate) days_of_month: Option<Spanned<Vec<Spanned<u8>>>>,
    pub(crate) shift: Option<Spanned<Shift>>,
    pub(crate) weekdays: Option<Spanned<Vec<Weekday>>>,
    pub(crate) days: Option<DayKind>,
    pub(crate) festivals: Option<Vec<Spanned<String>>>,
    pub(crate) windows: Option<Vec<Spanned<String>>>,
    pub(crate) first_day: Option<Day>,
    pub(crate) last_day: Option<Spanned<Day>>,
}

/// Where a day goes that a month does not have, or that is a day off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shift {
    /// Nowhere: the day is simply missing that month.
    #[default]
    None,
    /// A missing day is the last of the month.
    MonthEnd,
    /// A day off moves to the next working day.
    NextWorkday,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// A day by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DayKind {
    Work,
    Rest,
}

/// `where = { … }`: all of what is written must hold.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhereText {
    pub(crate) kinds: Option<Vec<Spanned<String>>>,
    pub(crate) places: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(crate) own_place: bool,
}

/// `benefit = { … }`; which keys belong to which mode is checked while loading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BenefitText {
    pub(crate) mode: Spanned<Mode>,
    pub(crate) value: Option<Spanned<Yuan>>,
    pub(crate) min: Option<Spanned<Yuan>>,
    pub(crate) min_on: Option<MinOn>,
    pub(crate) rate: Option<Spanned<u32>>,
    pub(crate) account: Option<Spanned<String>>,
    pub(crate) points: Option<Spanned<u32>>,
    pub(crate) unit: Option<Spanned<u16>>,
    pub(crate) part: Option<Part>,
    pub(crate) grace: Option<Spanned<u16>>,
    pub(crate) method: Option<Prorating>,
    pub(crate) tiers: Option<Spanned<Vec<TierText>>>,
}

/// The ways to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    FixedPrice,
    AmountOff,
    PercentOff,
    ShareOfBill,
    ThresholdOff,
    Free,
    Voucher,
    PointsPerUnit,
    ProrataMonth,
    MarginTier,
}

/// Which amount a threshold looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MinOn {
    /// What is left of the price.
    #[default]
    Net,
    /// The list price.
    List,
}

/// What becomes of a part of a unit of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// There is no sale.
    #[default]
    Deny,
    /// It is dropped.
    Floor,
    /// It is a whole unit.
    Ceil,
}

/// How a month's price is brought down to days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Prorating {
    /// Price × days ÷ days of the month, rounded once.
    MulThenRound,
    /// The price of a day is rounded, then multiplied.
    DailyFirst,
}

/// One tier of `margin_tier`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TierText {
    pub(crate) to: Option<Spanned<u16>>,
    pub(crate) value: Spanned<Yuan>,
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

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
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

/// `stack = { group, policy, overlay }`
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct StackText {
    pub(crate) group: Option<Spanned<Stage>>,
    #[serde(rename = "policy")]
    _policy: StackPolicy,
    pub(crate) overlay: bool,
}

/// How rules of a stage meet; there is one answer.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StackPolicy {
    /// The best one wins, none is added to another (就高不就低，不重复享受).
    #[default]
    BestOf,
}
