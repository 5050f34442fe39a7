//! Whether a card may be served at all, before anybody asks for a price.

use crate::unquoted::Unquoted;
use crate::{Refusal, Rules, Till, clock};
use jiff::civil::DateTime;
use purse::{PurseView, Recognition};
use records::{CardNo, Kind};

/// The card that was found and the county time of its tap; or the first reason not to serve it, in order of precedence.
pub(crate) fn admitted<'a>(
    unquoted: &Unquoted,
    till: &Till,
    rules: &Rules,
    found: &'a Recognition,
) -> Result<(&'a PurseView, DateTime), Refusal> {
    let card = recognised(found)?;
    let at = unquoted.tap.county_time().ok_or(Refusal::ClockWrong)?;
    let number = CardNo(card.number.0);
    valid(card, at)?;
    if rules.is_stopped(number) {
        return Err(Refusal::Stopped);
    }
    not_too_soon(unquoted, till, number)?;
    if !card.has_purse {
        unacknowledged(till, rules, card)?;
    }
    Ok((card, at))
}

fn recognised(found: &Recognition) -> Result<&PurseView, Refusal> {
    match found {
        Recognition::Ours(card) => Ok(card),
        Recognition::Locked => Err(Refusal::Locked),
        Recognition::NotEnabled => Err(Refusal::NotEnabled),
        Recognition::Foreign { .. } => Err(Refusal::Foreign),
        Recognition::Unreadable => Err(Refusal::Unreadable),
    }
}

/// Within its days, where it states them. BCD dates compare as they read.
fn valid(card: &PurseView, at: DateTime) -> Result<(), Refusal> {
    let Some(valid) = card.validity else { return Ok(()) };
    let today = clock::date_bcd(at).ok_or(Refusal::ClockWrong)?;
    if today < valid.from {
        return Err(Refusal::NotYetValid);
    }
    if today > valid.to { Err(Refusal::Expired) } else { Ok(()) }
}

/// Within the interval after a completed sale the same card is a slip of the hand. A sale far ahead of the clock was
/// made by a wrong one and says nothing.
fn not_too_soon(unquoted: &Unquoted, till: &Till, card: CardNo) -> Result<(), Refusal> {
    let Some(settled_at_us) = till.settled_at_us(card) else { return Ok(()) };
    let interval_us = i64::from(unquoted.limits.repeat_tap_seconds).saturating_mul(1_000_000);
    let since_us = unquoted.tap.at_us.saturating_sub(settled_at_us);
    let slack_us = i64::from(unquoted.limits.clock_slack_seconds).saturating_mul(1_000_000);
    let soon = since_us < interval_us && since_us.saturating_add(slack_us) >= 0;
    if soon { Err(Refusal::TooSoon) } else { Ok(()) }
}

/// A card that keeps no count of its own must be on the roster, and gets only little before the center has answered:
/// nobody at this till knows what it took elsewhere.
fn unacknowledged(till: &Till, rules: &Rules, card: &PurseView) -> Result<(), Refusal> {
    let number = CardNo(card.number.0);
    if !rules.is_listed(number) {
        return Err(Refusal::Foreign);
    }
    let application = rules.cards.at(card.application);
    let Some(limits) = application.and_then(purse::Application::offline_limits) else { return Ok(()) };
    let waiting = till.outbox().filter(|record| record.kind == Kind::Sale && record.card_no == number);
    let (uses, benefit) = waiting.fold((0u32, 0i64), |(uses, benefit), record| {
        (uses.saturating_add(1), benefit.saturating_add(record.benefit.0))
    });
    let within = uses < limits.uses && benefit < i64::from(limits.benefit.0);
    if within { Ok(()) } else { Err(Refusal::CenterFirst) }
}
