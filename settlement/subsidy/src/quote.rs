//! What an elder pays.

use crate::answer::{Denial, Notice, Part, Quote};
use crate::case::Case;
use crate::offer::{Offer, offer};
use crate::placement::Placement;
use crate::stage::Stage;
use crate::tariff::{Candidate, Service, Tariff};
use jiff::civil::DateTime;
use money::Fen;

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

/// Prices a sale. Pure: no clock, no balance, no card. Allocates nothing.
#[must_use]
pub fn quote(tariff: &Tariff, case: &Case<'_>) -> Quote {
    let mut quote = full_price(case);
    if let Err(denial) = price(tariff, case, &mut quote) {
        let Quote { window, day, .. } = quote;
        quote = Quote { window, day, denied: Some(denial), ..full_price(case) };
    }
    quote
}

/// The quote before any rule is asked.
fn full_price(case: &Case<'_>) -> Quote {
    let price = case.price.max(Fen::ZERO);
    Quote {
        price,
        benefit: Fen::ZERO,
        self_pay: price,
        given: [None; 3],
        window: 0,
        day: case.at.date(),
        service: case.service,
        groups_used: 0,
        letter: case.standing.letter,
        denied: None,
        told: [None; 5],
    }
}

/// Asks every rule, stage by stage, and writes what is given into the quote.
fn price(tariff: &Tariff, case: &Case<'_>, quote: &mut Quote) -> Result<(), Denial> {
    let service = tariff.service(case.service).ok_or(Denial::UnknownService)?;
    let place = admit(tariff, service, case, quote)?;
    let outsider = service.groups != 0 && service.groups & case.standing.groups == 0;
    if outsider && service.deny_outsiders {
        return Err(Denial::NotOnRoster);
    }
    if outsider {
        quote.tell(Notice::NotOnRoster);
    }
    if case.standing.lapsed {
        quote.tell(Notice::ReviewDue);
    }
    if outsider {
        return Ok(());
    }
    for ((stage, rules), given) in Stage::ALL.into_iter().zip(&service.stages).zip(0..) {
        if quote.self_pay == Fen::ZERO && quote.rule().is_some() {
            break;
        }
        let mut round = StageRound::default();
        round.ask(tariff, case, place, quote.self_pay, &rules.overlays)?;
        if round.best.is_none() {
            round.ask(tariff, case, place, quote.self_pay, &rules.others)?;
        }
        round.enter(stage, given, case, quote);
    }
    Ok(())
}

/// What must hold before anything is priced; the place of the sale in time.
fn admit(
    tariff: &Tariff,
    service: &Service,
    case: &Case<'_>,
    quote: &mut Quote,
) -> Result<Placement, Denial> {
    if case.price.is_negative() {
        return Err(Denial::BadPrice);
    }
    if case.quantity == 0 {
        return Err(Denial::BadQuantity);
    }
    if !service.kinds.is_empty() && !service.kinds.contains(&case.point.kind) {
        return Err(Denial::WrongMerchant);
    }
    let place = place_in(tariff, service, case.at);
    if let Ok(Placement { window, day }) = place {
        (quote.window, quote.day) = (window, day);
    }
    if service.closed.binary_search(&quote.day).is_ok() {
        return Err(Denial::ClosedDay);
    }
    let place = place?;
    let to_order = service.order.as_ref().is_some_and(|order| order.required);
    if to_order && !case.ordered { Err(Denial::OrderRequired) } else { Ok(place) }
}

/// One stage while its rules are asked.
#[derive(Default)]
struct StageRound<'t> {
    best: Option<Offer<'t>>,
    /// Of the offers that caps have cut, the one that would give most.
    cut: Option<Offer<'t>>,
}

impl<'t> StageRound<'t> {
    fn ask(
        &mut self,
        tariff: &'t Tariff,
        case: &Case<'_>,
        place: Placement,
        left: Fen,
        candidates: &[Candidate],
    ) -> Result<(), Denial> {
        let groups = case.standing.groups;
        let asked = candidates.iter().filter(|candidate| candidate.groups.include(groups));
        for rule in asked.filter_map(|candidate| tariff.rules.get(candidate.index)) {
            if !rule.holds(case, place, &tariff.calendar, &tariff.places) {
                continue;
            }
            let Some(offer) = offer(rule, case, place, left)? else { continue };
            if offer.count > 0 && self.best.as_ref().is_none_or(|best| offer.rank() < best.rank()) {
                self.best = Some(offer);
            }
            let most = |cut: &Offer<'_>| offer.rank_wanted() < cut.rank_wanted();
            if offer.is_cut() && self.cut.as_ref().is_none_or(most) {
                self.cut = Some(offer);
            }
        }
        Ok(())
    }

    /// Writes down what the stage gives, and what caps took away when that is more.
    fn enter(self, stage: Stage, given: usize, case: &Case<'_>, quote: &mut Quote) {
        if let Some(cut) = self.cut
            && self.best.as_ref().is_none_or(|best| best.benefit < cut.wanted)
        {
            let rule = cut.rule.code;
            quote.tell(match cut.benefit {
                Fen::ZERO => Notice::BenefitTaken { rule },
                given => Notice::CapCut { rule, wanted: cut.wanted, given },
            });
        }
        let Some(Offer { rule, benefit, count, drawn, .. }) = self.best else { return };
        // An offer is at most what was left.
        quote.benefit = quote.benefit.checked_add(benefit).unwrap_or(quote.benefit);
        quote.self_pay = quote.self_pay.checked_sub(benefit).unwrap_or(Fen::ZERO);
        quote.groups_used |= rule.groups.used(case.standing.groups);
        if let Some(free) = quote.given.get_mut(given) {
            *free = Some(Part { stage, rule: rule.code, slot: rule.slot, count, benefit, drawn });
        }
    }
}
