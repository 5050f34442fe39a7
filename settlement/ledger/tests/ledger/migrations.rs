//! Books of every older schema, with a row in every table, come forward and lose nothing.

use std::path::{Path, PathBuf};

use ledger::{BackupError, Ledger, LedgerError};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::backups::file_of;
use crate::levels::LEVELS;
use crate::place;

/// A file that goes away with the test.
struct Older(PathBuf);

impl Older {
    /// Books of this schema, as an older program has left them.
    fn of(schema: usize) -> Older {
        let older =
            Older(std::env::temp_dir().join(format!("ledger-{}-level-{schema}.db", std::process::id())));
        drop(std::fs::remove_file(&older.0));
        let db = older.open();
        db.pragma_update(None, "foreign_keys", "1").unwrap();
        for (migration, rows) in LEVELS.iter().take(schema) {
            db.execute_batch(migration).unwrap();
            db.execute_batch(rows).unwrap();
        }
        db.pragma_update(None, "user_version", i64::try_from(schema).unwrap()).unwrap();
        older
    }

    fn open(&self) -> Connection {
        Connection::open(&self.0).unwrap()
    }

    /// Every table with its columns and everything in them.
    fn rows(&self, columns: Option<&Rows>) -> Rows {
        let db = self.open();
        let all = |sql: &str, count: usize| -> Vec<Vec<Value>> {
            let mut query = db.prepare(sql).unwrap();
            let read = query.query_map([], |row| (0..count).map(|place| row.get(place)).collect());
            read.unwrap().collect::<Result<_, _>>().unwrap()
        };
        let text = |row: &Vec<Value>| match row.as_slice() {
            [Value::Text(text)] => text.clone(),
            other => panic!("{other:?}"),
        };
        let tables = all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid", 1);
        let named = |table: &str| -> Vec<String> {
            match columns {
                None => all(&format!("SELECT name FROM pragma_table_info('{table}')"), 1),
                Some(_) => Vec::new(),
            }
            .iter()
            .map(text)
            .collect()
        };
        let asked: Vec<(String, Vec<String>)> = match columns {
            None => tables.iter().map(|row| (text(row), named(&text(row)))).collect(),
            Some(rows) => rows.iter().map(|(table, columns, _)| (table.clone(), columns.clone())).collect(),
        };
        let of = |(table, columns): (String, Vec<String>)| {
            let rows =
                all(&format!("SELECT {0} FROM {table} ORDER BY {0}", columns.join(", ")), columns.len());
            (table, columns, rows)
        };
        asked.into_iter().map(of).collect()
    }
}

type Rows = Vec<(String, Vec<String>, Vec<Vec<Value>>)>;

impl Drop for Older {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            drop(std::fs::remove_file(format!("{}{ending}", self.0.display())));
        }
    }
}

fn restored(file: &[u8], to: &Path) -> Vec<u8> {
    Ledger::restore(to, &mut std::io::Cursor::new(file), &mut |_| {}).unwrap();
    file_of(to).0
}

#[test]
fn every_older_schema_comes_forward_with_everything() {
    for schema in 1..=LEVELS.len() {
        let older = Older::of(schema);
        let before = older.rows(None);
        assert!(before.iter().all(|(_, _, rows)| !rows.is_empty()), "{before:?}");
        // A backup leaves older books as they are.
        let (backup, about) = file_of(&older.0);
        assert_eq!(usize::try_from(about.schema).unwrap(), schema);
        assert_eq!(older.rows(None), before);
        drop(Ledger::open(&older.0).unwrap());
        for (is, was) in older.rows(Some(&before)).iter().zip(&before) {
            // Coming forward is a step of its own, counted where steps are.
            assert!(is == was || was.0 == "books", "schema {schema}: {is:?}, {was:?}");
        }
        // A backup of older books comes forward in every store, and is then what those became.
        assert_eq!(restored(&backup, place("forward").path()), file_of(&older.0).0, "schema {schema}");
    }
}

#[test]
fn an_older_program_leaves_newer_books_alone() {
    let newer = Older::of(LEVELS.len());
    newer.open().pragma_update(None, "user_version", 99).unwrap();
    let before = newer.rows(None);
    let opened = Ledger::open(&newer.0).unwrap_err();
    assert!(matches!(opened, LedgerError::TooNew { found: 99, .. }), "{opened:?}");
    let reader = Ledger::open_reader(&newer.0).unwrap_err();
    assert!(matches!(reader, LedgerError::TooNew { found: 99, .. }), "{reader:?}");
    let backed_up = Ledger::back_up(&newer.0, &mut Vec::new(), &mut |_| {}).unwrap_err();
    assert!(matches!(backed_up, BackupError::TooNew { found: 99, .. }), "{backed_up:?}");
    assert_eq!(newer.rows(None), before);
}
