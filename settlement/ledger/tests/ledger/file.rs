//! The file itself: made once, opened with care, refused with a word.

use std::path::{Path, PathBuf};

use expect_test::expect;
use ledger::{County, Holder, Ledger, LedgerError};
use money::Fen;

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("ledger-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn county() -> County {
    County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: [7; 32],
        supervisor_code: String::new(),
    }
}

fn told(path: &Path, error: &LedgerError) -> String {
    format!("{}\n", error.to_string().replace(&path.display().to_string(), "BOOKS"))
}

#[test]
fn opening_says_what_is_wrong_and_changes_nothing() {
    let folder = Folder::new("opening");
    let path = folder.file("books.db");
    let mut all = told(&path, &Ledger::open(&path).unwrap_err());
    Ledger::create(&path).unwrap().open_county(&county(), 1).unwrap();
    all += &told(&path, &Ledger::create(&path).unwrap_err());
    all += &told(&path, &Ledger::open(&path).unwrap().open_county(&county(), 2).unwrap_err());

    let garbage = folder.file("garbage.db");
    std::fs::write(&garbage, "this is no database, and long enough to be looked at".repeat(40)).unwrap();
    let before = std::fs::read(&garbage).unwrap();
    assert!(matches!(Ledger::open(&garbage), Err(LedgerError::Corrupt(_))));
    assert_eq!(std::fs::read(&garbage).unwrap(), before);

    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    all += &told(&path, &Ledger::open(&path).unwrap_err());
    expect![[r#"
        账本不存在：BOOKS。未改动任何内容；请先运行 county-center init · no books at BOOKS; nothing was changed; run county-center init first
        账本已存在：BOOKS。未改动；请换一个文件名 · books already exist at BOOKS; nothing was changed; choose another file
        县 330703 已存在，未改动 · county 330703 exists already, nothing was changed
        账本版本 99 比本程序（18）新。未改动；请使用新版程序 · the books have schema 99, this program knows 18; nothing was changed; use the newer program
    "#]].assert_eq(&all);
}

#[test]
fn books_are_private_and_durable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("durable");
    let path = folder.file("books.db");
    drop(Ledger::create(&path).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    assert_eq!(Ledger::open(&path).unwrap().page_faults().unwrap(), Vec::<String>::new());
}

#[test]
fn older_lists_of_holders_say_nothing_more() {
    let folder = std::env::temp_dir().join(format!("ledger-holders-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("books.db");
    let older = rusqlite::Connection::open(&path).unwrap();
    older.execute_batch(include_str!("../../migrations/0001-books.sql")).unwrap();
    older
        .execute_batch(
            "INSERT INTO holder (card_no, birth, categories, rosters, resident) VALUES ('1', 19440715, 'a', '', 0);
             PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(older);
    let found = Ledger::open(&path).unwrap().holders().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        found,
        [Holder { categories: vec!["a".to_owned()], resident: false, ..Holder::born("1", 19_440_715) }]
    );
}

/// Books from before funds had balances: what they drew is carried over, and nothing came in yet.
#[test]
fn older_books_keep_what_they_drew() {
    let path = std::env::temp_dir().join(format!("ledger-{}-older.db", std::process::id()));
    drop(std::fs::remove_file(&path));
    let older = rusqlite::Connection::open(&path).unwrap();
    older.execute_batch(include_str!("../../migrations/0001-books.sql")).unwrap();
    older.pragma_update(None, "foreign_keys", "0").unwrap();
    older
        .execute_batch(
            "INSERT INTO posting VALUES (1, 1, 1, 'fund:2', 20240715, 130), (1, 1, 2, 'fund:1', 20240715, 5),
                 (1, 2, 1, 'fund:2', 20240716, -30), (1, 2, 2, 'card:purse', 20240716, 30);
             PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(older);
    let funds = Ledger::open(&path).unwrap().funds().unwrap();
    let drawn: Vec<(u8, Fen)> = funds.iter().map(|(code, fund)| (*code, fund.drawn)).collect();
    assert_eq!(drawn, [(1, Fen(5)), (2, Fen(100))]);
    std::fs::remove_file(path).unwrap();
}
