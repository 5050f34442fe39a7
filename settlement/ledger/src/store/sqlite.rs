//! The books in one SQLite file: durable settings read back, statements kept prepared.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql};

use super::value::Columns;
use super::{Row, Store, Value, Values};
use crate::LedgerError;

/// How long to wait for another program that holds the books.
const PATIENCE: Duration = Duration::from_secs(10);

/// Statements kept prepared: more than the books ever ask.
const KEPT: usize = 512;

/// One file, or none for a rehearsal.
#[derive(Debug)]
pub(crate) struct Sqlite {
    pub(crate) connection: Connection,
}

impl Sqlite {
    /// Makes an empty file (mode 0600) where there is none.
    pub(crate) fn create(path: &Path) -> Result<(), LedgerError> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(LedgerError::AlreadyThere(path.display().to_string()))
            }
            Err(error) => Err(LedgerError::unopened(&path.display(), &error)),
        }
    }

    /// Opens an existing file.
    pub(crate) fn open(path: &Path) -> Result<Sqlite, LedgerError> {
        if !path.is_file() {
            return Err(LedgerError::Missing(path.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|error| LedgerError::unopened(&path.display(), &error))?;
        let store = Sqlite { connection };
        store.settle("journal_mode", "wal")?;
        store.prepare()?;
        Ok(store)
    }

    /// Books that vanish with the value.
    pub(crate) fn in_memory() -> Result<Sqlite, LedgerError> {
        let store = Sqlite { connection: Connection::open_in_memory()? };
        store.prepare()?;
        Ok(store)
    }

    /// Reads only, from now on.
    pub(crate) fn only_read(&self) -> Result<(), LedgerError> {
        self.settle("query_only", "1")
    }

    fn prepare(&self) -> Result<(), LedgerError> {
        self.connection.busy_timeout(PATIENCE)?;
        self.connection.set_prepared_statement_cache_capacity(KEPT);
        // The plan of a statement never depends on the values bound to it. Otherwise SQLite compiles the longer
        // questions anew for every card of a batch, which takes longer than answering them.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.settle("synchronous", "2")?;
        self.settle("foreign_keys", "1")?;
        self.settle("trusted_schema", "0")
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

    /// A statement with its values bound.
    fn bound(&self, sql: &str, values: Values<'_>) -> rusqlite::Result<CachedStatement<'_>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for (name, value) in values {
            let place = statement.parameter_index(name)?;
            let place = place.ok_or_else(|| rusqlite::Error::InvalidParameterName((*name).to_owned()))?;
            statement.raw_bind_parameter(place, value)?;
        }
        Ok(statement)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Number(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Columns for rusqlite::Row<'_> {
    fn width(&self) -> usize {
        self.as_ref().column_count()
    }

    fn value(&self, place: usize) -> Result<Value<'_>, LedgerError> {
        let damaged = || LedgerError::Corrupt(format!("column {place}"));
        Ok(match self.get_ref(place)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Number(number),
            ValueRef::Text(text) => Value::Text(core::str::from_utf8(text).map_err(|_| damaged())?),
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
            ValueRef::Real(_) => return Err(damaged()),
        })
    }
}

impl Store for Sqlite {
    fn begin(&self) -> Result<(), LedgerError> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn begin_reading(&self) -> Result<(), LedgerError> {
        Ok(self.connection.execute_batch("BEGIN")?)
    }

    fn commit(&self) -> Result<(), LedgerError> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            // Nothing to say where this fails: the transaction dies with the connection.
            drop(self.connection.execute_batch("ROLLBACK"));
        }
    }

    fn gave_way(&self) -> bool {
        // Writers wait for one another; nobody is turned back.
        false
    }

    fn execute(&self, sql: &str, values: Values<'_>) -> Result<usize, LedgerError> {
        Ok(self.bound(sql, values)?.raw_execute()?)
    }

    fn ask(
        &self,
        sql: &str,
        values: Values<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.bound(sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            each(&Row(row))?;
        }
        Ok(())
    }

    fn ask_each(
        &self,
        sql: &str,
        names: &[&str],
        asked: &[Vec<Value<'_>>],
        each: &mut dyn FnMut(usize, &Row<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let named = |name: &&str| {
            let place = statement.parameter_index(name)?;
            place.ok_or_else(|| rusqlite::Error::InvalidParameterName((*name).to_owned()))
        };
        let places = names.iter().map(named).collect::<rusqlite::Result<Vec<usize>>>()?;
        for (number, values) in asked.iter().enumerate() {
            for (place, value) in places.iter().zip(values) {
                statement.raw_bind_parameter(*place, value)?;
            }
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                each(number, &Row(row))?;
            }
        }
        Ok(())
    }

    fn bulk(
        &self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<(), LedgerError> {
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
        let mut statement = self.connection.prepare_cached(&sql)?;
        for row in rows {
            for (place, value) in (1..).zip(&row) {
                statement.raw_bind_parameter(place, value)?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    fn script(&self, sql: &str) -> Result<(), LedgerError> {
        Ok(self.connection.execute_batch(sql)?)
    }

    fn schema(&self) -> Result<i64, LedgerError> {
        Ok(self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }

    fn set_schema(&self, version: i64) -> Result<(), LedgerError> {
        Ok(self.connection.pragma_update(None, "user_version", version)?)
    }

    fn is_blank(&self) -> Result<bool, LedgerError> {
        let count = "SELECT count(*) FROM sqlite_schema";
        Ok(self.connection.query_row(count, [], |row| row.get::<_, i64>(0))? == 0 && self.schema()? == 0)
    }

    fn page_faults(&self) -> Result<Vec<String>, LedgerError> {
        let mut statement = self.connection.prepare("PRAGMA quick_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        use rusqlite::ErrorCode::{
            DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase, ReadOnly,
        };
        let extended = error.sqlite_error().map(|inner| inner.extended_code);
        if extended == Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY) {
            return LedgerError::Dangling;
        }
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => LedgerError::Busy,
            Some(DiskFull | ReadOnly) => LedgerError::Full,
            Some(DatabaseCorrupt | NotADatabase) => LedgerError::Corrupt(error.to_string()),
            _ => LedgerError::Storage(Box::new(error)),
        }
    }
}
