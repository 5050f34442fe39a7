//! Telling a story: everything is sold in order, and the last sale is explained.

use crate::answer::Quote;
use crate::attribute::attribute;
use crate::case::Case;
use crate::classify::classify;
use crate::fund::{AttributeError, Leg};
use crate::holder::Standing;
use crate::quote::{place, quote};
use crate::story::{Sale, Story};
use crate::taken::Taken;
use crate::tariff::Tariff;

/// How a story ends.
pub(crate) struct Ending {
    pub(crate) quote: Quote,
    pub(crate) legs: Vec<Leg>,
    pub(crate) taken: Taken,
}

impl Story {
    /// Sells everything in order.
    pub(crate) fn tell(&self, tariff: &Tariff) -> Result<Ending, AttributeError> {
        let mut taken = self.taken.clone();
        for sale in &self.earlier {
            let quote = self.quote(tariff, sale, &taken);
            taken = taken.after(&quote, quote.day);
        }
        let quote = self.quote(tariff, &self.sale, &taken);
        let legs = match quote.rule {
            Some(rule) => attribute(tariff, rule, quote.benefit, &self.left)?,
            None => Vec::new(),
        };
        let taken = taken.after(&quote, quote.day);
        Ok(Ending { quote, legs, taken })
    }

    fn quote(&self, tariff: &Tariff, sale: &Sale, taken: &Taken) -> Quote {
        let day = place(tariff, sale.service, sale.at).map_or(sale.at.date(), |place| place.day);
        let standing = self.facts.as_ref().map_or(Standing::NONE, |facts| classify(tariff, facts, day));
        let &Sale { service, price, quantity, at } = sale;
        quote(tariff, &Case { service, price, quantity, at, standing, taken: taken.clone() })
    }
}
