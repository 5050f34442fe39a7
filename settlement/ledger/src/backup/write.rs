//! Writing: one snapshot, table by table.

use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::shape::{self, Table};
use super::{Backup, BackupError, MAGIC, Progress};
use crate::books::{MIGRATIONS, unmigrated};
use crate::store::{Row, Store, Value};
use crate::{Ledger, LedgerError};

/// How often progress is told, in rows.
const TELL: u64 = 10_000;

impl Ledger {
    /// Writes the books as they are at one moment, whoever uses them meanwhile, and leaves them as they are: older
    /// books are not migrated by it.
    ///
    /// # Errors
    /// As [`BackupError`]; what was written so far is no backup.
    pub fn back_up(
        place: &Path,
        out: &mut dyn Write,
        tell: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Backup, BackupError> {
        let store = unmigrated(place)?;
        store.begin_reading()?;
        let written = write(store.as_ref(), Hashing { out, hash: Sha256::new(), bytes: 0 }, tell);
        store.roll_back();
        match written {
            Ok(written) => Ok(written),
            Err(Stop::File(error)) => Err(error.into()),
            Err(Stop::Books(LedgerError::TooNew { found, known })) => {
                Err(BackupError::TooNew { found, known })
            }
            Err(Stop::Books(error)) => Err(error.into()),
        }
    }
}

/// What stopped the writing.
enum Stop {
    File(std::io::Error),
    Books(LedgerError),
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Stop {
        Stop::File(error)
    }
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Stop {
        Stop::Books(error)
    }
}

fn write(
    store: &dyn Store,
    mut out: Hashing<'_>,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<Backup, Stop> {
    let schema = store.schema()?;
    let tables = match usize::try_from(schema) {
        Ok(0) => return Err(LedgerError::Corrupt("schema 0".to_owned()).into()),
        Ok(known) if known <= MIGRATIONS.len() => shape::tables(known)?,
        _ => {
            let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
            return Err(LedgerError::TooNew { found: schema, known }.into());
        }
    };
    let owner = store.first("SELECT division, name FROM county", &[], |row| {
        Ok((row.get::<u32>(0)?, row.get::<String>(1)?))
    })?;
    let (division, county) = owner.unwrap_or_default();
    out.put(&MAGIC)?;
    out.put(&u32::try_from(schema).unwrap_or(u32::MAX).to_be_bytes())?;
    out.put(&division.to_be_bytes())?;
    out.text(county.as_bytes())?;
    let mut rows = 0_u64;
    for table in &tables {
        rows = rows.saturating_add(rows_of(store, table, &mut out, tell)?);
    }
    out.put(&[0])?;
    let hash: [u8; 32] = out.hash.clone().finalize().into();
    out.put(&hash)?;
    out.out.flush()?;
    Ok(Backup { schema, division, county, tables: tables.len(), rows, bytes: out.bytes, hash })
}

/// Writes a table; how many rows it has.
fn rows_of(
    store: &dyn Store,
    table: &Table,
    out: &mut Hashing<'_>,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<u64, Stop> {
    out.put(&[1])?;
    out.text(table.name.as_bytes())?;
    out.length(table.columns.len())?;
    for column in &table.columns {
        out.text(column.as_bytes())?;
    }
    let (mut rows, mut failed) = (0_u64, None);
    let asked = store.ask(&table.query(), &[], &mut |row| {
        rows = rows.saturating_add(1);
        if rows.is_multiple_of(TELL) {
            tell(Progress { table: &table.name, done: rows });
        }
        out.row(row, table.columns.len()).map_err(|stop| match stop {
            Stop::Books(error) => error,
            Stop::File(error) => {
                failed = Some(error);
                LedgerError::Full
            }
        })
    });
    if let Some(error) = failed {
        return Err(Stop::File(error));
    }
    asked?;
    tell(Progress { table: &table.name, done: rows });
    out.put(&[0])?;
    out.put(&rows.to_be_bytes())?;
    Ok(rows)
}

/// A file, and the hash of what went into it.
struct Hashing<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
    bytes: u64,
}

impl Hashing<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), std::io::Error> {
        self.hash.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.out.write_all(bytes)
    }

    fn length(&mut self, length: usize) -> Result<(), Stop> {
        let length = u32::try_from(length).map_err(|_| LedgerError::OutOfRange("backup"))?;
        Ok(self.put(&length.to_be_bytes())?)
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.length(bytes.len())?;
        Ok(self.put(bytes)?)
    }

    fn row(&mut self, row: &Row<'_>, columns: usize) -> Result<(), Stop> {
        self.put(&[1])?;
        for place in 0..columns {
            match row.0.value(place)? {
                Value::Null => self.put(&[0])?,
                Value::Number(number) => {
                    self.put(&[1])?;
                    self.put(&number.to_be_bytes())?;
                }
                Value::Text(text) => {
                    self.put(&[2])?;
                    self.text(text.as_bytes())?;
                }
                Value::Bytes(bytes) => {
                    self.put(&[3])?;
                    self.text(bytes)?;
                }
            }
        }
        Ok(())
    }
}
