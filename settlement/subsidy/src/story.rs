//! A case told from the holder's side: who it is, what was bought before, what is bought now. Examples in
//! a tariff and lines of JSON are both told this way.

use crate::fund::{AttributeError, Leg, attribute};
use crate::holder::{HolderFacts, Standing, classify};
use crate::quote::{Case, Quote, place, quote};
use crate::taken::Taken;
use crate::tariff::Tariff;
use crate::text::ExpectText;
use jiff::civil::DateTime;
use money::Fen;
use std::collections::BTreeMap;

/// One sale of a story.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    pub(crate) service: u16,
    pub(crate) price: Fen,
    pub(crate) quantity: u8,
    pub(crate) at: DateTime,
}

/// Who, what before, what now.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// `None`: somebody the center does not know.
    pub(crate) facts: Option<HolderFacts>,
    pub(crate) taken: Taken,
    pub(crate) earlier: Vec<Sale>,
    pub(crate) sale: Sale,
    pub(crate) left: BTreeMap<u8, Fen>,
}

/// How a story ends.
pub(crate) struct Ending {
    pub(crate) quote: Quote,
    pub(crate) legs: Vec<Leg>,
    pub(crate) taken: Taken,
}

/// An example of a tariff: a story and what must come out.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) name: String,
    pub(crate) story: Story,
    pub(crate) expect: Expect,
}

/// What must come out, and the byte of the text where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Expect {
    pub(crate) byte: usize,
    pub(crate) written: ExpectText,
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
