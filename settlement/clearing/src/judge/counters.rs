//! What a till says of itself: running totals, its clock, and what it announces.

use super::{Bench, about};
use crate::{Cursor, Finding, FindingKind, Outstanding};
use records::{Batch, ClockQuality, Record, Running};

/// Backwards by less than this is the network setting a clock, not a clock going back.
const CLOCK_SLACK_US: i64 = 2 * 60 * 1_000_000;

/// Sealed later than this after the tap is late: field terminals refuse to sell after seven days offline.
const LATE_US: i64 = 7 * 24 * 60 * 60 * 1_000_000;

impl Bench<'_> {
    /// Running totals and clocks must follow from record to record.
    pub(super) fn follow_counters(&mut self, batch: &Batch, cursor: &Cursor) -> Running {
        let mut running = cursor.running;
        let mut last_tap_us = cursor.last_tap_us;
        let mut guessed = false;
        for record in &batch.records {
            let due = running.plus(record.kind, record.price, record.benefit);
            if due != Ok(record.running) {
                let expected = due.ok().map(|due| due.price);
                let found = Some(record.running.price);
                self.note(Finding { expected, found, ..about(FindingKind::RunningTotalBreak, record) });
            }
            running = record.running;
            if record.tap.clock == ClockQuality::Guess && !core::mem::replace(&mut guessed, true) {
                self.note(about(FindingKind::ClockGuess, record));
            }
            if last_tap_us.saturating_sub(record.tap.at_us) > CLOCK_SLACK_US {
                self.note(about(FindingKind::ClockBack, record));
            }
            last_tap_us = record.tap.at_us;
        }
        self.told_in_time(batch);
        running
    }

    /// One finding for records that were sealed long after their taps, one for those that were tapped later still.
    fn told_in_time(&mut self, batch: &Batch) {
        let age = |record: &&Record| batch.sealed_at_us.saturating_sub(record.tap.at_us);
        let late = batch.records.iter().find(|record| age(record) > LATE_US);
        let early = batch.records.iter().find(|record| age(record) < -CLOCK_SLACK_US);
        if let Some(record) = late {
            self.note(about(FindingKind::LateRecord, record));
        }
        if let Some(record) = early {
            self.note(about(FindingKind::EarlyRecord, record));
        }
    }

    /// What the terminal says it wrote, less what was delivered.
    pub(super) fn announced(&mut self, batch: &Batch, after: Running) -> Outstanding {
        let said = batch.announced;
        let rest = || {
            let count = said.running.count.checked_sub(after.count)?;
            let price = said.running.price.checked_sub(after.price)?;
            let benefit = said.running.benefit.checked_sub(after.benefit)?;
            let sane = !price.is_negative() && !benefit.is_negative() && said.seq >= batch.through_seq();
            sane.then_some(Outstanding { count, price, benefit })
        };
        rest().unwrap_or_else(|| {
            let (expected, found) = (Some(after.price), Some(said.running.price));
            let kind = FindingKind::AnnouncedWrong;
            let finding = Finding::about(kind, batch.terminal, batch.first_seq);
            self.note(Finding { expected, found, ..finding });
            Outstanding::default()
        })
    }
}
