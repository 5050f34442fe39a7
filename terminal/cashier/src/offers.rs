//! What is on offer now, and which of it the cashier has chosen.

use jiff::civil::DateTime;
use money::Fen;
use records::{Offer, OfferMode};
use sale::{Order, PayWith, Rules};

/// Offers open at a county time, in the order of the package.
pub(crate) fn open(rules: &Rules, at: DateTime) -> Vec<&Offer> {
    rules.offers_at(minute(at)).collect()
}

/// The chosen one of the open offers; a choice that is not open any more falls back to the first.
pub(crate) fn chosen(rules: &Rules, at: DateTime, choice: usize) -> Option<&Offer> {
    let open = open(rules, at);
    open.get(choice).or(open.first()).copied()
}

/// The order a tap alone means: one piece of the fixed offer that is chosen now.
pub(crate) fn fixed_order(rules: &Rules, at: DateTime, choice: usize) -> Option<Order> {
    let offer = chosen(rules, at, choice).filter(|offer| offer.mode == OfferMode::Fixed)?;
    Some(order(offer.service, Fen(offer.price_fen)))
}

/// One bill for one service.
pub(crate) fn order(service: u16, price: Fen) -> Order {
    Order { service, price, quantity: 1, pay_with: PayWith::Card }
}

fn minute(at: DateTime) -> u16 {
    let minute = i16::from(at.hour()).saturating_mul(60).saturating_add(i16::from(at.minute()));
    u16::try_from(minute).unwrap_or(0)
}

/// What a tap means while nothing is on offer: the first offer there is, so that the refusal names the hour.
pub(crate) fn closed(rules: &Rules) -> Order {
    rules.offers.first().map_or(order(0, Fen::ZERO), |offer| order(offer.service, Fen(offer.price_fen)))
}
