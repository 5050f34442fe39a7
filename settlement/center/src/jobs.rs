//! What the center does by itself, once a county day, whichever of its processes comes to it first.
//!
//! A job is done under a lease in the books. A process that is killed in the middle leaves it, and another takes over
//! once it has expired; the steps of one that was only slow are refused from then on. So a job must bear being begun
//! again from any of its steps, and is never done by two.

use std::time::Duration;

use ledger::{Ledger, LedgerError};
use records::BusinessDay;

use crate::hex::hex;
use crate::{Books, Failure, clock, random, roster};

/// How long a job may take before another process may think that its holder is dead.
pub(crate) const LEASE_US: i64 = 5 * 60 * 1_000_000;

struct Job {
    name: &'static str,
    run: fn(&mut Ledger, BusinessDay, i64) -> Result<(), LedgerError>,
}

/// In this order.
const JOBS: [Job; 1] = [
    // A new year wants a new roster: the spans reach to the end of the next one.
    Job { name: "roster", run: |ledger, today, now_us| roster::refresh(ledger, today, now_us).map(|_| ()) },
];

/// A name for this process, for people who look into the books.
pub(crate) fn holder() -> Result<String, Failure> {
    Ok(format!("{}-{}", std::process::id(), hex(&random::bytes::<4>()?)))
}

/// Does what nobody has done yet today; which jobs those were.
pub(crate) fn run_due(
    ledger: &mut Ledger,
    holder: &str,
    now_us: i64,
) -> Result<Vec<&'static str>, LedgerError> {
    let mut done = Vec::new();
    let Some(today) = clock::county_day(now_us) else { return Ok(done) };
    let day = today.number().to_string();
    for job in &JOBS {
        // Asked without a step: nothing else is judged anew because of it.
        if ledger.lease_done(job.name)? >= day {
            continue;
        }
        let until_us = now_us.saturating_add(LEASE_US);
        let taken = ledger.take_lease((job.name, &day), holder, now_us, until_us)?;
        let Some(lease) = taken else { continue };
        ledger.under(&lease, |ledger| (job.run)(ledger, today, now_us))?;
        ledger.end_lease(&lease)?;
        done.push(job.name);
    }
    Ok(done)
}

/// Looks every minute, for as long as the center runs.
pub(crate) async fn every_minute(books: Books, holder: String) {
    let mut minutes = tokio::time::interval(Duration::from_secs(60));
    loop {
        minutes.tick().await;
        let holder = holder.clone();
        let ran = books.write(move |ledger| run_due(ledger, &holder, clock::now_us())).await;
        match ran {
            Ok(done) if done.is_empty() => {}
            Ok(done) => tracing::info!(jobs = ?done, "Jobs of the day done"),
            // The next minute is another try.
            Err(error) => tracing::warn!(error = %error, "Jobs of the day wait"),
        }
    }
}
