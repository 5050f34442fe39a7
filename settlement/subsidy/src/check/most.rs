//! How much a rule can give at most, and which of two always gives at least as much.

use crate::benefit::Benefit;
use crate::cap::{Cap, CapLimit};
use crate::rule::Rule;
use crate::taken::Scope;
use crate::text::OnExceed;
use money::Fen;

/// The most a mode gives for one sale; `None` when that depends on the price.
pub(super) fn of_mode(benefit: &Benefit) -> Option<Fen> {
    match benefit {
        Benefit::AmountOff(off) => *off,
        Benefit::ThresholdOff { off, .. } => Some(*off),
        _ => None,
    }
}

/// The most a rule gives for one sale, its caps asked.
pub(super) fn of_rule(rule: &Rule) -> Option<Fen> {
    let caps = rule.caps.iter().filter_map(|cap| match cap.limit {
        CapLimit::Amount(limit) => Some(limit),
        CapLimit::Count(_) => None,
    });
    caps.chain(of_mode(&rule.benefit)).min()
}

/// Whether it counts once for a bill, whatever the number of pieces.
pub(super) fn counts_once(rule: &Rule) -> bool {
    match rule.benefit {
        Benefit::Free | Benefit::FixedPrice(_) => false,
        Benefit::PercentOff(_) | Benefit::ShareOfBill(_) => !rule.round.each_item,
        _ => true,
    }
}

/// Whether one rule, its caps not asked, certainly gives at least as much as another for every sale.
pub(super) fn gives_at_least(one: &Rule, other: &Rule) -> bool {
    let same_round = one.round == other.round;
    match (&one.benefit, &other.benefit) {
        (Benefit::Free, _) => true,
        (Benefit::FixedPrice(pay), Benefit::FixedPrice(pays)) => pay <= pays,
        (Benefit::AmountOff(Some(off)), Benefit::AmountOff(Some(less))) => off >= less,
        (Benefit::AmountOff(Some(off)), Benefit::ThresholdOff { off: less, .. }) => off >= less,
        (Benefit::PercentOff(rate), Benefit::PercentOff(less)) => same_round && rate >= less,
        (Benefit::ShareOfBill(rate), Benefit::ShareOfBill(less)) => same_round && rate >= less,
        (
            Benefit::ThresholdOff { off, min, on_list },
            Benefit::ThresholdOff { off: less, min: more, on_list: too },
        ) => off >= less && min <= more && on_list == too,
        _ => false,
    }
}

/// Whether, where the caps of a rule leave nothing or less, those of another certainly do so too. Only where
/// both count the same things in the same slot.
pub(super) fn caps_are_wider(one: &Rule, other: &Rule) -> bool {
    let matched = |cap: &Cap| {
        let tighter = |same: &&Cap| {
            same.scope == cap.scope
                && match (same.limit, cap.limit) {
                    (CapLimit::Count(tight), CapLimit::Count(wide)) => tight <= wide,
                    // Giving nothing beyond a limit would leave the field to the smaller benefit.
                    (CapLimit::Amount(tight), CapLimit::Amount(wide)) => {
                        tight <= wide && cap.on_exceed != OnExceed::None
                    }
                    _ => false,
                }
        };
        other.caps.iter().any(|same| tighter(&same))
    };
    one.caps.is_empty()
        || (one.slot == other.slot && counts_once(one) && counts_once(other) && one.caps.iter().all(matched))
}

/// Whether a sale of one period lies wholly within another period. Weeks lie within nothing longer.
pub(super) fn within(short: Scope, long: Scope) -> bool {
    short < long && short != Scope::Week
}
