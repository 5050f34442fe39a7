//! The T-Union trip log, newest first, as far as it goes. At most thirty turns.

use super::card;
use super::read_log::LogEnd;
use crate::command::read_record;
use crate::file::trip::{DEPTH, LENGTH, TripEntry};
use apdu::{Dialogue, Response, StatusWord, Turn};

/// What the trip log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripView {
    /// Entries, newest first. They tell where an elder has been: show them to the holder only.
    pub entries: Vec<TripEntry>,
    /// How the reading ended.
    pub end: LogEnd,
}

/// READ RECORD of file 001E.
#[derive(Clone, Debug)]
pub struct ReadTrips {
    wanted: u8,
    entries: Vec<TripEntry>,
}

impl ReadTrips {
    /// The newest entries, at most thirty.
    #[must_use]
    pub fn newest(wanted: u8) -> ReadTrips {
        ReadTrips { wanted: wanted.clamp(1, DEPTH), entries: Vec::new() }
    }

    fn ask(&self) -> Turn<TripView> {
        let number = u8::try_from(self.entries.len()).unwrap_or(DEPTH).saturating_add(1);
        card(read_record::by_number(read_record::TRIP, number, LENGTH))
    }
}

impl Dialogue for ReadTrips {
    type Output = TripView;

    fn start(&mut self) -> Turn<TripView> {
        self.entries.clear();
        self.ask()
    }

    fn hear(&mut self, answer: &Response) -> Turn<TripView> {
        let end = match (answer.status, TripEntry::parse(&answer.data)) {
            (StatusWord::OK, Some(entry)) if entry.is_blank() => LogEnd::Whole,
            (StatusWord::OK, Some(entry)) => {
                self.entries.push(entry);
                if self.entries.len() < usize::from(self.wanted) {
                    return self.ask();
                }
                LogEnd::Enough
            }
            (StatusWord::OK, None) => LogEnd::Unreadable,
            (StatusWord::RECORD_NOT_FOUND, _) => LogEnd::Whole,
            (other, _) => LogEnd::Refused(other),
        };
        Turn::Done(TripView { entries: core::mem::take(&mut self.entries), end })
    }
}
