//! Which days things happen on: some in a row, and the edges of months, quarters, years and leap years.

use crate::dates::{last_of, ordinal};
use crate::draw::Draw;
use jiff::civil::Date;

/// How many days one county is looked at.
const DAYS: usize = 28;

/// Days in order, each at most once.
pub(super) fn days(draw: &mut Draw) -> Vec<i64> {
    let year = i16::try_from(draw.range(2023, 2029)).unwrap_or(2024);
    let month = i8::try_from(draw.range(1, 12)).unwrap_or(1);
    let start = Date::new(year, month, 1).map_or(738_000, ordinal);
    let mut at = start + draw.range(0, 30);
    let mut days = vec![at];
    while days.len() < DAYS {
        at = match draw.range(0, 99) {
            0..60 => at + 1,
            60..82 => at + draw.range(2, 6),
            82..90 => edge(draw, at, 1),
            90..94 => edge(draw, at, 3),
            94..96 => edge(draw, at, 12),
            _ => leap(at),
        };
        days.push(at);
    }
    days
}

/// The last day of the running month, quarter or year, or one of the days around it, but a later day.
fn edge(draw: &mut Draw, at: i64, months: i64) -> i64 {
    (last_of(at, months) + draw.range(-1, 1)).max(at + 1)
}

/// The end of the next February.
fn leap(at: i64) -> i64 {
    let mut end = last_of(at, 1);
    while crate::dates::date(end).month() != 2 || end <= at {
        end = last_of(end + 1, 1);
    }
    end
}
