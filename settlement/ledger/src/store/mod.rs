//! The seam between the books and whoever keeps them: one SQL text, two stores.
//!
//! The text stays inside what SQLite, PostgreSQL and its relatives all speak: integers, text and bytes, keys made by
//! the application, plain inserts and ON CONFLICT DO NOTHING, compare-and-set, no triggers, no sequences, no RETURNING, no temporary tables. A
//! value is named `:name` or `?1` in it; a store that counts them otherwise translates once per statement.

mod postgres;
mod sqlite;
mod value;

use crate::LedgerError;

pub(crate) use postgres::{Postgres, Server};
pub(crate) use sqlite::Sqlite;
pub(crate) use value::{Bind, Row, Value, Values, at, named};

/// A store. Everything between `begin` and `commit` happens wholly or not at all, and no other writer is at work
/// meanwhile.
pub(crate) trait Store: Send {
    /// Begins a step; the only writer from here on.
    fn begin(&self) -> Result<(), LedgerError>;

    /// Begins to read: until it is rolled back every question is answered as of one moment. Nobody waits for it.
    fn begin_reading(&self) -> Result<(), LedgerError>;

    /// Ends it: durable once this returns.
    fn commit(&self) -> Result<(), LedgerError>;

    /// Leaves nothing of it behind.
    fn roll_back(&self);

    /// Whether the last step failed only because the store let another one pass: it may be made again.
    fn gave_way(&self) -> bool;

    /// Runs a statement; how many rows it touched.
    fn execute(&self, sql: &str, values: Values<'_>) -> Result<usize, LedgerError>;

    /// Asks; every row is shown to `each` in order.
    fn ask(
        &self,
        sql: &str,
        values: Values<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError>;

    /// Asks the same of many: every row is shown to `each` with the place of what was asked, the rows of one in
    /// their order. Each of `asked` has a value for each of `names`.
    fn ask_each(
        &self,
        sql: &str,
        names: &[&str],
        asked: &[Vec<Value<'_>>],
        each: &mut dyn FnMut(usize, &Row<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError>;

    /// Inserts many rows of one table at once, in the store's fastest way. Each row is as long as `columns`.
    fn bulk(
        &self,
        table: &str,
        columns: &[&str],
        rows: &mut dyn Iterator<Item = Vec<Value<'_>>>,
    ) -> Result<(), LedgerError>;

    /// Runs a script of several statements.
    fn script(&self, sql: &str) -> Result<(), LedgerError>;

    /// Which schema the books have, 0 for none.
    fn schema(&self) -> Result<i64, LedgerError>;

    /// Notes which schema they have now.
    fn set_schema(&self, version: i64) -> Result<(), LedgerError>;

    /// Whether there is nothing at all in it.
    fn is_blank(&self) -> Result<bool, LedgerError>;

    /// What the store itself finds wrong with its pages; empty when sound.
    fn page_faults(&self) -> Result<Vec<String>, LedgerError>;
}

impl dyn Store + '_ {
    /// Runs an `INSERT … VALUES` of one row; `false` when its key is there already, and then nothing of it remains.
    pub(crate) fn insert(&self, sql: &str, values: Values<'_>) -> Result<bool, LedgerError> {
        Ok(self.execute(&format!("{sql} ON CONFLICT DO NOTHING"), values)? > 0)
    }

    /// Every row, read.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        values: Values<'_>,
        mut read: impl FnMut(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut rows = Vec::new();
        self.ask(sql, values, &mut |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The rows of each that is asked for, read.
    pub(crate) fn rows_of_each<T>(
        &self,
        sql: &str,
        names: &[&str],
        asked: &[Vec<Value<'_>>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Vec<Vec<T>>, LedgerError> {
        let mut rows: Vec<Vec<T>> = asked.iter().map(|_| Vec::new()).collect();
        self.ask_each(sql, names, asked, &mut |place, row| {
            let of = rows.get_mut(place).ok_or_else(|| LedgerError::Corrupt("order of rows".to_owned()))?;
            of.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row, where there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        values: Values<'_>,
        mut read: impl FnMut(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Option<T>, LedgerError> {
        let mut first = None;
        self.ask(sql, values, &mut |row| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// One number of the only row: a count, a sum, a maximum; `None` for NULL.
    pub(crate) fn number(&self, sql: &str, values: Values<'_>) -> Result<Option<i64>, LedgerError> {
        Ok(self.first(sql, values, |row| row.get(0))?.flatten())
    }

    /// As [`number`](Self::number), nothing counting as zero.
    pub(crate) fn sum(&self, sql: &str, values: Values<'_>) -> Result<i64, LedgerError> {
        Ok(self.number(sql, values)?.unwrap_or(0))
    }

    /// The number after the largest: keys are made here, not by the store.
    pub(crate) fn next_number(&self, sql: &str) -> Result<i64, LedgerError> {
        Ok(self.sum(sql, &[])?.saturating_add(1))
    }
}
