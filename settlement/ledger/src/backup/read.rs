//! Reading back: the whole file is proved first, then loaded in one step.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::shape::{self, Table};
use super::{Backup, BackupError, MAGIC, Progress, damaged};
use crate::Ledger;
use crate::books::{MIGRATIONS, blank, lay, within};
use crate::store::{Bind, Store, Value};

/// Rows that are held at a time, and bytes.
const ROWS: usize = 2_000;
const BYTES: usize = 8 << 20;

/// The hash at the end.
const TAIL: u64 = 32;

impl Ledger {
    /// Makes books at a place where there are none out of a backup, in whatever store the place names, and brings
    /// them up to date.
    ///
    /// # Errors
    /// As [`BackupError`]; there are no books then either.
    pub fn restore(
        place: &Path,
        file: &mut (impl Read + Seek),
        tell: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Backup, BackupError> {
        let (bytes, hash) = prove(file, tell)?;
        file.seek(SeekFrom::Start(0))?;
        let mut file = Reading { file: BufReader::with_capacity(1 << 20, file) };
        let mut backup = head(&mut file)?;
        (backup.bytes, backup.hash) = (bytes, hash);
        let schema = usize::try_from(backup.schema).unwrap_or(usize::MAX);
        let tables = shape::tables(schema)?;
        backup.tables = tables.len();
        let store = blank(place)?;
        backup.rows = within(store.as_ref(), |store| {
            lay(store, 0, schema)?;
            // What a migration writes into empty books is in the backup as well, as it stood.
            for table in tables.iter().rev() {
                store.execute(&format!("DELETE FROM {}", table.name), &[])?;
            }
            let mut rows = 0_u64;
            for table in &tables {
                rows = rows.saturating_add(load(store, &mut file, table, tell)?);
            }
            if file.byte()? == 0 { Ok(rows) } else { Err(damaged("多出的表", "a table too many")) }
        })?;
        drop(store);
        drop(Ledger::open(place)?);
        Ok(backup)
    }
}

/// Reads everything once: length and hash of a file that is what was written.
fn prove(
    file: &mut (impl Read + Seek),
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<(u64, [u8; 32]), BackupError> {
    let bytes = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut begin = [0; 8];
    if bytes < TAIL || file.read_exact(&mut begin).is_err() || begin != MAGIC {
        return Err(BackupError::Foreign);
    }
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut left) = (Sha256::new(), bytes.saturating_sub(TAIL));
    let mut chunk = vec![0; 1 << 20];
    while left > 0 {
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        let part = chunk.get_mut(..wanted).unwrap_or_default();
        file.read_exact(part).map_err(short)?;
        hash.update(&part);
        left = left.saturating_sub(u64::try_from(wanted).unwrap_or(u64::MAX));
        tell(Progress { table: "", done: bytes.saturating_sub(TAIL).saturating_sub(left) });
    }
    let (made, mut told) = (<[u8; 32]>::from(hash.finalize()), [0; 32]);
    file.read_exact(&mut told).map_err(short)?;
    if made == told { Ok((bytes, told)) } else { Err(damaged("哈希不符", "its hash is not its own")) }
}

fn short(error: std::io::Error) -> BackupError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => damaged("文件被截断", "it ends too early"),
        _ => error.into(),
    }
}

/// What it says of itself.
fn head<R: Read>(file: &mut Reading<R>) -> Result<Backup, BackupError> {
    let _magic: [u8; 8] = file.exactly()?;
    let (found, known) = (i64::from(file.number()?), i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX));
    if found > known {
        return Err(BackupError::TooNew { found, known });
    }
    let (division, county) = (file.number()?, file.text()?);
    Ok(Backup { schema: found, division, county, tables: 0, rows: 0, bytes: 0, hash: [0; 32] })
}

/// Loads a table; how many rows it has.
fn load<R: Read>(
    store: &dyn Store,
    file: &mut Reading<R>,
    table: &Table,
    tell: &mut dyn FnMut(Progress<'_>),
) -> Result<u64, BackupError> {
    let other = || damaged("表与其版本不符", "its tables are not those of its schema");
    if file.byte()? != 1 || file.text()? != table.name {
        return Err(other());
    }
    let columns = file.number()?;
    for column in 0..columns {
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if table.columns.get(place) != Some(&file.text()?) {
            return Err(other());
        }
    }
    if usize::try_from(columns).ok() != Some(table.columns.len()) {
        return Err(other());
    }
    let names: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let mut rows = 0_u64;
    loop {
        let (chunk, ended) = file.rows(names.len())?;
        let count = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        let mut values = chunk.iter().map(|row| row.iter().map(Cell::bind).collect::<Vec<Value<'_>>>());
        store.bulk(&table.name, &names, &mut values)?;
        rows = rows.saturating_add(count);
        tell(Progress { table: &table.name, done: rows });
        if ended {
            break;
        }
    }
    let told = u64::from_be_bytes(file.exactly()?);
    if told == rows { Ok(rows) } else { Err(damaged("行数不符", "a table has another number of rows")) }
}

/// A value that has left the file.
enum Cell {
    Null,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    fn bind(&self) -> Value<'_> {
        match self {
            Cell::Null => Value::Null,
            Cell::Number(number) => Value::Number(*number),
            Cell::Text(text) => text.bind(),
            Cell::Bytes(bytes) => bytes.bind(),
        }
    }

    fn size(&self) -> usize {
        match self {
            Cell::Null | Cell::Number(_) => 8,
            Cell::Text(text) => text.len(),
            Cell::Bytes(bytes) => bytes.len(),
        }
    }
}

/// A file on its way in. A length that the file does not have is found before memory is taken for it.
struct Reading<R> {
    file: BufReader<R>,
}

impl<R: Read> Reading<R> {
    fn exactly<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).map_err(short)?;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8, BackupError> {
        let [byte] = self.exactly()?;
        Ok(byte)
    }

    fn number(&mut self) -> Result<u32, BackupError> {
        Ok(u32::from_be_bytes(self.exactly()?))
    }

    fn bytes(&mut self) -> Result<Vec<u8>, BackupError> {
        let length = u64::from(self.number()?);
        let mut bytes = Vec::new();
        (&mut self.file).take(length).read_to_end(&mut bytes)?;
        let whole = u64::try_from(bytes.len()).is_ok_and(|read| read == length);
        if whole { Ok(bytes) } else { Err(damaged("文件被截断", "it ends too early")) }
    }

    fn text(&mut self) -> Result<String, BackupError> {
        String::from_utf8(self.bytes()?).map_err(|_| damaged("文字不是 UTF-8", "a text is not UTF-8"))
    }

    fn cell(&mut self) -> Result<Cell, BackupError> {
        Ok(match self.byte()? {
            0 => Cell::Null,
            1 => Cell::Number(i64::from_be_bytes(self.exactly()?)),
            2 => Cell::Text(self.text()?),
            3 => Cell::Bytes(self.bytes()?),
            _ => return Err(damaged("未知的值", "a value of no known kind")),
        })
    }

    /// The next rows, and whether the table ends with them.
    fn rows(&mut self, columns: usize) -> Result<(Vec<Vec<Cell>>, bool), BackupError> {
        let (mut rows, mut held) = (Vec::new(), 0_usize);
        while rows.len() < ROWS && held < BYTES {
            match self.byte()? {
                0 => return Ok((rows, true)),
                1 => {}
                _ => return Err(damaged("未知的行", "a row of no known kind")),
            }
            let row = (0..columns).map(|_| self.cell()).collect::<Result<Vec<Cell>, BackupError>>()?;
            held = row.iter().fold(held, |held, cell| held.saturating_add(cell.size()));
            rows.push(row);
        }
        Ok((rows, false))
    }
}
