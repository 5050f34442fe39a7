//! The county's program asked the same questions, answering in the oracle's form.
//!
//! It keeps counters, lots, balances and sums through the days as the center does, with the operations the
//! crate offers for it, and writes every answer as the line the oracle would write.

use crate::dates::{date, ordinal};
use crate::form::{counters_of, notice, part_line, refusal};
use crate::invent::{Buys, Elder, Event, FeeLine, Orders, Returns};
use jiff::civil::{Date, Time};
use money::Fen;
use std::collections::BTreeMap;
use subsidy::{
    Case, HolderFacts, LotEntry, Lots, Point, Quote, Returned, Span, Standing, Taken, Tariff, attribute,
    classify, place, quote, refund, spans,
};

/// What the center knows of one elder, and what was used.
struct Account {
    facts: Option<HolderFacts>,
    known: BTreeMap<Date, Standing>,
    taken: Taken,
    lots: Lots,
}

/// A sale that may be returned.
struct Kept {
    buys: Buys,
    quote: Quote,
    taken: Taken,
    lots: Lots,
    drawn: Vec<Vec<LotEntry>>,
    legs: Vec<Vec<(u8, i64)>>,
}

/// All books of one county under one tariff.
pub struct Books<'t> {
    tariff: &'t Tariff,
    accounts: BTreeMap<i64, Account>,
    balances: BTreeMap<u8, Fen>,
    kept: BTreeMap<i64, Kept>,
    sums: BTreeMap<String, i64>,
}

impl<'t> Books<'t> {
    /// Opens books for these elders.
    #[must_use]
    pub fn open(tariff: &'t Tariff, elders: &[Elder]) -> Books<'t> {
        let accounts = elders.iter().map(|elder| (elder.number, Account::of(tariff, elder))).collect();
        let (balances, kept, sums) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Books { tariff, accounts, balances, kept, sums }
    }

    /// The answer to an event, if it is one that is answered.
    pub fn answer(&mut self, event: &Event) -> Option<String> {
        match event {
            Event::Balance(fund, left) => {
                self.balances.insert(*fund, Fen(*left));
                None
            }
            Event::Buys(buys) => Some(self.sale(buys)),
            Event::Returns(back) => Some(self.refund(back)),
            Event::Standing(elder, first, last) => Some(self.standings(*elder, *first, *last)),
            Event::Orders(orders) => Some(self.order(orders)),
            Event::Fees(line) => Some(self.fees(line)),
            Event::Night(day) => Some(self.night(*day)),
        }
    }

    fn add(&mut self, kind: char, number: i64, amount: i64) {
        *self.sums.entry(format!("{kind}{number}")).or_insert(0) += amount;
    }

    /// `paid|letter|groups|notices|rule:benefit:count:drawn…|counters of its slots|fund:leg…`
    fn sale(&mut self, buys: &Buys) -> String {
        let tariff = self.tariff;
        let Some(account) = self.accounts.get_mut(&buys.elder) else { return "nobody".to_owned() };
        let at = date(buys.day).to_datetime(clock(buys.second));
        // Outside all windows nothing is sold, and the day is that of the tap.
        let business = place(tariff, buys.service, at).map_or(at.date(), |placement| placement.day);
        let standing = account.standing(tariff, business);
        let case = case(buys, standing, &account.taken, &account.lots);
        let quoted = quote(tariff, &case);
        let groups = standing.groups;
        if let Some(denial) = quoted.denied {
            return format!("{}|{}|{groups}", refusal(denial), quoted.letter);
        }
        let keep = (buys.keep > 0).then(|| (account.taken.clone(), account.lots.clone()));
        let (mut parts, mut counters, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
        for part in quoted.parts() {
            let entries =
                part.drawn.map_or_else(Vec::new, |it| account.lots.draw(it.account, it.amount, quoted.day));
            account.taken.count(quoted.place(), part);
            parts.push(part_line(part, &entries));
            drawn.push(entries);
            counters.extend(part.slot.map(|slot| counters_of(&account.taken, slot, quoted.place())));
        }
        let legs = self.bear(&quoted);
        self.add('h', buys.elder, quoted.self_pay.0);
        let notices: Vec<&str> = quoted.notices().map(notice).collect();
        let borne: Vec<String> = legs.iter().flatten().map(|(fund, leg)| format!("{fund}:{leg}")).collect();
        if let Some((taken, lots)) = keep {
            self.kept.insert(buys.keep, Kept { buys: *buys, quote: quoted, taken, lots, drawn, legs });
        }
        format!(
            "{}|{}|{groups}|{}|{}|{}|{}",
            quoted.self_pay.0,
            quoted.letter,
            notices.join(","),
            parts.join(" "),
            counters.join(" "),
            borne.join(" ")
        )
    }

    /// Lets the funds bear each part.
    fn bear(&mut self, quoted: &Quote) -> Vec<Vec<(u8, i64)>> {
        let mut all = Vec::new();
        for part in quoted.parts() {
            self.add('r', i64::from(part.rule), part.benefit.0);
            let legs = attribute(self.tariff, part.rule, part.benefit, &self.balances).unwrap_or_default();
            for leg in &legs {
                self.add('f', i64::from(leg.fund), leg.amount.0);
                if let Some(left) = self.balances.get_mut(&leg.fund) {
                    *left = Fen(left.0 - leg.amount.0);
                }
            }
            all.push(legs.iter().map(|leg| (leg.fund, leg.amount.0)).collect());
        }
        all
    }

    /// `cash|rule:restored:count…|counters of its slots|fund:returned…|expired|account/load/left…`
    fn refund(&mut self, back: &Returns) -> String {
        let Some(kept) = self.kept.remove(&back.keep) else { return "no sale".to_owned() };
        let tariff = self.tariff;
        let Some(account) = self.accounts.get_mut(&kept.buys.elder) else { return "nobody".to_owned() };
        let standing = account.standing(tariff, kept.quote.day);
        let case = case(&kept.buys, standing, &kept.taken, &kept.lots);
        let returned = Returned { amount: Fen(back.amount), quantity: back.quantity };
        let refunded = match refund(tariff, &case, &kept.quote, returned) {
            Ok(refunded) => refunded,
            Err(error) => return error.to_string(),
        };
        let (mut parts, mut counters, mut legs, mut gone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut expired = 0;
        for (part, (drawn, borne)) in refunded.parts().zip(kept.drawn.iter().zip(&kept.legs)) {
            parts.push(format!("{}:{}:{}", part.rule, part.given.benefit.0, part.given.count));
            if let Some(slot) = part.slot {
                account.taken.uncount(kept.quote.place(), slot, part.given);
                counters.push(counters_of(&account.taken, slot, kept.quote.place()));
            }
            if let Some(it) = part.drawn {
                for entry in account.lots.restore(drawn, it.amount, date(back.day)) {
                    expired += entry.amount;
                }
            }
            gone.push((part.rule, part.given.benefit.0));
            let all: i64 = borne.iter().map(|(_, leg)| leg).sum();
            let before: BTreeMap<u8, Fen> = borne.iter().map(|(fund, leg)| (*fund, Fen(*leg))).collect();
            let stays = Fen(all - part.given.benefit.0);
            let stays = attribute(tariff, part.rule, stays, &before).unwrap_or_default();
            legs.extend(borne.iter().zip(stays).map(|((fund, leg), rest)| (*fund, leg - rest.amount.0)));
        }
        let lots: Vec<String> =
            account.lots.iter().map(|lot| format!("{}/{}/{}", lot.account, lot.load, lot.left)).collect();
        for (rule, restored) in gone {
            self.add('r', i64::from(rule), -restored);
        }
        self.add('h', kept.buys.elder, -refunded.cash.0);
        let mut borne = Vec::new();
        for (fund, leg) in legs {
            borne.push(format!("{fund}:{leg}"));
            self.add('f', i64::from(fund), -leg);
            if let Some(left) = self.balances.get_mut(&fund) {
                *left = Fen(left.0 + leg);
            }
        }
        let cash = refunded.cash.0;
        format!(
            "{cash}|{}|{}|{}|{expired}|{}",
            parts.join(" "),
            counters.join(" "),
            borne.join(" "),
            lots.join(" ")
        )
    }

    /// `day:letter:groups:place:review…` for the first day, and for each day on which it changes.
    fn standings(&self, elder: i64, first: i64, last: i64) -> String {
        let facts = self.accounts.get(&elder).and_then(|account| account.facts.as_ref());
        let spans = facts.map_or_else(
            || vec![Span { from: date(first), to: date(last), standing: Standing::NONE }],
            |facts| spans(self.tariff, facts, date(first), date(last)),
        );
        let lines = spans.iter().map(|span| {
            let Standing { letter, groups, place, lapsed } = span.standing;
            format!("{}:{letter}:{groups}:{place}:{}", ordinal(span.from), u8::from(lapsed))
        });
        lines.collect::<Vec<_>>().join(" ")
    }

    /// `accepted|earliest|returned`, the earliest day that can be ordered where this one cannot.
    fn order(&self, orders: &Orders) -> String {
        let Some(terms) = self.tariff.service(orders.service).and_then(|service| service.order) else {
            return "no order".to_owned();
        };
        let at = |(day, second): (i64, i64)| date(day).to_datetime(clock(second));
        let day = date(orders.day);
        let returned = u8::from(terms.returns(at(orders.cancelled), day));
        match terms.accept(at(orders.placed), day) {
            Ok(()) => format!("1|0|{returned}"),
            Err(late) => format!("0|{}|{returned}", ordinal(late.earliest)),
        }
    }

    /// `code:fee…`
    fn fees(&self, line: &FeeLine) -> String {
        let fees = self.tariff.fees().iter().map(|fee| {
            let fallen = fee.applies(line.kind).then(|| fee.on_line(line.count, Fen(line.amount)));
            format!("{}:{}", fee.code, fallen.flatten().unwrap_or(Fen::ZERO).0)
        });
        fees.collect::<Vec<_>>().join(" ")
    }

    /// The sums since the last night, what lots lose that end before a day, and what is left of balances.
    fn night(&mut self, day: i64) -> String {
        let mut lost = Vec::new();
        for (number, account) in &mut self.accounts {
            for entry in account.lots.expire(date(day)) {
                lost.push(format!("{number}/{}/{}/{}", entry.account, entry.load, entry.amount));
            }
        }
        let sums = std::mem::take(&mut self.sums);
        let sums: Vec<String> = sums.iter().map(|(key, sum)| format!("{key}:{sum}")).collect();
        let balances: Vec<String> =
            self.balances.iter().map(|(fund, left)| format!("{fund}:{}", left.0)).collect();
        format!("{}|{}|{}", sums.join(" "), lost.join(" "), balances.join(" "))
    }
}

impl Account {
    fn of(tariff: &Tariff, elder: &Elder) -> Account {
        let named = |all: &[String], numbers: &[usize]| {
            numbers.iter().filter_map(|&number| all.get(number).cloned()).collect()
        };
        let there = |ordinal: i64| (ordinal > 0).then(|| date(ordinal));
        let facts = there(elder.birth).map(|birth| HolderFacts {
            birth,
            categories: named(tariff.categories(), &elder.categories),
            rosters: named(tariff.rosters(), &elder.rosters),
            resident: elder.resident,
            registered: elder.registered,
            care_level: elder.care,
            place: tariff
                .places()
                .iter()
                .find(|place| place.code == elder.place)
                .map(|place| place.name.clone()),
            reviewed_to: there(elder.reviewed),
            until: there(elder.until),
        });
        let lots = elder.lots.iter().map(|lot| subsidy::Lot {
            load: lot.load,
            account: u8::try_from(lot.account).unwrap_or(0),
            first_day: date(lot.first),
            last_day: date(lot.last),
            left: lot.left,
        });
        Account { facts, known: BTreeMap::new(), taken: Taken::default(), lots: Lots::of(0, lots) }
    }

    fn standing(&mut self, tariff: &Tariff, day: Date) -> Standing {
        let Some(facts) = &self.facts else { return Standing::NONE };
        *self.known.entry(day).or_insert_with(|| classify(tariff, facts, day))
    }
}

fn clock(second: i64) -> Time {
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    Time::new(part(second / 3600), part(second / 60 % 60), part(second % 60), 0).unwrap_or_default()
}

fn case<'a>(buys: &Buys, standing: Standing, taken: &'a Taken, lots: &'a Lots) -> Case<'a> {
    Case {
        service: buys.service,
        price: Fen(buys.price),
        quantity: buys.quantity,
        minutes: buys.minutes,
        ordered: buys.ordered,
        at: date(buys.day).to_datetime(clock(buys.second)),
        point: Point { kind: buys.kind, place: buys.place },
        standing,
        taken,
        lots,
    }
}
