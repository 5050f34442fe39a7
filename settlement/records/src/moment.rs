//! A moment, and how well it is known.

/// How the terminal knew the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockQuality {
    /// Set from the network, and close enough ago to trust.
    Network,
    /// A clock chip with a battery.
    ClockChip,
    /// A guess: the last time written down, or worse.
    Guess,
}

impl ClockQuality {
    /// The number in a record.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            ClockQuality::Network => 1,
            ClockQuality::ClockChip => 2,
            ClockQuality::Guess => 3,
        }
    }

    /// The quality with this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<ClockQuality> {
        match code {
            1 => Some(ClockQuality::Network),
            2 => Some(ClockQuality::ClockChip),
            3 => Some(ClockQuality::Guess),
            _ => None,
        }
    }
}

/// A moment in UTC microseconds since 1970, with the quality of the clock that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// UTC microseconds since 1970-01-01.
    pub at_us: i64,
    /// How it was known.
    pub clock: ClockQuality,
}

impl Moment {
    /// The moment on a county wall clock (UTC+8, the whole year). `None` beyond the calendar.
    #[must_use]
    pub fn county_time(self) -> Option<jiff::civil::DateTime> {
        let instant = jiff::Timestamp::from_microsecond(self.at_us).ok()?;
        Some(jiff::tz::Offset::constant(8).to_datetime(instant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn county_time_is_eight_hours_ahead() {
        let moment = Moment { at_us: 1_721_016_000_000_000, clock: ClockQuality::Network };
        assert_eq!(moment.county_time().unwrap().to_string(), "2024-07-15T12:00:00");
        assert_eq!(Moment { at_us: i64::MAX, ..moment }.county_time(), None);
    }
}
