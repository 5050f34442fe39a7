//! What a till writes down besides sales: parameters that came into force, and the end of a day.

use crate::entry::Entry;
use crate::{Refusal, Step, Till};
use records::{BusinessDay, Kind, Moment, Record, RunningError};

/// Parameters that are remembered as in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Version of the package.
    pub version: u32,
}

/// A day that is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayClosed {
    /// The record that says so.
    pub record: Record,
}

impl Till {
    /// Parameters come into force; the package itself is kept elsewhere, under this hash.
    pub fn install(&self, version: u32, hash: [u8; 32]) -> Step<Installed> {
        Step::new(Entry::ParametersInstalled { version, hash }, Installed { version })
    }

    /// Closes a business day. Closing is only a record in the stream: nothing stops, nothing is lost.
    ///
    /// # Errors
    /// [`Refusal::SameCardAgain`] while a sale waits for its card; [`Refusal::JournalFault`] when totals do not
    /// fit.
    pub fn close_day(&self, day: BusinessDay, now: Moment) -> Result<Step<DayClosed>, Refusal> {
        if self.open().is_some() {
            return Err(Refusal::SameCardAgain);
        }
        let blank = Record { tap: now, ..Record::blank(Kind::DayClose, self.terminal(), day) };
        let record = self.place().put(blank, Kind::DayClose);
        let record = record.map_err(|RunningError| Refusal::JournalFault)?;
        let entry = Entry::DayClosed { record: Box::new(record.clone()) };
        Ok(Step::new(entry, DayClosed { record }))
    }
}
