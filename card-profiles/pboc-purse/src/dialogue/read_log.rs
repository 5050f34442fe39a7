//! The transaction log, newest first, as far as it goes.

use super::card;
use super::torn::Intention;
use crate::command::read_record;
use crate::file::log::{DEPTH, LENGTH, LogEntry, is_blank};
use apdu::{Dialogue, Response, StatusWord, Turn};

/// What the log says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    /// Entries, newest first.
    pub entries: Vec<LogEntry>,
    /// How the reading ended.
    pub end: LogEnd,
}

/// How the reading of a log ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogEnd {
    /// There are no older entries: the log has never been full.
    Whole,
    /// As many as were wanted; there may be older ones.
    Enough,
    /// A record has another shape than the standard's.
    Unreadable,
    /// The card refused to go on.
    Refused(StatusWord),
}

/// READ RECORD of file 0018, at most ten turns.
#[derive(Clone, Debug)]
pub struct ReadLog {
    wanted: u8,
    until: Option<Intention>,
    entries: Vec<LogEntry>,
}

impl ReadLog {
    /// The newest entries, at most ten.
    #[must_use]
    pub fn newest(wanted: u8) -> ReadLog {
        ReadLog { wanted: wanted.clamp(1, DEPTH), until: None, entries: Vec::new() }
    }

    /// As far as the entry of this purchase.
    pub(super) fn until(intention: Intention) -> ReadLog {
        ReadLog { until: Some(intention), ..ReadLog::newest(DEPTH) }
    }

    fn ask(&self) -> Turn<LogView> {
        let number = u8::try_from(self.entries.len()).unwrap_or(DEPTH).saturating_add(1);
        card(read_record::by_number(read_record::LOG, number, LENGTH))
    }
}

impl Dialogue for ReadLog {
    type Output = LogView;

    fn start(&mut self) -> Turn<LogView> {
        self.entries.clear();
        self.ask()
    }

    fn hear(&mut self, answer: &Response) -> Turn<LogView> {
        let end = match answer.status {
            StatusWord::OK if is_blank(&answer.data) => LogEnd::Whole,
            StatusWord::OK => match LogEntry::parse(&answer.data) {
                Some(entry) => {
                    let found = self.until.is_some_and(|intention| intention.wrote(&entry));
                    self.entries.push(entry);
                    if !found && self.entries.len() < usize::from(self.wanted) {
                        return self.ask();
                    }
                    LogEnd::Enough
                }
                None => LogEnd::Unreadable,
            },
            StatusWord::RECORD_NOT_FOUND => LogEnd::Whole,
            other => LogEnd::Refused(other),
        };
        Turn::Done(LogView { entries: core::mem::take(&mut self.entries), end })
    }
}
