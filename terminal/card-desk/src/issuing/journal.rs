//! The journal's file: SQLite, synchronous FULL, a hash chain, and a story that is told again at every opening.

use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use records::sha256;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Contradiction, Entry, Story};

/// "LCDK": this file is a desk's journal.
const APPLICATION_ID: i64 = 0x4C43_444B;
const USER_VERSION: i64 = 1;
/// Set, and believed only when read back.
const SETTINGS: &[(&str, &str)] =
    &[("journal_mode", "wal"), ("synchronous", "2"), ("trusted_schema", "0"), ("cell_size_check", "1")];

/// Why the journal cannot be used. No card is touched without it.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It cannot be opened.
    #[error(
        "台账 {path} 无法打开（{reason}），卡未动；请检查目录与权限 · the journal cannot be opened, no card was touched; check folder and permissions"
    )]
    Unopened {
        /// Where.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Not ours, or not as we wrote it.
    #[error(
        "台账在第 {0} 条损坏或被改动，卡未动；请停用本台并从备份核对 · the journal is damaged or altered at entry {0}, no card was touched; stop this desk and compare with the backup"
    )]
    Damaged(i64),
    /// A setting was not taken.
    #[error(
        "台账的设置 {0} 未生效，卡未动；请把台账放在本地磁盘 · a setting of the journal was not taken, no card was touched; keep it on a local disk"
    )]
    Setting(&'static str),
    /// It could not be written.
    #[error(
        "台账写入失败（{0}），后续步骤未做；请检查磁盘 · the journal cannot be written, nothing further was done; check the disk"
    )]
    Unwritten(String),
    /// The entry does not fit.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> JournalError {
        JournalError::Unwritten(error.to_string())
    }
}

/// An entry as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Number, from 1.
    pub seq: i64,
    /// UTC microseconds.
    pub at_us: i64,
    /// What happened.
    pub entry: Entry,
}

/// The open journal. One process writes: SQLite's lock is kept while it is open.
#[derive(Debug)]
pub struct Journal {
    db: Connection,
    head: [u8; 32],
    next: i64,
    story: Story,
}

impl Journal {
    /// Opens the journal, or makes it; tells its story again.
    ///
    /// # Errors
    /// A file that is none of ours, is damaged, or is open elsewhere.
    pub fn open(path: &Path) -> Result<Journal, JournalError> {
        let unopened = |reason: String| JournalError::Unopened { path: path.display().to_string(), reason };
        // Made by us, so that nobody else may read it.
        let file = std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path);
        file.map_err(|error| unopened(error.to_string()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|error| unopened(error.to_string()))?;
        let ready = (|| {
            db.busy_timeout(Duration::from_secs(2))?;
            db.pragma_update(None, "locking_mode", "exclusive")
        })();
        ready.map_err(|error| unopened(error.to_string()))?;
        for (name, wanted) in SETTINGS {
            set(&db, name, wanted)?;
        }
        let mut journal = Journal { db, head: [0; 32], next: 1, story: Story::default() };
        journal
            .prepare()
            .map_err(|error| unopened(error.to_string()))?
            .then_some(())
            .ok_or(JournalError::Damaged(0))?;
        journal.replay()?;
        Ok(journal)
    }

    /// Makes the tables of a new file; whether the file is a journal of ours.
    fn prepare(&mut self) -> rusqlite::Result<bool> {
        let number =
            |db: &Connection, name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let tables: i64 =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", USER_VERSION)?;
        }
        let ours = number(&transaction, "application_id")? == APPLICATION_ID
            && number(&transaction, "user_version")? == USER_VERSION;
        transaction.commit()?;
        Ok(ours)
    }

    fn replay(&mut self) -> Result<(), JournalError> {
        for Logged { seq, at_us, entry } in self.read()? {
            self.story.hear(&entry).map_err(|_| JournalError::Damaged(seq))?;
            let body = text(&entry)?;
            self.head = link(&self.head, seq, at_us, &body);
            self.next = seq.saturating_add(1);
        }
        Ok(())
    }

    /// Every entry in order, checked against the chain.
    ///
    /// # Errors
    /// A missing or altered entry.
    pub fn read(&self) -> Result<Vec<Logged>, JournalError> {
        let mut statement = self.db.prepare("SELECT seq, at_us, body, hash FROM entry ORDER BY seq")?;
        let rows = statement.query_map([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, Vec<u8>>(3)?,
            ))
        })?;
        let (mut head, mut entries) = ([0; 32], Vec::new());
        for (expected, row) in (1..).zip(rows) {
            let (seq, at_us, body, hash) = row.map_err(|_| JournalError::Damaged(expected))?;
            head = link(&head, seq, at_us, &body);
            let entry = serde_json::from_str(&body).map_err(|_| JournalError::Damaged(expected))?;
            if seq != expected || hash != head {
                return Err(JournalError::Damaged(expected));
            }
            entries.push(Logged { seq, at_us, entry });
        }
        Ok(entries)
    }

    /// What the journal knows.
    #[must_use]
    pub fn story(&self) -> &Story {
        &self.story
    }

    /// Writes an entry: it is on the disk when this returns.
    ///
    /// # Errors
    /// An entry that does not fit, or a disk that takes none; nothing is written then.
    pub fn write(&mut self, entry: &Entry, at_us: i64) -> Result<(), JournalError> {
        let mut story = self.story.clone();
        story.hear(entry)?;
        let body = text(entry)?;
        let hash = link(&self.head, self.next, at_us, &body);
        self.db.execute(
            "INSERT INTO entry (seq, at_us, body, hash) VALUES (?1, ?2, ?3, ?4)",
            rusqlite::params![self.next, at_us, body, hash],
        )?;
        (self.head, self.next, self.story) = (hash, self.next.saturating_add(1), story);
        Ok(())
    }
}

fn set(db: &Connection, name: &'static str, wanted: &str) -> Result<(), JournalError> {
    db.pragma_update(None, name, wanted)?;
    let found: rusqlite::types::Value = db.pragma_query_value(None, name, |row| row.get(0))?;
    let found = match found {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        _ => String::new(),
    };
    if found == wanted { Ok(()) } else { Err(JournalError::Setting(name)) }
}

fn text(entry: &Entry) -> Result<String, JournalError> {
    serde_json::to_string(entry).map_err(|error| JournalError::Unwritten(error.to_string()))
}

/// `SHA-256(head before ‖ seq 8 ‖ at 8 ‖ body)`, big-endian.
fn link(head: &[u8; 32], seq: i64, at_us: i64, body: &str) -> [u8; 32] {
    sha256(&[&head[..], &seq.to_be_bytes(), &at_us.to_be_bytes(), body.as_bytes()].concat())
}
