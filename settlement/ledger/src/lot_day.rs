//! Days of loads and their entries.

use records::BusinessDay;

use crate::LedgerError;
use crate::error::small;

pub(crate) fn day(number: i64) -> Result<BusinessDay, LedgerError> {
    let number = small(number, "lot day")?;
    BusinessDay::from_number(number).ok_or_else(|| LedgerError::Corrupt(format!("lot day {number}")))
}

/// The county day of a moment.
pub(crate) fn today(now_us: i64) -> Result<BusinessDay, LedgerError> {
    let now = records::Moment { at_us: now_us, clock: records::ClockQuality::Network };
    let today = now.county_time().and_then(|at| BusinessDay::from_date(at.date()));
    today.ok_or(LedgerError::OutOfRange("clock"))
}
