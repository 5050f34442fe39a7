//! Books of every older schema, with a row in every table, come forward and lose nothing.

use std::path::{Path, PathBuf};

use ledger::{BackupError, Ledger, LedgerError};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::backups::file_of;
use crate::place;

/// Every schema, with what a program of its time may have written into the tables it brought.
const LEVELS: [(&str, &str); 10] = [
    (
        include_str!("../../migrations/0001-books.sql"),
        "INSERT INTO county VALUES (1, 330703, '示例县', zeroblob(32), 'hash', 1);
         INSERT INTO merchant VALUES ('canteen-1', '食堂', 2);
         INSERT INTO terminal (id, merchant, point, public_key, enrolled_us) VALUES (33070300000001, 'canteen-1', '一号', zeroblob(32), 3);
         INSERT INTO invitation VALUES (x'01', 33070300000001, 1, 2, NULL);
         INSERT INTO account VALUES ('cook', 'hash', 'merchant', 'canteen-1', 1, 2, 3);
         INSERT INTO session VALUES (x'02', 'cook', 1, 2);
         INSERT INTO tariff VALUES (1, 'text', x'03', 4);
         INSERT INTO offer VALUES ('canteen-1', 2, 1200, 'fixed', 0, 1440);
         INSERT INTO holder VALUES ('03104770000000000001', 19440715, 'veteran', '', 1);
         INSERT INTO roster VALUES (1, 5, x'04');
         INSERT INTO roster_row VALUES (1, '03104770000000000001', 20240101, 20251231, 'C', 7);
         INSERT INTO stoplist VALUES (1, 6);
         INSERT INTO stoplist_row VALUES (1, '03104770000000000009');
         INSERT INTO parameters VALUES (33070300000001, 1, x'05', x'06', 7);
         INSERT INTO terminal_cursor VALUES (33070300000001, 3, zeroblob(32), 2, 2400, 700, 8, 9);
         INSERT INTO batch VALUES (33070300000001, 1, 2, 2, 'canteen-1', x'07', x'08', x'09', 10);
         INSERT INTO evidence VALUES (33070300000001, x'0A', 7, 'sequence-gap', x'0B', 11);
         INSERT INTO tx VALUES (33070300000001, 1, 1, 'canteen-1', 20240715, 1, 'good', '03104770000000000001', 5, NULL, 1200, 700, 500, '1:600;2:100', x'0C');
         INSERT INTO posting VALUES (33070300000001, 1, 1, 'fund:1', 20240715, 600), (33070300000001, 1, 2, 'fund:2', 20240715, 100), (33070300000001, 1, 3, 'merchant:canteen-1', 20240715, -700);
         INSERT INTO finding VALUES (33070300000001, 1, 1, 402, 'canteen-1', NULL, -5, 5, NULL, NULL, 12, NULL);",
    ),
    (
        include_str!("../../migrations/0002-releases.sql"),
        "INSERT INTO officer VALUES (1, '王一', 'maker', zeroblob(32), 1, NULL);
         INSERT INTO tariff_release VALUES (1, 2, 3, 'proposed', x'01', 1, NULL, 4, NULL, NULL);",
    ),
    (
        include_str!("../../migrations/0003-funds.sql"),
        "INSERT INTO fund VALUES (9, 500, -20, NULL);
         INSERT INTO inflow VALUES ('JZ-1', 9, 500, '某企业', 20240701, 1);
         INSERT INTO inflow_posting VALUES ('JZ-1', 1, 'outside:9', 20240701, 500);
         INSERT INTO late_leg VALUES (33070300000001, 1, 2, 33070300000001, 1, -100, 1);",
    ),
    (
        include_str!("../../migrations/0004-stands.sql"),
        "INSERT INTO stand VALUES (33070300000001, 'canteen', 'north');
         INSERT INTO roster_row VALUES (1, '03104770000000000002', 20240101, 20251231, 'B', 3, 4, 1);",
    ),
    (
        include_str!("../../migrations/0005-holder-facts.sql"),
        "INSERT INTO holder VALUES ('03104770000000000002', 19500101, '', '', 0, 0, 3, 'north', 20301231, NULL);",
    ),
    (
        include_str!("../../migrations/0006-lots.sql"),
        "INSERT INTO lot VALUES ('03104770000000000001', 1, 1, 500, 20240701, 20240731, 'july.csv', 1, NULL, 500);
         INSERT INTO lot_entry VALUES (1, '03104770000000000001', 1, 'load', 500, NULL, NULL, NULL, 20240701, 1);
         INSERT INTO refund VALUES ('TK-1', 33070300000001, 1, 500, 0, 300, 200, '王一', 20240716, 1);
         INSERT INTO refund_count VALUES ('TK-1', 1, 1, 200);
         INSERT INTO refund_posting VALUES ('TK-1', 1, 'cash:canteen-1', 20240716, 300);",
    ),
    (
        include_str!("../../migrations/0007-card-desk.sql"),
        "INSERT INTO desk VALUES (1, '一号发卡台', x'01', 1, 2, 500000, NULL, NULL, NULL, NULL);
         INSERT INTO card_request VALUES (1, 'BK-17', 'pboc', '03104770000000000003', NULL, 1, 1, 2);
         INSERT INTO card VALUES ('03104770000000000003', 1, 'pboc', zeroblob(32), 1, 1, NULL, 1, 3);
         INSERT INTO card_block VALUES ('03104770000000000009', 'lost', 0, 1, 4);
         INSERT INTO card_load VALUES (1, 1, 'R-1', '03104770000000000003', zeroblob(8), 5000, 0, 0, zeroblob(6), zeroblob(7), 1, 'good', zeroblob(4), 20240716, 5, 6);
         INSERT INTO card_load_posting VALUES (1, 1, 'desk:1', 20240716, 5000), (1, 2, 'card:purse', 20240716, -5000);",
    ),
    (include_str!("../../migrations/0008-steps.sql"), "UPDATE books SET steps = 41;"),
    (
        include_str!("../../migrations/0009-card-profile.sql"),
        "INSERT INTO card_profile VALUES (1, 'text', '王一', 1);",
    ),
    (
        include_str!("../../migrations/0014-lease.sql"),
        "INSERT INTO lease VALUES ('roster', '17-abcd', 3, 0, '20240715');",
    ),
];

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
        for (migration, rows) in &LEVELS[..schema] {
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
        let text =
            |value: &Value| if let Value::Text(text) = value { text.clone() } else { panic!("{value:?}") };
        let tables = all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid", 1);
        let named = |table: &str| -> Vec<String> {
            match columns {
                None => all(&format!("SELECT name FROM pragma_table_info('{table}')"), 1),
                Some(_) => Vec::new(),
            }
            .iter()
            .map(|row| text(&row[0]))
            .collect()
        };
        let asked: Vec<(String, Vec<String>)> = match columns {
            None => tables.iter().map(|row| (text(&row[0]), named(&text(&row[0])))).collect(),
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
