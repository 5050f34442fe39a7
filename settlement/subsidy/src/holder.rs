//! Who somebody is to a tariff: facts the center knows, and the standing a till is told.

use crate::Tariff;
use crate::age::reaches;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// What the center knows of a holder. It never travels to a till, and its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct HolderFacts {
    /// Date of birth. When only year and month are known: the last day of that month.
    pub birth: Date,
    /// Categories as the tariff names them under `[holders]`.
    pub categories: BTreeSet<String>,
    /// Rosters (名单) the holder is on, as the tariff names them under `[holders]`.
    pub rosters: BTreeSet<String>,
    /// Whether the holder counts as a resident of the county.
    pub resident: bool,
}

impl fmt::Debug for HolderFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderFacts(<private>)")
    }
}

/// What a till is told about a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Neutral tier letter `A`..`Z`; `-` when no lettered group fits, and for everybody not on the roster.
    pub letter: char,
    /// Benefit groups, bit *n* set for the group with `bit = n`.
    pub groups: u32,
}

impl Standing {
    /// Somebody the center has not listed: pays the full price.
    pub const NONE: Standing = Standing { letter: '-', groups: 0 };
}

/// A stretch of days, both ends included, on which a standing does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The standing on each of these days.
    pub standing: Standing,
}

/// A benefit group of a tariff.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// 0 to 31.
    pub(crate) bit: u8,
    pub(crate) letter: Option<char>,
    pub(crate) who: Who,
}

/// Who belongs to a group: all of what is set must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    /// Completed years, included.
    pub(crate) age_from: Option<u8>,
    /// Completed years, included: it holds until the day before the next age is reached.
    pub(crate) age_to: Option<u8>,
    pub(crate) categories_any: Option<BTreeSet<String>>,
    pub(crate) rosters_any: Option<BTreeSet<String>>,
    pub(crate) resident: Option<bool>,
}

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
