//! What a reading of the records found, and how far it went.

use crate::Record;
use apdu::StatusWord;

/// What the records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogView {
    /// Records, newest first.
    pub entries: Vec<Record>,
    /// How the reading ended.
    pub end: LogEnd,
}

/// How the reading of records ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogEnd {
    /// There are no older ones.
    Whole,
    /// As many as were wanted; there may be older ones.
    Enough,
    /// A record is none of ours.
    Unreadable,
    /// The card refused to go on.
    Refused(StatusWord),
}
