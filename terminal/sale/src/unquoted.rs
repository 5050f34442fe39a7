//! Before the card is touched: clock, disk, backlog, and no sale that waits for its card.

use crate::memory::Memory;
use crate::{Refusal, Rules, Till};
use records::{ClockQuality, Moment};

const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 24 * 3600 * SECOND_US;

/// The county's choices for a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Seconds within which the same card is not served again (E20).
    pub repeat_tap_seconds: u32,
    /// Days the oldest record may wait for upload (E31); `None` for any number.
    pub offline_days_max: Option<u16>,
    /// Records that may wait for upload (E32).
    pub pending_max: usize,
    /// Seconds the clock may stand behind the latest moment written down: a network clock steps a little.
    pub clock_slack_seconds: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            repeat_tap_seconds: 10,
            offline_days_max: None,
            pending_max: 100_000,
            clock_slack_seconds: 120,
        }
    }
}

/// A tap that may go on to the card. Its moment decides window, day and age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Unquoted {
    pub(crate) tap: Moment,
    pub(crate) limits: Limits,
}

impl Unquoted {
    /// Checks everything that can be checked without a card.
    ///
    /// # Errors
    /// The first reason not to sell, in order of precedence. A sale that waits for its card is
    /// [`Refusal::SameCardAgain`]: let the card speak through [`Till::recall`].
    pub fn begin<M: Memory>(
        till: &Till,
        rules: &Rules,
        limits: Limits,
        tap: Moment,
        memory: &mut M,
    ) -> Result<Unquoted, Refusal> {
        if is_wrong(tap, till, rules, limits) {
            return Err(Refusal::ClockWrong);
        }
        if rules.terminal != till.terminal() || rules.effective_from_us > tap.at_us {
            return Err(Refusal::NoParameters);
        }
        let oldest_us = till.outbox().next().map_or(tap.at_us, |record| record.tap.at_us);
        let waited_us = tap.at_us.saturating_sub(oldest_us);
        if limits.offline_days_max.is_some_and(|days| waited_us > i64::from(days).saturating_mul(DAY_US)) {
            return Err(Refusal::OfflineTooLong);
        }
        if till.pending() >= limits.pending_max {
            return Err(Refusal::PendingFull);
        }
        memory.room().map_err(|fault| fault.refusal())?;
        if till.open().is_some() {
            return Err(Refusal::SameCardAgain);
        }
        Ok(Unquoted { tap, limits })
    }
}

/// A clock before what is written down is wrong, unless the network says so: then what is written down was
/// ahead. No clock is before the signature under its own parameters. A clock that runs ahead cannot be told
/// from a true one here; the record says how the time was known.
fn is_wrong(tap: Moment, till: &Till, rules: &Rules, limits: Limits) -> bool {
    let written_us = match tap.clock {
        ClockQuality::Network => i64::MIN,
        ClockQuality::ClockChip | ClockQuality::Guess => till.latest_us().unwrap_or(i64::MIN),
    };
    let slack_us = i64::from(limits.clock_slack_seconds).saturating_mul(SECOND_US);
    let floor_us = written_us.max(rules.issued_at_us).saturating_sub(slack_us);
    tap.at_us < floor_us || tap.county_time().is_none()
}
