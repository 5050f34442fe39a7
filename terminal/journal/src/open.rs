//! An open journal: the [`Memory`] of a till.

use crate::create::beside;
use crate::fault::memory_fault;
use crate::probe::Probe;
use crate::recover::{Recovered, identify, recover};
use crate::writer::{Job, Writer};
use crate::{JournalFault, pragmas};
use records::{Record, TerminalId};
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, flock};
use sale::{Memory, MemoryFault, Remembered, Sealed, Till, Writing};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// How a journal is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Room that must be free on the disk before a card is touched, KiB.
    pub reserve_kib: u64,
    /// The largest the main file may grow, in pages of 4096 bytes; `None` for as large as the disk.
    pub pages_max: Option<u32>,
}

impl Default for Options {
    /// Sixteen MiB: a day's sales several times over, and their upload.
    fn default() -> Options {
        Options { reserve_kib: 16 * 1024, pages_max: None }
    }
}

/// A write under way.
#[derive(Debug)]
pub struct Ticket(Receiver<Result<Remembered, MemoryFault>>);

/// The journal of a till, open for writing. One thread of its own writes; dropping it waits for that thread.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    terminal: TerminalId,
    options: Options,
    probe: Probe,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    fault: Option<MemoryFault>,
    // Declared last: released after the writer has ended.
    _lock: File,
}

impl Journal {
    /// Opens a journal and makes its till again.
    ///
    /// # Errors
    /// A file that is missing, in use, foreign, damaged, newer, of another terminal, or on a disk that cannot
    /// be written. Nothing in it was changed.
    pub fn open(
        path: &Path,
        terminal: TerminalId,
        options: Options,
    ) -> Result<(Journal, Till), JournalFault> {
        if !path.try_exists()? {
            return Err(JournalFault::Missing(path.to_path_buf()));
        }
        if !path.try_exists()? {
            return Err(JournalFault::Missing(path.to_path_buf()));
        }
        let mut journal = Journal {
            path: path.to_path_buf(),
            terminal,
            options,
            probe: Probe::new(path, options.reserve_kib),
            jobs: None,
            writer: None,
            fault: None,
            _lock: lock(path)?,
        };
        let till = journal.start()?;
        Ok((journal, till))
    }

    /// Opens the same journal again after a fault, and makes the till anew from its first entry.
    ///
    /// # Errors
    /// As [`Journal::open`]. It may be tried again at any time.
    pub fn reopen(&mut self) -> Result<Till, JournalFault> {
        self.stop();
        self.start().inspect_err(|fault| self.fault = Some(memory_fault(fault)))
    }

    /// Records from a sequence number on, at most `limit`, for a center that has lost them.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn records_from(&self, seq: u64, limit: usize) -> Result<Vec<Record>, JournalFault> {
        crate::read::records_from(&self.path, seq, limit)
    }

    /// How records from a sequence number on were sealed.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn seals_from(&self, seq: u64) -> Result<Vec<Sealed>, JournalFault> {
        crate::read::seals_from(&self.path, seq)
    }

    fn start(&mut self) -> Result<Till, JournalFault> {
        if !self.path.try_exists()? {
            return Err(JournalFault::Missing(self.path.clone()));
        }
        let db = connect(&self.path, self.terminal, self.options)?;
        let Recovered { till, link } = recover(&db, self.terminal)?;
        let (jobs, queue) = channel();
        let writer = Writer::new(db, link);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        self.writer = Some(thread.spawn(move || writer.run(&queue))?);
        self.jobs = Some(jobs);
        self.fault = None;
        Ok(till)
    }

    fn stop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has written nothing half: its transaction was never committed.
            drop(writer.join());
        }
    }

    fn failed(&mut self, fault: MemoryFault) -> MemoryFault {
        self.fault = Some(fault.clone());
        fault
    }
}

impl Memory for Journal {
    type Ticket = Ticket;

    fn room(&mut self) -> Result<(), MemoryFault> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => self.probe.check(),
        }
    }

    fn begin(&mut self, writing: Writing) -> Result<Ticket, MemoryFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let (answer, ticket) = channel();
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(Job { writing, answer }).is_ok());
        if sent { Ok(Ticket(ticket)) } else { Err(self.failed(gone())) }
    }

    fn wait(&mut self, ticket: Ticket) -> Result<Remembered, MemoryFault> {
        ticket.0.recv().unwrap_or_else(|_| Err(gone())).map_err(|fault| self.failed(fault))
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.stop();
    }
}

fn connect(path: &Path, terminal: TerminalId, options: Options) -> Result<Connection, JournalFault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    let found = identify(&db, path)?;
    if found != terminal {
        return Err(JournalFault::OtherTerminal { found, expected: terminal });
    }
    if db.is_readonly(rusqlite::MAIN_DB)? {
        return Err(JournalFault::ReadOnly(path.display().to_string()));
    }
    pragmas::set(&db)?;
    if let Some(pages) = options.pages_max {
        // Answers with the limit in force, which is never below the pages in use.
        db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    }
    Ok(db)
}

fn gone() -> MemoryFault {
    memory_fault(&JournalFault::Database("writer gone".to_owned()))
}

/// Keeps every other program away. The lock ends with the process, however it ends. It lies on a file of its
/// own: closing any handle of the database would drop the locks SQLite holds on it.
fn lock(path: &Path) -> Result<File, JournalFault> {
    let lock = File::options().create(true).truncate(false).write(true).open(beside(path, ".lock"))?;
    flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|errno| {
        if errno == rustix::io::Errno::WOULDBLOCK {
            JournalFault::InUse(path.to_path_buf())
        } else {
            std::io::Error::from(errno).into()
        }
    })?;
    Ok(lock)
}
