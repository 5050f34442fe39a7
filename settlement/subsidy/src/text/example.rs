//! Examples as they are written in a tariff.

use super::{Amount, Day, Moment, Yuan};
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
    pub(crate) quantity: u16,
    #[serde(default)]
    pub(crate) minutes: u16,
    #[serde(default)]
    pub(crate) ordered: bool,
    pub(crate) at: Spanned<Moment>,
    #[serde(default)]
    pub(crate) point: PointText,
    /// Absent: somebody the center does not know.
    pub(crate) birth: Option<Day>,
    #[serde(default)]
    pub(crate) categories: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) rosters: Vec<Spanned<String>>,
    #[serde(default = "yes")]
    pub(crate) resident: bool,
    #[serde(default = "yes")]
    pub(crate) registered: bool,
    #[serde(default)]
    pub(crate) care_level: u8,
    pub(crate) place: Option<Spanned<String>>,
    pub(crate) reviewed_to: Option<Day>,
    pub(crate) until: Option<Day>,
    #[serde(default)]
    pub(crate) lots: Vec<LotText>,
    #[serde(default)]
    pub(crate) earlier: Vec<SaleText>,
    #[serde(default)]
    pub(crate) fund_left: BTreeMap<Spanned<String>, Yuan>,
    pub(crate) refund: Option<RefundText>,
    pub(crate) expect: Spanned<ExpectText>,
}

/// The till: its kind and its place.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PointText {
    pub(crate) kind: Option<Spanned<String>>,
    pub(crate) place: Option<Spanned<String>>,
}

/// A lot of an account, as the holder has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LotText {
    pub(crate) account: Spanned<String>,
    pub(crate) load: u32,
    pub(crate) left: Spanned<Amount>,
    pub(crate) first_day: Day,
    pub(crate) last_day: Day,
}

/// A part of the sale that is given back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundText {
    pub(crate) amount: Yuan,
    #[serde(default)]
    pub(crate) quantity: u16,
    pub(crate) at: Spanned<Moment>,
}

/// A sale to the same holder before the one in question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaleText {
    pub(crate) service: Spanned<String>,
    pub(crate) price: Yuan,
    #[serde(default = "one")]
    pub(crate) quantity: u16,
    #[serde(default)]
    pub(crate) minutes: u16,
    #[serde(default)]
    pub(crate) ordered: bool,
    pub(crate) at: Spanned<Moment>,
}

/// `expect = { … }`: what is written must come out; what is not written is not compared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectText {
    pub(crate) self_pay: Option<Yuan>,
    pub(crate) benefit: Option<Yuan>,
    pub(crate) rule: Option<Spanned<String>>,
    pub(crate) rules: Option<Vec<Spanned<String>>>,
    pub(crate) letter: Option<String>,
    pub(crate) denied: Option<Spanned<String>>,
    pub(crate) notice: Option<Spanned<String>>,
    pub(crate) legs: Option<BTreeMap<Spanned<String>, Yuan>>,
    pub(crate) drawn: Option<BTreeMap<Spanned<String>, Spanned<Amount>>>,
    pub(crate) lots: Option<BTreeMap<Spanned<String>, Spanned<Amount>>>,
    pub(crate) returned: Option<Yuan>,
    pub(crate) restored: Option<Yuan>,
    pub(crate) expired: Option<Amount>,
}

impl ExpectText {
    /// Whether nothing at all is expected.
    pub(crate) fn is_silent(&self) -> bool {
        let ExpectText { self_pay, benefit, rule, rules, letter, denied, notice, .. } = self;
        let ExpectText { legs, drawn, lots, returned, restored, expired, .. } = self;
        let sums = self_pay.is_none() && benefit.is_none() && returned.is_none() && restored.is_none();
        let words = rule.is_none() && letter.is_none() && denied.is_none() && notice.is_none();
        let lists = rules.is_none() && legs.is_none() && drawn.is_none() && lots.is_none();
        sums && words && lists && expired.is_none()
    }
}

/// `[[order_example]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderExampleText {
    pub(crate) name: Spanned<String>,
    pub(crate) service: Spanned<String>,
    pub(crate) placed: Moment,
    pub(crate) day: Day,
    pub(crate) cancelled: Option<Moment>,
    pub(crate) expect: Spanned<OrderExpectText>,
}

/// What is expected of an order.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderExpectText {
    pub(crate) accepted: bool,
    pub(crate) earliest: Option<Day>,
    pub(crate) returned: Option<bool>,
}

/// `[[fee_example]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeExampleText {
    pub(crate) name: Spanned<String>,
    pub(crate) fee: Spanned<String>,
    pub(crate) kind: Option<Spanned<String>>,
    pub(crate) count: u32,
    pub(crate) amount: Yuan,
    pub(crate) expect: Spanned<FeeExpectText>,
}

/// What is expected of a fee.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeExpectText {
    pub(crate) fee: Yuan,
}

pub(crate) fn one() -> u16 {
    1
}

pub(crate) fn yes() -> bool {
    true
}
