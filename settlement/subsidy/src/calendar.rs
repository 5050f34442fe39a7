//! Working days, days off and festivals: listed, never computed.

use crate::text::Shift;
use jiff::civil::{Date, Weekday};

/// The days a tariff knows about. Sorted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendar {
    pub(crate) rest: Vec<Date>,
    pub(crate) work: Vec<Date>,
}

/// A festival and its days, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Festival {
    pub(crate) name: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) days: Vec<Date>,
}

impl Calendar {
    /// Whether people work on a day: the lists decide, and the week where they are silent.
    pub(crate) fn works(&self, day: Date) -> bool {
        if self.rest.binary_search(&day).is_ok() {
            return false;
        }
        self.work.binary_search(&day).is_ok() || !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Whether a day is one of the days of a month (bit *n − 1* for day *n*), moved as `shift` says.
    pub(crate) fn is_day_of_month(&self, days: u32, shift: Shift, day: Date) -> bool {
        match shift {
            Shift::None => listed(days, day.day()),
            Shift::MonthEnd => {
                let last = day.day() == day.days_in_month();
                listed(days, day.day()) || (last && (day.day()..31).any(|missing| listed(days, missing + 1)))
            }
            Shift::NextWorkday => self.works(day) && self.moved_here(days, day),
        }
    }

    /// Whether a working day is listed itself, or comes right after days off of which one is listed.
    fn moved_here(&self, days: u32, day: Date) -> bool {
        let mut day = day;
        loop {
            if listed(days, day.day()) {
                return true;
            }
            match day.yesterday() {
                Ok(before) if !self.works(before) => day = before,
                _ => return false,
            }
        }
    }
}

fn listed(days: u32, day: i8) -> bool {
    u32::try_from(day - 1).is_ok_and(|shift| days.checked_shr(shift).unwrap_or(0) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const FIRST_AND_FIFTEENTH: u32 = 1 | 1 << 14;
    const THIRTY_FIRST: u32 = 1 << 30;

    fn national_day() -> Calendar {
        Calendar {
            rest: (1..=7).map(|day| date(2024, 10, day)).collect(),
            work: vec![date(2024, 9, 29), date(2024, 10, 12)],
        }
    }

    #[test]
    fn the_lists_outrank_the_week() {
        let calendar = national_day();
        for (day, works) in [
            (date(2024, 9, 27), true),
            (date(2024, 9, 28), false),
            (date(2024, 9, 29), true),
            (date(2024, 10, 1), false),
            (date(2024, 10, 7), false),
            (date(2024, 10, 8), true),
            (date(2024, 10, 12), true),
            (date(2024, 10, 13), false),
        ] {
            assert_eq!(calendar.works(day), works, "{day}");
        }
    }

    #[test]
    fn days_of_a_month_move_as_the_rule_says() {
        let calendar = national_day();
        for (days, shift, day, holds) in [
            (FIRST_AND_FIFTEENTH, Shift::None, date(2024, 7, 15), true),
            (FIRST_AND_FIFTEENTH, Shift::None, date(2024, 7, 16), false),
            (FIRST_AND_FIFTEENTH, Shift::None, date(2024, 9, 15), true),
            (THIRTY_FIRST, Shift::None, date(2024, 6, 30), false),
            (THIRTY_FIRST, Shift::MonthEnd, date(2024, 6, 30), true),
            (THIRTY_FIRST, Shift::MonthEnd, date(2024, 6, 29), false),
            (THIRTY_FIRST, Shift::MonthEnd, date(2024, 7, 30), false),
            (THIRTY_FIRST, Shift::MonthEnd, date(2024, 7, 31), true),
            (THIRTY_FIRST, Shift::MonthEnd, date(2024, 2, 29), true),
            (1 << 28, Shift::MonthEnd, date(2023, 2, 28), true),
            // The 1st of October to the 7th are off; the 8th is the first working day.
            (FIRST_AND_FIFTEENTH, Shift::NextWorkday, date(2024, 10, 1), false),
            (FIRST_AND_FIFTEENTH, Shift::NextWorkday, date(2024, 10, 8), true),
            (FIRST_AND_FIFTEENTH, Shift::NextWorkday, date(2024, 10, 9), false),
            // The 15th of September is a Sunday.
            (FIRST_AND_FIFTEENTH, Shift::NextWorkday, date(2024, 9, 15), false),
            (FIRST_AND_FIFTEENTH, Shift::NextWorkday, date(2024, 9, 16), true),
            (FIRST_AND_FIFTEENTH, Shift::NextWorkday, date(2024, 10, 15), true),
        ] {
            assert_eq!(calendar.is_day_of_month(days, shift, day), holds, "{shift:?} {day}");
        }
    }
}
