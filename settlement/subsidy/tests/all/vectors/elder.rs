//! An elder who buys one thing after another under a tariff, and may bring something back.

use super::given::Out;
use jiff::civil::{Date, DateTime, date};
use money::Fen;
use std::collections::BTreeMap;
use subsidy::{
    Case, Count, HolderFacts, Lot, LotEntry, Lots, Quote, Refund, Returned, Scope, Taken, Tariff, Usage,
    attribute, classify, place, quote, refund,
};

/// The Monday on which things happen unless a line says otherwise.
pub(crate) const MONDAY: Date = date(2024, 7, 15);

pub(crate) struct Elder {
    pub(crate) tariff: Tariff,
    pub(crate) facts: HolderFacts,
    pub(crate) taken: Taken,
    pub(crate) lots: Lots,
    /// What limited funds still have, by name.
    pub(crate) left: BTreeMap<&'static str, Fen>,
    pub(crate) kind: &'static str,
}

/// A sale that happened, with what it needs to be undone.
pub(crate) struct Sold {
    pub(crate) quote: Quote,
    case: Case<'static>,
    before: (Taken, Lots),
    pub(crate) drawn: Vec<LotEntry>,
}

/// What is bought, besides its price and moment.
#[derive(Clone, Copy)]
pub(crate) struct More {
    pub(crate) pieces: i64,
    pub(crate) hours: i64,
    pub(crate) ordered: bool,
}

pub(crate) const ONE: More = More { pieces: 1, hours: 0, ordered: false };

impl Elder {
    /// Somebody of an age, a day past the birthday on that Monday.
    pub(crate) fn of(tariff: &str, age: i64) -> Elder {
        let born = date(2024 - i16::try_from(age).unwrap(), 7, 14);
        Elder {
            tariff: Tariff::load(tariff).unwrap(),
            facts: HolderFacts::born(born),
            taken: Taken::default(),
            lots: Lots::default(),
            left: BTreeMap::new(),
            kind: "",
        }
    }

    pub(crate) fn in_categories(mut self, categories: &[&str]) -> Elder {
        for category in categories {
            assert!(self.tariff.categories().iter().any(|known| known == category), "{category}");
            self.facts.categories.insert((*category).to_owned());
        }
        self
    }

    /// Lots of the first account, loaded in the order given.
    pub(crate) fn holding(mut self, lots: &[(i64, Date, Date)]) -> Elder {
        let account = self.tariff.accounts()[0].code;
        let numbered = (1..).zip(lots);
        let lots: Vec<Lot> = numbered
            .map(|(load, &(left, first_day, last_day))| Lot { load, account, first_day, last_day, left })
            .collect();
        self.lots = Lots::of(u32::try_from(lots.len()).unwrap(), lots);
        self
    }

    /// Counts in the slot of a rule as if so much had been given this month, and of it today.
    pub(crate) fn given_before(&mut self, rule: u16, month: Fen, today: Fen) {
        let slot = self.tariff.rule_slot(rule).unwrap();
        assert!(self.tariff.slot_scopes(slot).any(|scope| scope == Scope::Month));
        let of = |benefit| Count { count: 1, benefit };
        let (year, quarter, month, day) = (of(month), of(month), of(month), of(today));
        let in_window = Count::default();
        let usage = Usage {
            last_day: MONDAY,
            windows: 0,
            window: 0,
            in_window,
            day,
            week: day,
            month,
            quarter,
            year,
        };
        self.taken.slots.insert(slot, usage);
    }

    pub(crate) fn buys(&mut self, service: &str, price: Fen, at: DateTime) -> Sold {
        self.buys_more(service, price, at, ONE)
    }

    pub(crate) fn buys_more(&mut self, service: &str, price: Fen, at: DateTime, more: More) -> Sold {
        let code = self.tariff.service_named(service).unwrap_or_else(|| panic!("{service}")).code;
        let day = place(&self.tariff, code, at).map_or(at.date(), |place| place.day);
        let standing = classify(&self.tariff, &self.facts, day);
        let case = Case {
            quantity: u16::try_from(more.pieces).unwrap(),
            minutes: u16::try_from(more.hours * 60).unwrap(),
            ordered: more.ordered,
            point: self.tariff.point(self.kind, ""),
            ..Case::plain(code, price, at, standing)
        };
        let before = (self.taken.clone(), self.lots.clone());
        let quote = quote(&self.tariff, &Case { taken: &before.0, lots: &before.1, ..case });
        self.taken = self.taken.after(&quote);
        let mut drawn = Vec::new();
        for draw in quote.parts().filter_map(|part| part.drawn) {
            drawn.extend(self.lots.draw(draw.account, draw.amount, quote.day));
        }
        Sold { quote, case, before, drawn }
    }

    /// Brings back a part of what was bought. Answers what came back to lots that had expired, too.
    pub(crate) fn brings_back(&mut self, sold: &Sold, amount: Fen, on: Date) -> (Refund, i64) {
        let case = Case { taken: &sold.before.0, lots: &sold.before.1, ..sold.case };
        let back = refund(&self.tariff, &case, &sold.quote, Returned { amount, quantity: 0 }).unwrap();
        let mut expired = 0;
        for part in back.parts() {
            if let Some(slot) = part.slot {
                self.taken.uncount(sold.quote.place(), slot, part.given);
            }
            if let Some(drawn) = part.drawn {
                let cleared = self.lots.restore(&sold.drawn, drawn.amount, on);
                expired += cleared.iter().map(|entry| entry.amount).sum::<i64>();
            }
        }
        (back, expired)
    }

    /// What was paid, what was given, and who bears it.
    pub(crate) fn out(&self, sold: &Sold) -> Out {
        let Quote { self_pay, benefit, .. } = sold.quote;
        let mut out = Out::default().with("self", self_pay.0).with("sub", benefit.0);
        let mut left = BTreeMap::new();
        for (name, amount) in &self.left {
            let fund = self.tariff.funds().iter().find(|fund| fund.name == *name).unwrap();
            left.insert(fund.code, *amount);
        }
        for part in sold.quote.parts() {
            for leg in attribute(&self.tariff, part.rule, part.benefit, &left).unwrap() {
                out = out.with(&self.tariff.fund(leg.fund).unwrap().name, leg.amount.0);
            }
        }
        out
    }

    pub(crate) fn held(&self, on: Date) -> i64 {
        self.lots.available(self.tariff.accounts()[0].code, on)
    }
}

impl Sold {
    /// The benefit, or why there was no sale.
    pub(crate) fn sub(&self) -> String {
        self.or_refused(self.quote.benefit.0)
    }

    /// What was drawn from accounts, or why there was no sale.
    pub(crate) fn drawn(&self) -> String {
        self.or_refused(self.drawn.iter().map(|entry| entry.amount).sum())
    }

    fn or_refused(&self, number: i64) -> String {
        self.quote.denied.map_or(number.to_string(), |denial| denial.word().to_owned())
    }
}
