//! Which groups a holder belongs to, day by day. Only the center asks.

use crate::age::reaches;
use crate::holder::{Group, HolderFacts, Span, Standing, Who};
use crate::tariff::Tariff;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The standing of a holder on one day. The letter is that of the first group in the file that fits.
#[must_use]
pub fn classify(tariff: &Tariff, facts: &HolderFacts, on: Date) -> Standing {
    if facts.until.is_some_and(|last| last < on) {
        return Standing::NONE;
    }
    let lapsed = !facts.categories.is_empty() && facts.reviewed_to.is_some_and(|last| last < on);
    let mut standing = Standing { lapsed, place: tariff.place_of(facts), ..Standing::NONE };
    let none = BTreeSet::new();
    let categories = if lapsed { &none } else { &facts.categories };
    for group in tariff.groups.iter().filter(|group| group.who.fits(tariff, facts, categories, on)) {
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
    turns
        .extend([facts.until, facts.reviewed_to].into_iter().flatten().filter_map(|day| day.tomorrow().ok()));
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
    fn fits(&self, tariff: &Tariff, facts: &HolderFacts, categories: &BTreeSet<String>, on: Date) -> bool {
        let (since, until) = self.ages(tariff, facts);
        let any = |wanted: &Option<BTreeSet<String>>, has: &BTreeSet<String>| {
            wanted.as_ref().is_none_or(|wanted| !wanted.is_disjoint(has))
        };
        let here =
            |places: &BTreeSet<String>| facts.place.as_ref().is_some_and(|place| places.contains(place));
        since.is_none_or(|day| day.is_some_and(|day| day <= on))
            && until.is_none_or(|day| day.is_none_or(|day| on < day))
            && any(&self.categories_any, categories)
            && self.categories_none.is_disjoint(categories)
            && any(&self.rosters_any, &facts.rosters)
            && self.places_any.as_ref().is_none_or(here)
            && self.resident.is_none_or(|resident| resident == facts.resident)
            && self.registered.is_none_or(|registered| registered == facts.registered)
            && self.care_from.is_none_or(|from| from <= facts.care_level)
            && self.care_to.is_none_or(|to| facts.care_level <= to)
    }

    /// The days on which the answer may change with age.
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
