//! The settings that durability rests on: set, then read back.
//!
//! | setting | why |
//! | --- | --- |
//! | journal_mode = wal | one sync per entry; readers never stop the till |
//! | synchronous = 2 (FULL) | a commit is on the disk when it returns |
//! | wal_autocheckpoint = 0 | the copy into the main file runs when the till is idle, never inside a sale |
//! | foreign_keys = 1, trusted_schema = 0, cell_size_check = 1 | damage shows early |

use crate::JournalFault;
use rusqlite::Connection;
use rusqlite::types::Value;

/// "LOVE": this file is a journal of ours.
pub(crate) const APPLICATION_ID: i64 = 0x4C4F_5645;
/// Version of the schema.
pub(crate) const USER_VERSION: i64 = 1;

const SETTINGS: &[(&str, &str)] = &[
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("wal_autocheckpoint", "0"),
    ("foreign_keys", "1"),
    ("trusted_schema", "0"),
    ("cell_size_check", "1"),
];

/// Sets everything and believes only what is read back.
pub(crate) fn set(db: &Connection) -> Result<(), JournalFault> {
    for (name, wanted) in SETTINGS {
        db.pragma_update(None, name, wanted)?;
    }
    for (name, wanted) in SETTINGS {
        let found = text(read(db, name)?);
        if found != *wanted {
            return Err(JournalFault::Setting { name, wanted, found });
        }
    }
    Ok(())
}

/// A setting as a number.
pub(crate) fn number(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, name, |row| row.get(0))
}

fn read(db: &Connection, name: &str) -> Result<Value, JournalFault> {
    Ok(db.pragma_query_value(None, name, |row| row.get(0))?)
}

fn text(value: Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Null | Value::Real(_) | Value::Blob(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_accepted_is_refused_by_name() {
        // A database in memory keeps no log.
        let db = Connection::open_in_memory().unwrap();
        let fault = set(&db).unwrap_err();
        assert!(
            matches!(fault, JournalFault::Setting { name: "journal_mode", wanted: "wal", .. }),
            "{fault}"
        );
        assert!(fault.to_string().contains("memory"));
    }
}
