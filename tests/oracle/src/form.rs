//! The words and figures of an answer, as the oracle writes them.

use crate::dates::{ordinal, together};
use std::fmt::Write;
use subsidy::{Denial, LotEntry, Notice, Part, Placement, Taken};

/// The word of the reference for a refusal.
pub(crate) fn refusal(denial: Denial) -> &'static str {
    match denial {
        Denial::UnknownService => "unknown_service",
        Denial::BadPrice => "bad_price",
        Denial::BadQuantity => "bad_quantity",
        Denial::WrongMerchant => "wrong_merchant",
        Denial::ClosedDay => "closed_day",
        Denial::WindowClosed => "window_closed",
        Denial::OrderRequired => "order_required",
        Denial::NotOnRoster => "not_on_roster",
        Denial::PartUnit { .. } => "part_unit",
        Denial::PointsShort { .. } => "points_short",
        Denial::CapReached { .. } => "cap_reached",
    }
}

/// The word of the reference for a notice.
pub(crate) fn notice(notice: Notice) -> &'static str {
    match notice {
        Notice::NotOnRoster => "not_on_roster",
        Notice::ReviewDue => "review_due",
        Notice::BenefitTaken { .. } => "benefit_taken",
        Notice::CapCut { .. } => "cap_cut",
    }
}

/// `rule:benefit:count`, then what was drawn from which lot.
pub(crate) fn part_line(part: &Part, drawn: &[LotEntry]) -> String {
    let mut line = format!("{}:{}:{}", part.rule, part.benefit.0, part.count);
    for entry in drawn {
        let _ = write!(line, ":{}/{}/{}", entry.account, entry.load, entry.amount);
    }
    line
}

/// What a slot has counted in the periods of a sale: day, week, month, quarter, year, a dash for those that are
/// over by its latest use. The window is left out: a counter knows how often only of the latest window, which
/// caps by window show.
pub(crate) fn counters_of(taken: &Taken, slot: u8, place: Placement) -> String {
    let Some(usage) = taken.slots.get(&slot) else { return format!("{slot}=nothing") };
    let periods = [usage.day, usage.week, usage.month, usage.quarter, usage.year];
    let periods: Vec<String> = periods
        .iter()
        .zip(together(ordinal(usage.last_day), ordinal(place.day)))
        .map(
            |(period, here)| {
                if here { format!("{}/{}", period.count, period.benefit.0) } else { "-".to_owned() }
            },
        )
        .collect();
    format!("{slot}={}", periods.join(","))
}
