//! What one rule offers for one sale.

use crate::answer::{Denial, Drawn};
use crate::benefit::{Benefit, Bill};
use crate::cap::{Room, room};
use crate::case::Case;
use crate::placement::Placement;
use crate::rule::Rule;
use money::Fen;
use std::cmp::Reverse;

/// What a rule gives in one case. `count` 0: it gives nothing.
#[derive(Clone, Copy)]
pub(crate) struct Offer<'t> {
    pub(crate) rule: &'t Rule,
    /// What it would give without caps.
    pub(crate) wanted: Fen,
    pub(crate) benefit: Fen,
    pub(crate) count: u32,
    pub(crate) drawn: Option<Drawn>,
}

impl Offer<'_> {
    /// Best first (就高不就低); equal offers by priority, then by code, so that there is never a choice.
    pub(crate) fn rank(&self) -> (Reverse<Fen>, u16, u16) {
        (Reverse(self.benefit), self.rule.priority, self.rule.code)
    }

    pub(crate) fn rank_wanted(&self) -> (Reverse<Fen>, u16, u16) {
        (Reverse(self.wanted), self.rule.priority, self.rule.code)
    }

    /// Whether caps have taken something away.
    pub(crate) fn is_cut(&self) -> bool {
        self.benefit < self.wanted || self.count == 0
    }
}

/// Asks a rule that holds. `None`: it has nothing to give here.
pub(crate) fn offer<'t>(
    rule: &'t Rule,
    case: &Case<'_>,
    place: Placement,
    left: Fen,
) -> Result<Option<Offer<'t>>, Denial> {
    let held = rule.benefit.account().map_or(0, |account| case.lots.available(account, place.day));
    let bill = Bill {
        list: case.price,
        left,
        quantity: case.quantity,
        month_days: place.day.days_in_month(),
        vouchers: Fen(held),
    };
    let mut points = None;
    match &rule.benefit {
        Benefit::ProrataMonth { .. } if i32::from(case.quantity) > i32::from(bill.month_days) => {
            return Err(Denial::BadQuantity);
        }
        Benefit::Points(wanted) => {
            let units = wanted.units(case.minutes).ok_or(Denial::PartUnit { rule: rule.code })?;
            if units == 0 {
                return Ok(None);
            }
            let amount = i64::from(units).saturating_mul(i64::from(wanted.points));
            if amount > held {
                return Err(Denial::PointsShort { rule: rule.code });
            }
            points = Some(Drawn { account: wanted.account, amount });
        }
        _ => {}
    }
    let wanted = rule.benefit.wanted(&bill, rule.round);
    if wanted.count() == 0 {
        return Ok(None);
    }
    let usage = rule.slot.and_then(|slot| case.taken.slots.get(&slot));
    let (benefit, count) = match room(&rule.caps, usage, place, &wanted) {
        Room::Given { benefit, count } => (benefit, count),
        Room::Gone => (Fen::ZERO, 0),
        Room::Barred => return Err(Denial::CapReached { rule: rule.code }),
    };
    let wanted = wanted.sum();
    // Points are taken for the whole time, so a part of the price is no bargain: all or nothing.
    let (benefit, count) =
        if points.is_some() && benefit < wanted { (Fen::ZERO, 0) } else { (benefit, count) };
    let drawn = match rule.benefit {
        Benefit::Voucher { account } => Some(Drawn { account, amount: benefit.0 }),
        _ => points,
    };
    Ok(Some(Offer { rule, wanted, benefit, count, drawn }))
}
