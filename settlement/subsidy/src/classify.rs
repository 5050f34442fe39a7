//! Which groups a holder belongs to, day by day. Only the center asks.

use crate::age::reaches;
use crate::holder::{Group, HolderFacts, Span, Standing, Who};
use crate::tariff::Tariff;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The standing of a holder on one day. The letter is that of the first group in the file that fits.
#[must_use]
pub fn classify(tariff: &Tariff, facts: &HolderFacts, on: Date) -> Standing {
    let mut standing = Standing::NONE;
    for group in tariff.groups.iter().filter(|group| group.who.fits(tariff, facts, on)) {
        standing.groups |= group.mask();
        if standing.letter == '-' {
            standing.letter = group.letter.unwrap_or('-');
        }
    }
    standing
}

/// The standings of a holder from one day to another (both included), split exactly where they change.
/// Empty when `from` is after `to`.
#[must_use]
pub fn spans(tariff: &Tariff, facts: &HolderFacts, from: Date, to: Date) -> Vec<Span> {
    let mut turns: BTreeSet<Date> =
        tariff.groups.iter().flat_map(|group| group.who.turns(tariff, facts)).collect();
    turns.insert(from);
    let mut spans: Vec<Span> = Vec::new();
    for &start in turns.iter().filter(|&&day| from <= day && day <= to) {
        let standing = classify(tariff, facts, start);
        match spans.last_mut() {
            Some(last) if last.standing == standing => {}
            last => {
                // A turn before `start` exists, so the day before it does too.
                if let (Some(last), Ok(before)) = (last, start.yesterday()) {
                    last.to = before;
                }
                spans.push(Span { from: start, to, standing });
            }
        }
    }
    spans
}

impl Group {
    /// The bit as a mask.
    pub(crate) fn mask(&self) -> u32 {
        1u32.checked_shl(u32::from(self.bit)).unwrap_or(0)
    }
}

impl Who {
    fn fits(&self, tariff: &Tariff, facts: &HolderFacts, on: Date) -> bool {
        let (since, until) = self.ages(tariff, facts);
        let any = |wanted: &Option<BTreeSet<String>>, has: &BTreeSet<String>| {
            wanted.as_ref().is_none_or(|wanted| !wanted.is_disjoint(has))
        };
        since.is_none_or(|day| day.is_some_and(|day| day <= on))
            && until.is_none_or(|day| day.is_none_or(|day| on < day))
            && any(&self.categories_any, &facts.categories)
            && any(&self.rosters_any, &facts.rosters)
            && self.resident.is_none_or(|resident| resident == facts.resident)
    }

    /// The days on which the answer may change.
    fn turns(&self, tariff: &Tariff, facts: &HolderFacts) -> Vec<Date> {
        let (since, until) = self.ages(tariff, facts);
        [since, until].into_iter().flatten().flatten().collect()
    }

    /// The first day that is old enough and the first that is too old. Outer `None`: not asked; inner
    /// `None`: never.
    fn ages(&self, tariff: &Tariff, facts: &HolderFacts) -> (Option<Option<Date>>, Option<Option<Date>>) {
        let day = |age: u8| reaches(facts.birth, age, tariff.age_basis, tariff.leap_rule);
        (self.age_from.map(day), self.age_to.map(|age| age.checked_add(1).and_then(day)))
    }
}
