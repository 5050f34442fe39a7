//! Opening the books: one file, durable settings read back, numbered migrations.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::LedgerError;

/// The schema, one file per version, in order.
const MIGRATIONS: [&str; 7] = [
    include_str!("../migrations/sqlite/0001-books.sql"),
    include_str!("../migrations/sqlite/0002-releases.sql"),
    include_str!("../migrations/sqlite/0003-funds.sql"),
    include_str!("../migrations/sqlite/0004-stands.sql"),
    include_str!("../migrations/sqlite/0005-holder-facts.sql"),
    include_str!("../migrations/sqlite/0006-lots.sql"),
    include_str!("../migrations/sqlite/0007-card-desk.sql"),
];

/// How long to wait for another program that holds the books.
const PATIENCE: Duration = Duration::from_secs(10);

/// The books of one county. One owner at a time; another process may read and write beside it.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
}

impl Ledger {
    /// Makes new, empty books (mode 0600) and refuses to touch existing ones.
    pub fn create(path: &Path) -> Result<Ledger, LedgerError> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(_) => Ledger::open(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(LedgerError::AlreadyThere(path.display().to_string()))
            }
            Err(error) => Err(LedgerError::unopened(path, &error)),
        }
    }

    /// Opens existing books and brings their schema up to date.
    pub fn open(path: &Path) -> Result<Ledger, LedgerError> {
        if !path.is_file() {
            return Err(LedgerError::Missing(path.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|error| LedgerError::unopened(path, &error))?;
        let mut ledger = Ledger { connection };
        ledger.settle("journal_mode", "wal")?;
        ledger.prepare()?;
        Ok(ledger)
    }

    /// Opens existing books for reading beside the owner.
    pub fn open_reader(path: &Path) -> Result<Ledger, LedgerError> {
        let ledger = Ledger::open(path)?;
        ledger.settle("query_only", "1")?;
        Ok(ledger)
    }

    /// Books that vanish with the value: for rehearsals.
    pub fn in_memory() -> Result<Ledger, LedgerError> {
        let mut ledger = Ledger { connection: Connection::open_in_memory()? };
        ledger.prepare()?;
        Ok(ledger)
    }

    fn prepare(&mut self) -> Result<(), LedgerError> {
        self.connection.busy_timeout(PATIENCE)?;
        // The plan of a statement never depends on the values bound to it. Otherwise SQLite compiles the longer
        // questions anew for every card of a batch, which takes longer than answering them.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.settle("synchronous", "2")?;
        self.settle("foreign_keys", "1")?;
        self.settle("trusted_schema", "0")?;
        self.migrate()
    }

    /// Sets a pragma and reads it back: a setting that was not taken is an error, not a hope.
    fn settle(&self, name: &'static str, wanted: &'static str) -> Result<(), LedgerError> {
        self.connection.busy_timeout(PATIENCE)?;
        self.connection.pragma_update(None, name, wanted)?;
        let found: rusqlite::types::Value =
            self.connection.pragma_query_value(None, name, |row| row.get(0))?;
        let found = match found {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        if found == wanted { Ok(()) } else { Err(LedgerError::Setting { name, wanted, found }) }
    }

    fn migrate(&mut self) -> Result<(), LedgerError> {
        let known = i64::try_from(MIGRATIONS.len()).map_err(|_| LedgerError::OutOfRange("migrations"))?;
        let version = |connection: &Connection| -> rusqlite::Result<i64> {
            connection.pragma_query_value(None, "user_version", |row| row.get(0))
        };
        if version(&self.connection)? == known {
            return Ok(());
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = version(&transaction)?;
        if found > known || found < 0 {
            return Err(LedgerError::TooNew { found, known });
        }
        for script in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
            transaction.execute_batch(script)?;
        }
        transaction.pragma_update(None, "user_version", known)?;
        transaction.commit()?;
        Ok(())
    }

    /// Runs `work` as one durable step: all of it, or nothing.
    pub(crate) fn step<T, E: From<LedgerError>>(
        &mut self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(LedgerError::from)?;
        let value = work(&transaction)?;
        transaction.commit().map_err(LedgerError::from)?;
        Ok(value)
    }

    /// Asks the database to check its own pages; empty when sound.
    pub fn page_faults(&self) -> Result<Vec<String>, LedgerError> {
        let mut statement = self.connection.prepare("PRAGMA quick_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}
