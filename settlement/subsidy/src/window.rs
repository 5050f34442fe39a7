//! Times of day.

use jiff::civil::{Date, DateTime};

/// A time of day at which a service is sold, half open: `from` belongs to it, `to` does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// 1 to 16; the bit in usage counters is `code − 1`.
    pub code: u16,
    /// The name rules and services use.
    pub name: String,
    /// For people, Chinese.
    pub zh: String,
    /// For people, English.
    pub en: String,
    /// Minutes after midnight, 0 to 1439.
    pub from: u16,
    /// Minutes after midnight, 1 to 1440; before `from` when the window crosses midnight.
    pub to: u16,
}

impl Window {
    /// The day on which the window began that holds this moment, if it does.
    pub(crate) fn began(&self, at: DateTime) -> Option<Date> {
        let minute = u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).ok()?;
        match (self.from <= minute, minute < self.to) {
            (true, true) => Some(at.date()),
            (true, false) if self.crosses_midnight() => Some(at.date()),
            (false, true) if self.crosses_midnight() => at.date().yesterday().ok(),
            _ => None,
        }
    }

    /// Whether it ends on the day after it began.
    #[must_use]
    pub fn crosses_midnight(&self) -> bool {
        self.to < self.from
    }

    /// The hours as people write them, `10:30–13:30`.
    #[must_use]
    pub fn hours(&self) -> String {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        format!("{}–{}", clock(self.from), clock(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    fn window(from: u16, to: u16) -> Window {
        Window { code: 1, name: String::new(), zh: String::new(), en: String::new(), from, to }
    }

    #[test]
    fn a_window_is_half_open() {
        let lunch = window(630, 810);
        let day = Some(date(2024, 7, 15));
        assert_eq!(lunch.began(datetime(2024, 7, 15, 10, 29, 59, 0)), None);
        assert_eq!(lunch.began(datetime(2024, 7, 15, 10, 30, 0, 0)), day);
        assert_eq!(lunch.began(datetime(2024, 7, 15, 13, 29, 59, 999_999_999)), day);
        assert_eq!(lunch.began(datetime(2024, 7, 15, 13, 30, 0, 0)), None);
        assert_eq!(lunch.hours(), "10:30–13:30");
    }

    #[test]
    fn a_window_across_midnight_belongs_to_the_day_it_starts() {
        let night = window(1320, 120);
        assert_eq!(night.began(datetime(2024, 7, 15, 22, 0, 0, 0)), Some(date(2024, 7, 15)));
        assert_eq!(night.began(datetime(2024, 7, 16, 1, 59, 59, 0)), Some(date(2024, 7, 15)));
        assert_eq!(night.began(datetime(2024, 7, 16, 2, 0, 0, 0)), None);
        assert_eq!(night.began(datetime(2024, 7, 15, 21, 59, 59, 0)), None);
    }

    #[test]
    fn a_whole_day() {
        let day = window(0, 1440);
        assert_eq!(day.began(datetime(2024, 7, 15, 0, 0, 0, 0)), Some(date(2024, 7, 15)));
        assert_eq!(day.began(datetime(2024, 7, 15, 23, 59, 59, 0)), Some(date(2024, 7, 15)));
    }
}
