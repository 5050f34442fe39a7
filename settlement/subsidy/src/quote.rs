//! What an elder pays.

use crate::benefit::pieces;
use crate::cap::{Room, room};
use crate::explain::{self, Line};
use crate::holder::Standing;
use crate::rule::Rule;
use crate::taken::Taken;
use crate::tariff::{Service, Tariff};
use jiff::civil::{Date, DateTime};
use money::Fen;
use std::cmp::Reverse;

/// One sale to be priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Service code.
    pub service: u16,
    /// The whole bill before any benefit (应收), not the price of a piece.
    pub price: Fen,
    /// Pieces on the bill, at least 1.
    pub quantity: u8,
    /// County time of the start of the tap. It decides the window, the day and the age.
    pub at: DateTime,
    /// The holder's standing on the business day of the sale (see [`place`]).
    pub standing: Standing,
    /// What the holder has been given before.
    pub taken: Taken,
}

/// Where a moment lies for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Window code; 0 for a service without windows.
    pub window: u16,
    /// Business day: the day on which the window began.
    pub day: Date,
}

/// Why there can be no sale. When several apply, the first in this order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// The tariff has no such service.
    UnknownService,
    /// The price is below zero.
    BadPrice,
    /// The quantity is zero.
    BadQuantity,
    /// The service is not offered at this hour (不在营业时段).
    WindowClosed,
    /// The service is for certain groups only and the holder is in none of them (不在名单).
    NotOnRoster,
    /// A benefit that may be taken only so often has been taken (本餐已享受), and its rule blocks the sale.
    CapReached {
        /// Code of the rule that blocks.
        rule: u16,
    },
}

/// Something an elder should be told though the sale goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The service gives a benefit to certain groups only and the holder is in none of them: full price.
    NotOnRoster,
    /// The benefit of this rule has been used up: it gives nothing now.
    BenefitTaken {
        /// Code of the rule.
        rule: u16,
    },
    /// A cap left only a part of what the rule would give.
    CapCut {
        /// Code of the rule.
        rule: u16,
        /// What the rule would give without the cap.
        wanted: Fen,
        /// What it gives.
        given: Fen,
    },
}

/// What an elder pays, and why. `price = benefit + self_pay` and `0 ≤ self_pay ≤ price` always hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The whole bill (应收). Zero when the case had a price below zero.
    pub price: Fen,
    /// What funds bear (优惠). Zero when denied.
    pub benefit: Fen,
    /// What the elder pays (自付).
    pub self_pay: Fen,
    /// The rule that gives the benefit; `None` for the full price. A free sale of price 0.00 has one.
    pub rule: Option<u16>,
    /// The counter slot the rule uses; `None` when it has no caps that remember.
    pub slot: Option<u8>,
    /// How often this sale counts against the slot: by piece, or once for a benefit on the whole bill.
    pub count: u32,
    /// Window code; 0 for none.
    pub window: u16,
    /// Business day.
    pub day: Date,
    /// Service code, as asked.
    pub service: u16,
    /// Groups of the holder that the rule looked at.
    pub groups_used: u32,
    /// The holder's tier letter.
    pub letter: char,
    /// Set when there must be no sale.
    pub denied: Option<Denial>,
    /// What the elder should be told.
    pub soft: Vec<Notice>,
    /// The explanation. The last line is self-pay and the sum of the lines before it; a refusal has one
    /// line, which says why.
    pub lines: Vec<Line>,
}

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
