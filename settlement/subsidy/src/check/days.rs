//! The days on which rules hold, one bit each.

use crate::placement::Placement;
use crate::rule::When;
use crate::tariff::Tariff;
use jiff::civil::Date;

/// After the last day a tariff names, its days repeat: weekdays and days of the month within 28 years.
const YEARS_AHEAD: i16 = 28;

/// The stretch of days that is looked at.
pub(super) struct Horizon {
    first: Date,
    last: Date,
}

/// A set of days of one horizon.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Days(Vec<bool>);

impl Horizon {
    /// From the day a tariff begins; a day earlier where a window of the evening before still runs then.
    pub(super) fn of(tariff: &Tariff) -> Horizon {
        let begins = tariff.effective_from;
        let crosses = tariff.windows.iter().any(crate::Window::crosses_midnight);
        let first = if crosses { begins.yesterday().unwrap_or(begins) } else { begins };
        let bounds = tariff.rules.iter().flat_map(|rule| [rule.when.first_day, rule.when.last_day]).flatten();
        let festivals = tariff.festivals.iter().flat_map(|festival| festival.days.iter().copied());
        let calendar = tariff.calendar.rest.iter().chain(&tariff.calendar.work).copied();
        let named = bounds.chain(festivals).chain(calendar).max().unwrap_or(begins).max(begins);
        let last = named.checked_add(jiff::Span::new().years(YEARS_AHEAD)).unwrap_or(Date::MAX);
        Horizon { first, last }
    }

    /// The days on which the calendar of a rule holds; its windows are not asked.
    pub(super) fn days(&self, when: &When, tariff: &Tariff) -> Days {
        let calendar = When { windows: Vec::new(), ..when.clone() };
        let holds = |day| calendar.holds(Placement { window: 0, day }, &tariff.calendar);
        Days(self.all().map(holds).collect())
    }

    /// All days but these, which are sorted.
    pub(super) fn without(&self, days: &Days, closed: &[Date]) -> Days {
        let open = self.all().zip(&days.0).map(|(day, &holds)| holds && closed.binary_search(&day).is_err());
        Days(open.collect())
    }

    fn all(&self) -> impl Iterator<Item = Date> {
        self.first.series(jiff::Span::new().days(1)).take_while(|&day| day <= self.last)
    }
}

impl Days {
    pub(super) fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    pub(super) fn meet(&self, other: &Days) -> bool {
        self.0.iter().zip(&other.0).any(|(&one, &two)| one && two)
    }

    pub(super) fn lie_within(&self, other: &Days) -> bool {
        self.0.iter().zip(&other.0).all(|(&one, &two)| !one || two)
    }
}
