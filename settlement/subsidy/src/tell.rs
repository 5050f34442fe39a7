//! Telling a story: everything is sold in order, the last sale is explained, and some of it given back.

use crate::answer::Quote;
use crate::attribute::attribute;
use crate::case::Case;
use crate::classify::classify;
use crate::fund::{AttributeError, Leg};
use crate::holder::Standing;
use crate::lots::{LotEntry, Lots};
use crate::quote::{place, quote};
use crate::refund::{Refund, RefundError, refund};
use crate::story::{Sale, Story};
use crate::taken::Taken;
use crate::tariff::Tariff;
use jiff::civil::Date;
use money::Fen;
use std::collections::BTreeMap;

/// How a story ends.
pub(crate) struct Ending {
    pub(crate) quote: Quote,
    pub(crate) legs: Vec<Leg>,
    /// Counters and lots before the last sale.
    pub(crate) before: (Taken, Lots),
    /// Counters and lots at the end.
    pub(crate) taken: Taken,
    pub(crate) lots: Lots,
    pub(crate) refunded: Option<Result<Refunded, RefundError>>,
}

/// What a refund at the end came to.
pub(crate) struct Refunded {
    pub(crate) refund: Refund,
    /// What came back to lots that had expired, and was cleared.
    pub(crate) expired: Vec<LotEntry>,
}

impl Story {
    /// Sells everything in order.
    pub(crate) fn tell(&self, tariff: &Tariff) -> Result<Ending, AttributeError> {
        let (mut taken, mut lots) = (self.taken.clone(), self.lots.clone());
        for sale in &self.earlier {
            let quote = quote(tariff, &self.case(tariff, sale, &taken, &lots));
            taken = taken.after(&quote);
            draw(&mut lots, &quote);
        }
        let before = (taken.clone(), lots.clone());
        let case = self.case(tariff, &self.sale, &before.0, &before.1);
        let quote = quote(tariff, &case);
        taken = taken.after(&quote);
        let drawn = draw(&mut lots, &quote);
        let legs = legs(tariff, &quote, &self.left)?;
        let refunded = self.refund.map(|(back, on)| {
            let refund = refund(tariff, &case, &quote, back)?;
            let expired = give_back(&quote, &refund, &drawn, on, &mut taken, &mut lots);
            Ok(Refunded { refund, expired })
        });
        Ok(Ending { quote, legs, before, taken, lots, refunded })
    }

    /// The last sale as it is asked, with counters and lots as they then were.
    pub(crate) fn case<'a>(
        &self,
        tariff: &Tariff,
        sale: &Sale,
        taken: &'a Taken,
        lots: &'a Lots,
    ) -> Case<'a> {
        let day = place(tariff, sale.service, sale.at).map_or(sale.at.date(), |place| place.day);
        let standing = self.facts.as_ref().map_or(Standing::NONE, |facts| classify(tariff, facts, day));
        let &Sale { service, price, quantity, minutes, ordered, at } = sale;
        Case { service, price, quantity, minutes, ordered, at, point: self.point, standing, taken, lots }
    }
}

/// Takes out of the lots what a sale draws.
fn draw(lots: &mut Lots, quote: &Quote) -> Vec<LotEntry> {
    let drawn = quote.parts().filter_map(|part| part.drawn);
    drawn.flat_map(|drawn| lots.draw(drawn.account, drawn.amount, quote.day)).collect()
}

fn give_back(
    quote: &Quote,
    refund: &Refund,
    drawn: &[LotEntry],
    on: Date,
    taken: &mut Taken,
    lots: &mut Lots,
) -> Vec<LotEntry> {
    let mut expired = Vec::new();
    for part in refund.parts() {
        if let Some(slot) = part.slot {
            taken.uncount(quote.place(), slot, part.given);
        }
        if let Some(back) = part.drawn {
            let from: Vec<LotEntry> =
                drawn.iter().copied().filter(|entry| entry.account == back.account).collect();
            expired.extend(lots.restore(&from, back.amount, on));
        }
    }
    expired
}

/// Who bears a sale: each part by its own rule, in the order of the stages, out of what limited funds have
/// left.
fn legs(tariff: &Tariff, quote: &Quote, left: &BTreeMap<u8, Fen>) -> Result<Vec<Leg>, AttributeError> {
    let mut left = left.clone();
    let mut legs = Vec::new();
    for part in quote.parts() {
        for leg in attribute(tariff, part.rule, part.benefit, &left)? {
            if let Some(rest) = left.get_mut(&leg.fund) {
                *rest = rest.checked_sub(leg.amount).unwrap_or(Fen::ZERO);
            }
            legs.push(leg);
        }
    }
    Ok(legs)
}
