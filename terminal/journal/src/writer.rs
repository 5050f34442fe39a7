//! The one thread that writes: an entry, a transaction, a sync, an answer.

use crate::JournalFault;
use crate::chain::Link;
use crate::fault::memory_fault;
use rusqlite::{Connection, TransactionBehavior};
use sale::{Entry, MemoryFault, Remembered, Writing};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// How long nobody must have wanted anything before the log is copied into the main file.
const IDLE: Duration = Duration::from_millis(1500);
/// Entries in the log that make the copy worth its syncs.
const WORTH_COPYING: u32 = 100;
/// Entries in the log after which the copy waits no longer for a quiet moment.
const TOO_MANY: u32 = 10_000;

pub(crate) struct Job {
    pub(crate) writing: Writing,
    pub(crate) answer: Sender<Result<Remembered, MemoryFault>>,
}

pub(crate) struct Writer {
    db: Connection,
    link: Link,
    fault: Option<MemoryFault>,
    uncopied: u32,
}

impl Writer {
    pub(crate) fn new(db: Connection, link: Link) -> Writer {
        Writer { db, link, fault: None, uncopied: 0 }
    }

    /// Writes until the journal is dropped.
    pub(crate) fn run(mut self, queue: &Receiver<Job>) {
        loop {
            match queue.recv_timeout(IDLE) {
                Ok(Job { writing, answer }) => {
                    let result = self.remember(writing);
                    // Nobody waits any more when the till is going down; the entry is on disk all the same.
                    drop(answer.send(result));
                    if self.uncopied >= TOO_MANY {
                        self.copy();
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.uncopied >= WORTH_COPYING => self.copy(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// After a failure nothing more is written: what is on the disk is known only by reading it again.
    fn remember(&mut self, writing: Writing) -> Result<Remembered, MemoryFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        match self.append(writing.bytes()) {
            Ok(link) => {
                self.link = link;
                self.uncopied = self.uncopied.saturating_add(1);
                Ok(writing.kept())
            }
            Err(fault) => {
                let fault = memory_fault(&fault);
                self.fault = Some(fault.clone());
                Err(fault)
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Link, JournalFault> {
        let undecodable = |error: sale::EntryError| JournalFault::Database(error.to_string());
        let entry = Entry::decode(bytes).map_err(undecodable)?;
        let link = self.link.next(bytes).ok_or(JournalFault::Full)?;
        let number = |number: u64| i64::try_from(number).map_err(|_| JournalFault::Full);
        let seq = number(link.count)?;
        let whole = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        whole.prepare_cached("INSERT INTO entry (seq, bytes, hash) VALUES (?1, ?2, ?3)")?.execute((
            seq,
            bytes,
            &link.head[..],
        ))?;
        if let Some(record) = entry.record() {
            whole
                .prepare_cached("INSERT INTO record (seq, entry) VALUES (?1, ?2)")?
                .execute((number(record.seq)?, seq))?;
        }
        whole.commit()?;
        Ok(link)
    }

    /// Copies the log into the main file. A failure here loses nothing: the log stays.
    fn copy(&mut self) {
        let copied: Result<i64, _> =
            self.db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(0));
        if copied.is_ok() {
            self.uncopied = 0;
        }
    }
}
