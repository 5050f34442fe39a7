//! The center's clock: the only place in this crate that reads it.

use std::time::{SystemTime, UNIX_EPOCH};

use records::{BusinessDay, ClockQuality, Moment};

/// Now, UTC microseconds.
#[must_use]
pub fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A moment on the county's wall clock.
#[must_use]
pub fn county_time(at_us: i64) -> jiff::civil::DateTime {
    Moment { at_us, clock: ClockQuality::Network }.county_time().unwrap_or_default()
}

/// The county day (UTC+8) of a moment; `None` for a clock outside the calendar.
#[must_use]
pub fn county_day(at_us: i64) -> Option<BusinessDay> {
    BusinessDay::from_date(county_time(at_us).date())
}

/// The first moment of a county day, UTC microseconds.
#[must_use]
pub fn day_start_us(day: BusinessDay) -> i64 {
    jiff::tz::Offset::constant(8)
        .to_timestamp(day.date().at(0, 0, 0, 0))
        .map_or(i64::MIN, jiff::Timestamp::as_microsecond)
}

/// A moment as people read it, county time: `2024-07-15 12:00:03`.
#[must_use]
pub fn county_text(at_us: i64) -> String {
    let at = county_time(at_us);
    format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())
}

/// The clock is outside the calendar.
pub(crate) fn unset() -> crate::Failure {
    crate::Failure::Fault("系统时钟无效，请校时 · the system clock is not set".to_owned())
}
