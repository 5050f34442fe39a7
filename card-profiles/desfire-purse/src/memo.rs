//! What a view carries from the probe to the conversations after it.

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

impl core::fmt::Debug for Memo {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Memo").field("newest", &self.newest).finish_non_exhaustive()
    }
}
