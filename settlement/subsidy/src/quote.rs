//! What an elder pays.

use crate::answer::{Denial, Notice, Quote};
use crate::benefit::pieces;
use crate::cap::{Room, room};
use crate::case::{Case, Placement};
use crate::explain;
use crate::rule::Rule;
use crate::tariff::{Service, Tariff};
use jiff::civil::DateTime;
use money::Fen;
use std::cmp::Reverse;

/// The window and the business day of a moment. A window that crosses midnight belongs to the day it starts.
///
/// # Errors
/// An unknown service, or a moment outside its windows.
pub fn place(tariff: &Tariff, service: u16, at: DateTime) -> Result<Placement, Denial> {
    place_in(tariff, tariff.service(service).ok_or(Denial::UnknownService)?, at)
}

fn place_in(tariff: &Tariff, service: &Service, at: DateTime) -> Result<Placement, Denial> {
    if service.windows.is_empty() {
        return Ok(Placement { window: 0, day: at.date() });
    }
    let windows = service.windows.iter().filter_map(|&code| tariff.window(code));
    let mut open =
        windows.filter_map(|window| Some(Placement { window: window.code, day: window.began(at)? }));
    open.next().ok_or(Denial::WindowClosed)
}

/// Prices a sale. Pure: no clock, no balance, no card.
#[must_use]
pub fn quote(tariff: &Tariff, case: &Case) -> Quote {
    let mut quote = full_price(case);
    match offer(tariff, case, &mut quote) {
        Ok(()) => quote.lines = explain::lines(tariff, case, &quote),
        Err(denial) => {
            quote.denied = Some(denial);
            quote.lines = vec![explain::refusal(tariff, case, denial)];
        }
    }
    quote
}

/// The quote before any rule is asked.
fn full_price(case: &Case) -> Quote {
    let price = case.price.max(Fen::ZERO);
    Quote {
        price,
        benefit: Fen::ZERO,
        self_pay: price,
        rule: None,
        slot: None,
        count: 0,
        window: 0,
        day: case.at.date(),
        service: case.service,
        groups_used: 0,
        letter: case.standing.letter,
        denied: None,
        soft: Vec::new(),
        lines: Vec::new(),
    }
}

/// What one rule gives in one case.
struct Offer<'t> {
    rule: &'t Rule,
    wanted: Fen,
    benefit: Fen,
    count: u32,
}

impl Offer<'_> {
    /// Best first (就高不就低); equal offers by priority, then by code, so that there is never a choice.
    fn rank(&self) -> (Reverse<Fen>, u16, u16) {
        (Reverse(self.benefit), self.rule.priority, self.rule.code)
    }

    fn rank_wanted(&self) -> (Reverse<Fen>, u16, u16) {
        (Reverse(self.wanted), self.rule.priority, self.rule.code)
    }
}

/// Asks every rule and writes the best offer into the quote. Nothing is written when there is no sale.
fn offer(tariff: &Tariff, case: &Case, quote: &mut Quote) -> Result<(), Denial> {
    let service = tariff.service(case.service).ok_or(Denial::UnknownService)?;
    if case.price.is_negative() {
        return Err(Denial::BadPrice);
    }
    if case.quantity == 0 {
        return Err(Denial::BadQuantity);
    }
    let place = place_in(tariff, service, case.at)?;
    (quote.window, quote.day) = (place.window, place.day);
    let outsider = service.groups != 0 && service.groups & case.standing.groups == 0;
    if outsider && service.deny_outsiders {
        return Err(Denial::NotOnRoster);
    }
    let mut offers = Vec::new();
    let bill = pieces(case.price, case.quantity);
    for rule in tariff.rules.iter().filter(|rule| rule.holds(case.service, case.standing.groups, place)) {
        let wanted = rule.benefit.wanted(&bill, rule.round);
        let usage = rule.slot.and_then(|slot| case.taken.slots.get(&slot));
        let (benefit, count) = match room(&rule.caps, usage, place, &wanted) {
            Room::Given { benefit, count } => (benefit, count),
            Room::Gone if wanted.is_empty() => continue,
            Room::Gone => (Fen::ZERO, 0),
            Room::Barred => return Err(Denial::CapReached { rule: rule.code }),
        };
        // Wanted amounts are parts of the price, which fits.
        let wanted = Fen::sum(wanted).unwrap_or(case.price);
        offers.push(Offer { rule, wanted, benefit, count });
    }
    let best = offers.iter().filter(|offer| offer.count > 0).min_by_key(|offer| offer.rank());
    if let Some(Offer { rule, benefit, count, .. }) = best {
        quote.benefit = *benefit;
        quote.self_pay = case.price.checked_sub(*benefit).unwrap_or(Fen::ZERO);
        (quote.rule, quote.slot, quote.count) = (Some(rule.code), rule.slot, *count);
        quote.groups_used = rule.groups & case.standing.groups;
    }
    quote.soft.extend(outsider.then_some(Notice::NotOnRoster));
    quote.soft.extend(cut(&offers, best.map(|best| best.benefit)));
    Ok(())
}

/// What caps took away, when it is more than what is given: told once, for the rule that would give most.
fn cut(offers: &[Offer<'_>], given: Option<Fen>) -> Option<Notice> {
    let short = offers.iter().filter(|offer| offer.benefit < offer.wanted || offer.count == 0);
    let most = short.min_by_key(|offer| offer.rank_wanted())?;
    if given.is_some_and(|given| most.wanted <= given) {
        return None;
    }
    let rule = most.rule.code;
    Some(match most.benefit {
        Fen::ZERO => Notice::BenefitTaken { rule },
        given => Notice::CapCut { rule, wanted: most.wanted, given },
    })
}
