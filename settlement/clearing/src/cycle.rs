//! Settlement cycles (结算周期): on which closed days a merchant's statements become a settlement.
//!
//! As text: `daily:3`, `limit:5000` (yuan), `weekly:mon,fri`, `monthly:5,20,32` (32: the last day, whichever it is),
//! `daily+month-end:3`, `limit+month-end:5000`, `quarter-end`. A 29th, 30th or 31st comes in the months that have
//! one; nothing slides.

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use money::Fen;

/// The last day of a month, among its days.
const LAST: u8 = 32;

/// When a merchant is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cycle {
    /// 01: after so many days.
    Daily(u16),
    /// 02: once so much is unpaid.
    Limit(Fen),
    /// 03: on days of the week, 1 (Monday) to 7.
    Weekly(BTreeSet<i8>),
    /// 04: on days of the month; 32 is the last.
    Monthly(BTreeSet<u8>),
    /// 05: after so many days, and on the last of a month.
    DailyMonthEnd(u16),
    /// 06: once so much is unpaid, and on the last of a month.
    LimitMonthEnd(Fen),
    /// 07: on the last of March, June, September and December.
    QuarterEnd,
}

impl Cycle {
    /// Its code, 1 to 7.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Cycle::Daily(_) => 1,
            Cycle::Limit(_) => 2,
            Cycle::Weekly(_) => 3,
            Cycle::Monthly(_) => 4,
            Cycle::DailyMonthEnd(_) => 5,
            Cycle::LimitMonthEnd(_) => 6,
            Cycle::QuarterEnd => 7,
        }
    }

    /// Whether a merchant is settled at the close of a day, when so much is unpaid and that for so many days, the
    /// first and this one counted.
    #[must_use]
    pub fn due(&self, day: Date, waiting: u32, unpaid: Fen) -> bool {
        let month_end = day == day.last_of_month();
        match self {
            Cycle::Daily(days) => waiting >= u32::from(*days),
            Cycle::Limit(limit) => unpaid >= *limit,
            Cycle::Weekly(days) => days.contains(&day.weekday().to_monday_one_offset()),
            Cycle::Monthly(days) => {
                let number = u8::try_from(day.day()).unwrap_or(0);
                days.contains(&number) || (month_end && days.contains(&LAST))
            }
            Cycle::DailyMonthEnd(days) => month_end || waiting >= u32::from(*days),
            Cycle::LimitMonthEnd(limit) => month_end || unpaid >= *limit,
            Cycle::QuarterEnd => month_end && day.month() % 3 == 0,
        }
    }
}

const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |words: Vec<String>| words.join(",");
        match self {
            Cycle::Daily(days) => write!(f, "daily:{days}"),
            Cycle::Limit(limit) => write!(f, "limit:{limit}"),
            Cycle::Weekly(days) => {
                let on = |(_, day): &&(&str, Weekday)| days.contains(&day.to_monday_one_offset());
                let words = WEEK.iter().filter(on).map(|(word, _)| (*word).to_owned());
                write!(f, "weekly:{}", listed(words.collect()))
            }
            Cycle::Monthly(days) => {
                write!(f, "monthly:{}", listed(days.iter().map(u8::to_string).collect()))
            }
            Cycle::DailyMonthEnd(days) => write!(f, "daily+month-end:{days}"),
            Cycle::LimitMonthEnd(limit) => write!(f, "limit+month-end:{limit}"),
            Cycle::QuarterEnd => f.write_str("quarter-end"),
        }
    }
}

/// The text is not a cycle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} 不是结算周期，应写成 daily:1、limit:5000（元）、weekly:mon,fri、monthly:5,20,32（32 为月末）、daily+month-end:1、limit+month-end:5000 或 quarter-end · not a settlement cycle, write one of these"
)]
pub struct CycleError(pub String);

impl FromStr for Cycle {
    type Err = CycleError;

    fn from_str(text: &str) -> Result<Cycle, CycleError> {
        read(text).ok_or_else(|| CycleError(text.chars().take(40).collect()))
    }
}

fn read(text: &str) -> Option<Cycle> {
    if text == "quarter-end" {
        return Some(Cycle::QuarterEnd);
    }
    let (word, rest) = text.split_once(':')?;
    let number = |text: &str| text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let days = || number(rest).filter(|days| (1..=366).contains(days));
    let limit = || rest.parse::<Fen>().ok().filter(|limit| *limit > Fen::ZERO);
    match word {
        "daily" => days().map(Cycle::Daily),
        "limit" => limit().map(Cycle::Limit),
        "daily+month-end" => days().map(Cycle::DailyMonthEnd),
        "limit+month-end" => limit().map(Cycle::LimitMonthEnd),
        "weekly" => {
            let day = |word: &str| {
                let known = WEEK.iter().find(|(known, _)| *known == word);
                known.map(|(_, day)| day.to_monday_one_offset())
            };
            rest.split(',').map(day).collect::<Option<_>>().map(Cycle::Weekly)
        }
        "monthly" => {
            let day = |word: &str| {
                number(word).and_then(|day| u8::try_from(day).ok()).filter(|day| (1..=LAST).contains(day))
            };
            rest.split(',').map(day).collect::<Option<_>>().map(Cycle::Monthly)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_read_back_and_have_their_codes() {
        for (text, code) in [
            ("daily:1", 1),
            ("limit:5000.00", 2),
            ("weekly:mon,fri", 3),
            ("monthly:5,20,32", 4),
            ("daily+month-end:10", 5),
            ("limit+month-end:0.01", 6),
            ("quarter-end", 7),
        ] {
            let cycle: Cycle = text.parse().unwrap();
            assert_eq!((cycle.to_string().as_str(), cycle.code()), (text, code));
        }
        for (text, written) in [
            ("limit:5000", "limit:5000.00"),
            ("weekly:fri,mon,fri", "weekly:mon,fri"),
            ("monthly:32,5", "monthly:5,32"),
        ] {
            assert_eq!(text.parse::<Cycle>().unwrap().to_string(), written);
        }
        for text in [
            "",
            "daily",
            "daily:",
            "daily:0",
            "daily:+1",
            "daily:367",
            "daily:1.5",
            "limit:0",
            "limit:-5",
            "limit:1.005",
            "weekly:",
            "weekly:friday",
            "weekly:mon,,fri",
            "monthly:0",
            "monthly:33",
            "monthly:5,",
            "monthly:300",
            "quarter-end:1",
            "yearly:1",
            "DAILY:1",
        ] {
            assert!(text.parse::<Cycle>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_on_which_a_merchant_is_settled() {
        // 2024-07-15 is a Monday; 2024 is a leap year.
        for (cycle, day, waiting, unpaid, due) in [
            ("daily:1", "2024-07-15", 1, 0, true),
            ("daily:3", "2024-07-15", 2, 9_999_999, false),
            ("daily:3", "2024-07-15", 3, 0, true),
            ("daily:3", "2024-07-31", 1, 0, false),
            ("limit:5000", "2024-07-15", 300, 499_999, false),
            ("limit:5000", "2024-07-15", 1, 500_000, true),
            ("limit:5000", "2024-07-15", 1, -500_000, false),
            ("limit:5000", "2024-07-31", 1, 499_999, false),
            ("weekly:mon,fri", "2024-07-15", 1, 0, true),
            ("weekly:mon,fri", "2024-07-18", 1, 0, false),
            ("weekly:mon,fri", "2024-07-19", 1, 0, true),
            ("weekly:sun", "2024-07-21", 1, 0, true),
            ("monthly:5,20,32", "2024-07-05", 1, 0, true),
            ("monthly:5,20,32", "2024-07-06", 1, 0, false),
            ("monthly:5,20,32", "2024-07-31", 1, 0, true),
            ("monthly:5,20,32", "2024-07-30", 1, 0, false),
            ("monthly:32", "2024-06-30", 1, 0, true),
            ("monthly:32", "2024-02-28", 1, 0, false),
            ("monthly:32", "2024-02-29", 1, 0, true),
            ("monthly:32", "2023-02-28", 1, 0, true),
            ("monthly:31", "2024-06-30", 1, 0, false),
            ("monthly:31", "2024-07-31", 1, 0, true),
            ("monthly:29", "2023-02-28", 1, 0, false),
            ("daily+month-end:10", "2024-02-29", 1, 0, true),
            ("daily+month-end:10", "2024-02-28", 9, 0, false),
            ("daily+month-end:10", "2024-02-28", 10, 0, true),
            ("limit+month-end:5000", "2024-06-30", 1, 1, true),
            ("limit+month-end:5000", "2024-06-29", 1, 499_999, false),
            ("limit+month-end:5000", "2024-06-29", 1, 500_000, true),
            ("quarter-end", "2024-03-31", 1, 0, true),
            ("quarter-end", "2024-03-30", 1, 0, false),
            ("quarter-end", "2024-04-30", 1, 0, false),
            ("quarter-end", "2024-06-30", 1, 0, true),
            ("quarter-end", "2024-09-30", 1, 0, true),
            ("quarter-end", "2024-12-31", 1, 0, true),
            ("quarter-end", "2024-02-29", 1, 0, false),
        ] {
            let told: Cycle = cycle.parse().unwrap();
            assert_eq!(told.due(day.parse().unwrap(), waiting, Fen(unpaid)), due, "{cycle} {day}");
        }
    }
}
