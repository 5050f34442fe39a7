//! From a file to a till: identity, `quick_check`, hash chain, replay.

use crate::JournalFault;
use crate::chain::Link;
use crate::pragmas::{self, APPLICATION_ID, USER_VERSION};
use records::TerminalId;
use rusqlite::{Connection, ErrorCode};
use sale::{ReplayError, Till};
use std::path::Path;

/// What a journal holds.
#[derive(Debug)]
pub(crate) struct Recovered {
    pub(crate) till: Till,
    pub(crate) link: Link,
}

/// Whose journal this is, if it is one.
pub(crate) fn identify(db: &Connection, path: &Path) -> Result<TerminalId, JournalFault> {
    let foreign = || JournalFault::Foreign(path.to_path_buf());
    let application = pragmas::number(db, "application_id").map_err(|error| {
        if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) { foreign() } else { error.into() }
    })?;
    if application != APPLICATION_ID {
        return Err(foreign());
    }
    let version = pragmas::number(db, "user_version")?;
    if version > USER_VERSION {
        return Err(JournalFault::Newer(version));
    }
    if version != USER_VERSION {
        return Err(JournalFault::Damaged(format!("user_version {version}")));
    }
    let terminal: i64 = db.query_row("SELECT terminal FROM till WHERE id = 1", [], |row| row.get(0))?;
    let terminal = u64::try_from(terminal).map_err(|_| JournalFault::Damaged("terminal".to_owned()))?;
    Ok(TerminalId(terminal))
}

/// Reads everything, believing nothing.
pub(crate) fn recover(db: &Connection, terminal: TerminalId) -> Result<Recovered, JournalFault> {
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(JournalFault::Damaged(verdict));
    }
    let mut till = Till::new(terminal);
    let mut link = Link::START;
    let mut query = db.prepare("SELECT seq, bytes, hash FROM entry ORDER BY seq")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let position = link.count.saturating_add(1);
        let (seq, bytes, hash): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let broken = || JournalFault::Damaged(format!("entry {position}"));
        link = link.next(&bytes).ok_or_else(broken)?;
        if u64::try_from(seq) != Ok(position) || hash != link.head {
            return Err(broken());
        }
        till.replay_one(&bytes).map_err(|fault| ReplayError { position, fault })?;
    }
    let records: i64 = db.query_row("SELECT count(*) FROM record", [], |row| row.get(0))?;
    if u64::try_from(records).ok().and_then(|records| records.checked_add(1)) != Some(till.chain().next_seq) {
        return Err(JournalFault::Damaged("record".to_owned()));
    }
    Ok(Recovered { till, link })
}
