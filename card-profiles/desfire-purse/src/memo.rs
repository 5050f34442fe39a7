//! What goes from one conversation to the next: what a probe found, and what is remembered of a transaction.

use crate::Record;

/// What a probe found: the chip's serial and the newest record.
///
/// | bytes | field |
/// | --- | --- |
/// | 0-6 | UID |
/// | 7-46 | record |
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Memo {
    /// Serial of the chip.
    pub uid: [u8; 7],
    /// Its newest record.
    pub newest: Record,
}

/// What is remembered of a transaction before it is begun.
///
/// | bytes | field |
/// | --- | --- |
/// | 0-39 | the record that the card is to keep |
/// | 40-79 | the record that is the newest until then |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The record that the card is to keep.
    pub record: Record,
    /// The newest record until then.
    pub before: Record,
}

impl Memo {
    /// The bytes that a view carries.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.uid[..], &self.newest.to_bytes()].concat()
    }

    /// Reads them back; `None` for any other shape.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Memo> {
        let (uid, newest) = bytes.split_first_chunk::<7>()?;
        Some(Memo { uid: *uid, newest: Record::parse(newest)? })
    }
}

impl Written {
    /// The bytes that a till remembers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.record.to_bytes(), self.before.to_bytes()].concat()
    }

    /// Reads them back; `None` for any other shape.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Written> {
        let (record, before) = bytes.split_first_chunk::<40>()?;
        Some(Written { record: Record::parse(record)?, before: Record::parse(before)? })
    }
}
