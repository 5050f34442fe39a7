//! Start-up is recovery: the journal read from its first entry to its last.

use super::{ApplyError, Till};
use crate::entry::{Entry, EntryError};
use records::TerminalId;

/// Where and why a journal cannot be believed. The till does not start on half a memory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "流水第 {position} 条无法采信，请勿删除，联系维护人员 · journal entry {position} cannot be believed; keep the file and ask maintenance"
)]
pub struct ReplayError {
    /// The entry, counted from 1.
    pub position: u64,
    /// What is wrong with it.
    #[source]
    pub fault: ReplayFault,
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// Its bytes.
    #[error(transparent)]
    Bytes(#[from] EntryError),
    /// Its place among the others.
    #[error(transparent)]
    Place(#[from] ApplyError),
}

/// Makes the till again from the bytes of its entries.
///
/// # Errors
/// The first entry that is damaged, unknown, or does not follow from those before it.
pub fn replay<B: AsRef<[u8]>>(
    terminal: TerminalId,
    entries: impl IntoIterator<Item = B>,
) -> Result<Till, ReplayError> {
    let mut till = Till::new(terminal);
    for (position, bytes) in (1..).zip(entries) {
        till.replay_one(bytes.as_ref()).map_err(|fault| ReplayError { position, fault })?;
    }
    Ok(till)
}

impl Till {
    /// Takes in the bytes of the next entry of a journal.
    ///
    /// # Errors
    /// Bytes or place of the entry.
    pub fn replay_one(&mut self, bytes: &[u8]) -> Result<(), ReplayFault> {
        let entry = Entry::decode(bytes)?;
        self.apply(&entry)?;
        Ok(())
    }
}
