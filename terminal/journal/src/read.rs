//! Reading records back, also while the till is at work: a connection of its own, read only.

use crate::JournalFault;
use records::Record;
use rusqlite::{Connection, OpenFlags};
use sale::{Entry, Sealed};
use std::path::Path;

const QUERY: &str = "SELECT entry.bytes FROM record JOIN entry ON entry.seq = record.entry \
                     WHERE record.seq >= ?1 ORDER BY record.seq LIMIT ?2";

/// Nothing is sealed before it is written.
const AFTER: &str =
    "SELECT bytes FROM entry WHERE seq > (SELECT entry FROM record WHERE seq = ?1) ORDER BY seq";

/// A connection that changes nothing.
pub(crate) fn read_only(path: &Path) -> Result<Connection, JournalFault> {
    if !path.try_exists()? {
        return Err(JournalFault::Missing(path.to_path_buf()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

pub(crate) fn records_from(path: &Path, seq: u64, limit: usize) -> Result<Vec<Record>, JournalFault> {
    let db = read_only(path)?;
    let mut query = db.prepare(QUERY)?;
    // Numbers beyond 63 bits are beyond every record.
    let from = i64::try_from(seq).unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = query.query_map((from, limit), |row| row.get::<_, Vec<u8>>(0))?;
    let mut records = Vec::new();
    for bytes in rows {
        let damaged = || JournalFault::Damaged("record".to_owned());
        let entry = Entry::decode(&bytes?).map_err(|_| damaged())?;
        records.push(entry.record().ok_or_else(damaged)?.clone());
    }
    Ok(records)
}

pub(crate) fn seals_from(path: &Path, seq: u64) -> Result<Vec<Sealed>, JournalFault> {
    let db = read_only(path)?;
    let mut query = db.prepare(AFTER)?;
    let mut seals = Vec::new();
    for bytes in query.query_map([i64::try_from(seq).unwrap_or(i64::MAX)], |row| row.get::<_, Vec<u8>>(0))? {
        let entry = Entry::decode(&bytes?).map_err(|_| JournalFault::Damaged("entry".to_owned()))?;
        seals.extend(entry.seal().filter(|sealed| sealed.through_seq >= seq));
    }
    Ok(seals)
}
