//! Closes accounting days by itself, at the hour that the configuration names, whichever of the center's processes
//! comes to it first.
//!
//! It works on books of its own, so intake never waits for it. A day whose sums do not agree stays unclosed; it is said
//! in the log, and tried again.

use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Time;
use ledger::{DayState, Ledger, LedgerError};
use records::BusinessDay;

use crate::closing::{Closed, close_day};
use crate::jobs::LEASE_US;
use crate::{Failure, clock};

/// Closes what is due: the days before today, once the hour has come. Days that were missed are closed as one, for
/// nothing was booked apart on them.
///
/// # Errors
/// As [`close_day`].
pub(crate) fn close_due(
    ledger: &mut Ledger,
    at: Time,
    holder: &str,
    now_us: i64,
) -> Result<Option<Closed>, Failure> {
    let now = clock::county_time(now_us);
    let Some(today) = BusinessDay::from_date(now.date()).filter(|_| now.time() >= at) else {
        return Ok(None);
    };
    let Some(due) = due(ledger, today)? else { return Ok(None) };
    let until_us = now_us.saturating_add(LEASE_US);
    let what = due.number().to_string();
    let Some(lease) = ledger.take_lease(("closing", &what), holder, now_us, until_us)? else {
        return Ok(None);
    };
    let closed = ledger.under(&lease, |ledger| close_day(ledger, Some(due), Some(today), now_us))?;
    ledger.end_lease(&lease)?;
    Ok(Some(closed))
}

/// The day to be closed: one that was left half closed, or the open one; yesterday where none was ever closed.
fn due(ledger: &Ledger, today: BusinessDay) -> Result<Option<BusinessDay>, LedgerError> {
    let days = ledger.accounting_days(3)?;
    let half = days.iter().find(|held| held.state == DayState::Cut);
    let open = days.iter().find(|held| held.state == DayState::Open);
    let yesterday = || today.date().yesterday().ok().and_then(BusinessDay::from_date);
    let due = half.or(open).map(|held| held.day);
    Ok(if days.is_empty() { yesterday() } else { due }.filter(|day| *day < today))
}

/// Looks every minute, for as long as the center runs.
pub(crate) async fn every_minute(books: PathBuf, at: Time, holder: String) {
    let mut minutes = tokio::time::interval(Duration::from_secs(60));
    loop {
        minutes.tick().await;
        let (books, holder) = (books.clone(), holder.clone());
        let work = move || close_due(&mut Ledger::open(&books)?, at, &holder, clock::now_us());
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(closed))) => {
                tracing::info!(day = %closed.day, statements = closed.statements, "Accounting day closed");
            }
            Ok(Err(failure)) => tracing::error!(error = %failure, "Accounting day is not closed"),
            Err(broken) => tracing::error!(error = %broken, "Closing broke off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use ledger::County;

    fn moment(day: i8, hour: i8, minute: i8) -> i64 {
        let day = BusinessDay::from_date(date(2024, 7, day)).unwrap();
        clock::day_start_us(day) + (i64::from(hour) * 60 + i64::from(minute)) * 60_000_000
    }

    fn county() -> Ledger {
        let mut ledger = Ledger::in_memory().unwrap();
        let county = County {
            division: 330_703,
            name: "示例县".to_owned(),
            signing_key: [7; 32],
            supervisor_code: String::new(),
        };
        ledger.open_county(&county, 1).unwrap();
        ledger
    }

    #[test]
    fn days_are_closed_at_their_hour_and_once() {
        let mut ledger = county();
        let at = Time::constant(2, 30, 0, 0);
        let table = [
            ((16, 2, 29), None),
            ((16, 2, 30), Some((15, 16))),
            ((16, 2, 31), None),
            ((17, 2, 0), None),
            ((17, 9, 0), Some((16, 17))),
            // The center was off for some days.
            ((20, 3, 0), Some((17, 20))),
            ((20, 23, 59), None),
        ];
        for ((day, hour, minute), told) in table {
            for holder in ["one", "two"] {
                let now_us = moment(day, hour, minute);
                let closed = close_due(&mut ledger, at, holder, now_us).unwrap();
                let days =
                    closed.map(|one| (one.day.date().day(), one.open.map_or(0, |open| open.date().day())));
                assert_eq!(days, told.filter(|_| holder == "one"), "{day} {hour}:{minute} {holder}");
            }
        }
    }

    /// A process that was killed between the cut-over and the end: the day is finished once its lease is over.
    #[test]
    fn a_day_left_half_closed_is_finished() {
        let mut ledger = county();
        let [half, next] =
            [date(2024, 7, 15), date(2024, 7, 16)].map(|day| BusinessDay::from_date(day).unwrap());
        let now_us = moment(16, 2, 30);
        ledger.take_lease(("closing", "20240715"), "killed", now_us, now_us + LEASE_US).unwrap().unwrap();
        ledger.cut_over(half, next, now_us).unwrap().unwrap();
        let at = Time::constant(2, 30, 0, 0);
        let soon = close_due(&mut ledger, at, "other", now_us + LEASE_US - 1);
        assert_eq!(soon.unwrap(), None);
        let closed = close_due(&mut ledger, at, "other", now_us + LEASE_US).unwrap().unwrap();
        assert_eq!((closed.day, closed.open), (half, Some(next)));
    }
}
