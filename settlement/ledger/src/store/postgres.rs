//! The books in one schema of a PostgreSQL, or of anything that speaks its language.
//!
//! Steps exclude one another by a row that each of them touches first ([`crate::Ledger`] does so), at the usual
//! isolation level: whoever gets the row sees everything that was committed before. A lost connection is made anew at
//! the next question or step; a step that lost it is an error, and nobody knows whether it was written, which is
//! why every step can be asked for again.

mod each;
mod server;
mod statement;

use core::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{ToSql, Type};
use postgres::{Client, Statement};

use each::{After, Column};
pub(crate) use server::Server;
use statement::{Prepared, portable};

use super::{Row, Store, Value, Values};
use crate::LedgerError;

/// One connection.
pub(crate) struct Postgres {
    server: Server,
    client: RefCell<Client>,
    prepared: RefCell<HashMap<String, Prepared>>,
    in_step: Cell<bool>,
    gave_way: Cell<bool>,
    only_read: bool,
}

impl Postgres {
    /// Makes the schema where there is none.
    pub(crate) fn create(server: &Server) -> Result<(), LedgerError> {
        let mut client = server.connect()?;
        match client.batch_execute(&format!("CREATE SCHEMA {}", server.schema())) {
            Ok(()) => Ok(()),
            Err(error) if error.code() == Some(&SqlState::DUPLICATE_SCHEMA) => {
                Err(LedgerError::AlreadyThere(server.to_string()))
            }
            Err(error) => Err(LedgerError::unopened(server, &said(&error))),
        }
    }

    /// Whether no such schema is there.
    pub(crate) fn vacant(server: &Server) -> Result<(), LedgerError> {
        let asked = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1";
        let found = server.connect()?.query_opt(asked, &[&server.schema()]);
        match found.map_err(|error| LedgerError::unopened(server, &said(&error)))? {
            Some(_) => Err(LedgerError::AlreadyThere(server.to_string())),
            None => Ok(()),
        }
    }

    /// Removes a schema in which books were being made.
    pub(crate) fn discard(part: &Server) -> Result<(), LedgerError> {
        let sql = format!("DROP SCHEMA IF EXISTS {} CASCADE", part.schema());
        part.connect()?.batch_execute(&sql).map_err(|error| LedgerError::unopened(part, &said(&error)))
    }

    /// Gives a schema its name.
    pub(crate) fn rename(part: &Server, server: &Server) -> Result<(), LedgerError> {
        let sql = format!("ALTER SCHEMA {} RENAME TO {}", part.schema(), server.schema());
        match part.connect()?.batch_execute(&sql) {
            Err(error) if error.code() == Some(&SqlState::DUPLICATE_SCHEMA) => {
                Err(LedgerError::AlreadyThere(server.to_string()))
            }
            other => other.map_err(|error| LedgerError::unopened(server, &said(&error))),
        }
    }

    /// Opens an existing schema.
    pub(crate) fn open(server: &Server, only_read: bool) -> Result<Postgres, LedgerError> {
        let client = ready(server, only_read)?;
        Ok(Postgres {
            server: server.clone(),
            client: RefCell::new(client),
            prepared: RefCell::default(),
            in_step: Cell::new(false),
            gave_way: Cell::new(false),
            only_read,
        })
    }

    /// The connection, made anew where it was lost outside of a step.
    fn client(&self) -> Result<RefMut<'_, Client>, LedgerError> {
        let mut client = self.client.borrow_mut();
        if client.is_closed() && !self.in_step.get() {
            self.prepared.borrow_mut().clear();
            // A server that is away comes back; whoever asks may ask again.
            *client = ready(&self.server, self.only_read).map_err(|error| match error {
                LedgerError::Unopened { reason, .. } => LedgerError::Lost(reason),
                other => other,
            })?;
        }
        Ok(client)
    }

    /// Notes where the server gave this step up to let others pass.
    fn heard<T>(&self, answer: Result<T, postgres::Error>) -> Result<T, LedgerError> {
        answer.map_err(|error| {
            let way = [&SqlState::T_R_SERIALIZATION_FAILURE, &SqlState::T_R_DEADLOCK_DETECTED];
            if error.code().is_some_and(|code| way.contains(&code)) {
                self.gave_way.set(true);
            }
            error.into()
        })
    }

    fn prepared(&self, client: &mut Client, sql: &str) -> Result<Prepared, postgres::Error> {
        if let Some(known) = self.prepared.borrow().get(sql) {
            return Ok(known.clone());
        }
        let prepared = Prepared::new(client, sql)?;
        self.prepared.borrow_mut().insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// A statement that is the server's own text already.
    fn statement(&self, client: &mut Client, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(known) = self.prepared.borrow().get(sql) {
            return Ok(known.statement.clone());
        }
        let prepared = Prepared::plain(client, sql)?;
        self.prepared.borrow_mut().insert(sql.to_owned(), prepared.clone());
        Ok(prepared.statement)
    }

    fn run(&self, client: &mut Client, sql: &str, values: Values<'_>) -> Result<u64, postgres::Error> {
        let prepared = self.prepared(client, sql)?;
        let values = prepared.ordered(values);
        client.execute(&prepared.statement, &as_sql(&values))
    }
}

fn as_sql<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// A connection that keeps its promises: the schema is there, and what is committed is on the disk.
fn ready(server: &Server, only_read: bool) -> Result<Client, LedgerError> {
    let mut client = server.connect()?;
    let count = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1";
    let there: i64 = client.query_one(count, &[&server.schema()])?.get(0);
    if there == 0 {
        return Err(LedgerError::Missing(server.to_string()));
    }
    client.batch_execute(&format!(
        "SET search_path TO {}; SET synchronous_commit TO on; SET standard_conforming_strings TO on",
        server.schema()
    ))?;
    for (name, wanted) in [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")] {
        let found: String = client.query_one("SELECT current_setting($1)", &[&name])?.get(0);
        if found != wanted {
            return Err(LedgerError::Setting { name, wanted, found });
        }
    }
    // A step asks a thousand small things at once, which looks costly to the server and is not worth compiling.
    client.batch_execute("SELECT set_config(name, 'off', false) FROM pg_settings WHERE name = 'jit'")?;
    if only_read {
        client.batch_execute("SET default_transaction_read_only TO on")?;
    }
    Ok(client)
}

impl Store for Postgres {
    fn begin(&self) -> Result<(), LedgerError> {
        self.gave_way.set(false);
        self.client()?.batch_execute("BEGIN")?;
        self.in_step.set(true);
        Ok(())
    }

    fn begin_reading(&self) -> Result<(), LedgerError> {
        self.client()?.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.in_step.set(true);
        Ok(())
    }

    fn commit(&self) -> Result<(), LedgerError> {
        self.heard(self.client()?.batch_execute("COMMIT"))?;
        self.in_step.set(false);
        Ok(())
    }

    fn roll_back(&self) {
        if self.in_step.replace(false) {
            // Nothing to say where this fails: the transaction dies with the connection.
            drop(self.client.borrow_mut().batch_execute("ROLLBACK"));
        }
    }

    fn gave_way(&self) -> bool {
        self.gave_way.get()
    }

    fn execute(&self, sql: &str, values: Values<'_>) -> Result<usize, LedgerError> {
        let rows = self.heard(self.run(&mut *self.client()?, sql, values))?;
        Ok(usize::try_from(rows).unwrap_or(usize::MAX))
    }

    fn ask(
        &self,
        sql: &str,
        values: Values<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut client = self.client()?;
        let prepared = self.heard(self.prepared(&mut client, sql))?;
        let values = prepared.ordered(values);
        let mut rows = self.heard(client.query_raw(&prepared.statement, as_sql(&values)))?;
        while let Some(row) = self.heard(rows.next())? {
            each(&Row(&row))?;
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
        let mut client = self.client()?;
        let one = self.heard(self.prepared(&mut client, sql))?;
        let all = one.of_each(sql);
        let statement = self.heard(self.statement(&mut client, &all))?;
        let columns = one.columns(names, asked)?;
        let mut rows = self.heard(client.query_raw(&statement, columns.iter().map(Column::as_sql)))?;
        while let Some(row) = self.heard(rows.next())? {
            let number: i64 = row.try_get(0)?;
            let number = usize::try_from(number.saturating_sub(1));
            each(number.map_err(|_| LedgerError::Corrupt("order of rows".to_owned()))?, &Row(&After(&row)))?;
        }
        Ok(())
    }

    fn bulk(
        &self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<(), LedgerError> {
        let mut client = self.client()?;
        let listed = columns.join(", ");
        let shape = format!("SELECT {listed} FROM {table} WHERE 1 = 0");
        let shape = self.heard(self.prepared(&mut client, &shape))?;
        let types: Vec<Type> =
            shape.statement.columns().iter().map(|column| column.type_().clone()).collect();
        let writer = client.copy_in(&format!("COPY {table} ({listed}) FROM STDIN BINARY"))?;
        let mut copy = BinaryCopyInWriter::new(writer, &types);
        for row in rows {
            copy.write(&as_sql(&row))?;
        }
        self.heard(copy.finish())?;
        Ok(())
    }

    fn script(&self, sql: &str) -> Result<(), LedgerError> {
        self.heard(self.client()?.batch_execute(&portable(sql)))
    }

    fn schema(&self) -> Result<i64, LedgerError> {
        let mut client = self.client()?;
        let there = "SELECT count(*) FROM information_schema.tables
                     WHERE table_schema = current_schema() AND table_name = 'schema_version'";
        let there: i64 = client.query_one(there, &[])?.get(0);
        if there == 0 {
            return Ok(0);
        }
        Ok(client.query_one("SELECT max(version) FROM schema_version", &[])?.get(0))
    }

    fn set_schema(&self, version: i64) -> Result<(), LedgerError> {
        let mut client = self.client()?;
        client.batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)")?;
        client.execute("INSERT INTO schema_version (version) VALUES ($1)", &[&version])?;
        Ok(())
    }

    fn is_blank(&self) -> Result<bool, LedgerError> {
        let count = "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()";
        Ok(self.client()?.query_one(count, &[])?.get::<_, i64>(0) == 0)
    }

    fn page_faults(&self) -> Result<Vec<String>, LedgerError> {
        // A server checks its pages by checksums as it reads them, and every check of the books reads all.
        Ok(Vec::new())
    }
}

/// What the server said, without the values it repeats in its details.
fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |inner| inner.message().to_owned())
}

impl From<postgres::Error> for LedgerError {
    fn from(error: postgres::Error) -> LedgerError {
        let Some(code) = error.code() else { return LedgerError::Lost(error.to_string()) };
        match code {
            &SqlState::T_R_SERIALIZATION_FAILURE
            | &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::LOCK_NOT_AVAILABLE => LedgerError::Busy,
            &SqlState::DISK_FULL | &SqlState::READ_ONLY_SQL_TRANSACTION => LedgerError::Full,
            &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW => {
                LedgerError::Lost(said(&error))
            }
            &SqlState::FOREIGN_KEY_VIOLATION => LedgerError::Dangling,
            &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => LedgerError::Corrupt(said(&error)),
            _ => LedgerError::Storage(said(&error).into()),
        }
    }
}
