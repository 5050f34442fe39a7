//! The day a sale is booked on, and the minutes of a day.

use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A business day: decided once by the terminal, stored, never derived again. On paper `yyyymmdd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct BusinessDay(u32);

impl BusinessDay {
    /// From a date of the years 1 to 9999.
    #[must_use]
    pub fn from_date(date: Date) -> Option<BusinessDay> {
        let year = u32::try_from(date.year()).ok().filter(|&year| year > 0)?;
        let month = u32::try_from(date.month()).ok()?;
        let day = u32::try_from(date.day()).ok()?;
        Some(BusinessDay(year * 10_000 + month * 100 + day))
    }

    /// From `yyyymmdd`. `None` when there is no such day.
    #[must_use]
    pub fn from_number(number: u32) -> Option<BusinessDay> {
        let year = i16::try_from(number / 10_000).ok().filter(|&year| year > 0)?;
        let month = i8::try_from(number / 100 % 100).ok()?;
        let day = i8::try_from(number % 100).ok()?;
        Date::new(year, month, day).ok()?;
        Some(BusinessDay(number))
    }

    /// `yyyymmdd`.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// As a calendar date.
    #[must_use]
    pub fn date(self) -> Date {
        let part = |number: u32| i8::try_from(number % 100).unwrap_or(1);
        let year = i16::try_from(self.0 / 10_000).unwrap_or(1);
        // The constructors let only real days in.
        Date::new(year, part(self.0 / 100), part(self.0)).unwrap_or_default()
    }

    /// County midnight (UTC+8) at its start, UTC µs.
    #[must_use]
    pub fn start_us(self) -> i64 {
        let midnight = self.date().at(0, 0, 0, 0);
        let instant = jiff::tz::Offset::constant(8).to_timestamp(midnight);
        instant.map_or(i64::MIN, jiff::Timestamp::as_microsecond)
    }
}

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.date(), f)
    }
}

/// There is no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有 {0} 这一天，应写成 20240715 · no such day, write 20240715")]
pub struct NoSuchDay(pub u32);

impl TryFrom<u32> for BusinessDay {
    type Error = NoSuchDay;

    fn try_from(number: u32) -> Result<BusinessDay, NoSuchDay> {
        BusinessDay::from_number(number).ok_or(NoSuchDay(number))
    }
}

impl From<BusinessDay> for u32 {
    fn from(day: BusinessDay) -> u32 {
        day.0
    }
}

/// A minute of the day, 0 to 1440, written `HH:MM`; `24:00` is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayMinute(u16);

impl DayMinute {
    /// `None` above 1440.
    #[must_use]
    pub fn new(minute: u16) -> Option<DayMinute> {
        (minute <= 1440).then_some(DayMinute(minute))
    }

    /// Minutes since the start of the day.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for DayMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The text is not a minute of the day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} 不是时刻，应写成 10:30，最晚 24:00 · not a time of day, write 10:30, at most 24:00")]
pub struct NotAMinute(pub String);

impl FromStr for DayMinute {
    type Err = NotAMinute;

    fn from_str(text: &str) -> Result<DayMinute, NotAMinute> {
        let read = || {
            let (hour, minute) = text.split_once(':')?;
            let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            if !two(hour) || !two(minute) {
                return None;
            }
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            if minute > 59 { None } else { DayMinute::new(hour * 60 + minute) }
        };
        read().ok_or_else(|| NotAMinute(text.chars().take(24).collect()))
    }
}

impl TryFrom<String> for DayMinute {
    type Error = NotAMinute;

    fn try_from(text: String) -> Result<DayMinute, NotAMinute> {
        text.parse()
    }
}

impl From<DayMinute> for String {
    fn from(minute: DayMinute) -> String {
        minute.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        let day = BusinessDay::from_number(20_240_229).unwrap();
        assert_eq!(day.to_string(), "2024-02-29");
        assert_eq!(BusinessDay::from_date(day.date()), Some(day));
        for number in [0, 20_230_229, 20_241_301, 20_240_100, 99_991_232, u32::MAX] {
            assert_eq!(BusinessDay::from_number(number), None, "{number}");
        }
    }

    #[test]
    fn minutes() {
        for (text, minute) in [("00:00", 0), ("10:30", 630), ("24:00", 1440)] {
            assert_eq!(text.parse::<DayMinute>().map(DayMinute::minutes), Ok(minute));
            assert_eq!(DayMinute::new(minute).unwrap().to_string(), text);
        }
        for text in ["24:01", "9:00", "09:60", "0900", "+9:00", "９:00"] {
            assert!(text.parse::<DayMinute>().is_err(), "{text}");
        }
    }
}
