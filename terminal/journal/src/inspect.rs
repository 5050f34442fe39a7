//! Looking into a journal without changing it, also while its till is at work.

use crate::JournalFault;
use crate::read::read_only;
use crate::recover::{Recovered, identify, recover};
use records::TerminalId;
use sale::Till;
use std::path::Path;

/// What a journal holds. Its chain has been checked and its entries replayed.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Whose journal it is.
    pub terminal: TerminalId,
    /// Entries in it.
    pub entries: u64,
    /// Hash of the last one.
    pub head: [u8; 32],
    /// The till as it would start now.
    pub till: Till,
}

/// Reads a whole journal.
///
/// # Errors
/// As [`crate::Journal::open`], except that a running till is no hindrance.
pub fn inspect(path: &Path) -> Result<Inspection, JournalFault> {
    let mut db = read_only(path)?;
    // One view of the file from beginning to end, whatever the till adds meanwhile.
    let view = db.transaction()?;
    let terminal = identify(&view, path)?;
    let Recovered { till, link } = recover(&view, terminal)?;
    Ok(Inspection { terminal, entries: link.count, head: link.head, till })
}
