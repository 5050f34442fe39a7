//! The file itself: made once, opened with care, refused with a word.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

use std::path::{Path, PathBuf};

use expect_test::expect;
use ledger::{County, Holder, Ledger, LedgerError, Merchant, Role, RosterEntry};

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

    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    all += &told(&path, &Ledger::open(&path).unwrap_err());
    expect![[r#"
        账本不存在：BOOKS。未改动任何内容；请先运行 county-center init · no books at BOOKS; nothing was changed; run county-center init first
        账本已存在：BOOKS。未改动；请换一个文件名 · books already exist at BOOKS; nothing was changed; choose another file
        县 330703 已存在，未改动 · county 330703 exists already, nothing was changed
        账本版本 9 比本程序（7）新。未改动；请使用新版程序 · the books have schema 9, this program knows 7; nothing was changed; use the newer program
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
fn a_reader_cannot_write() {
    let folder = Folder::new("reader");
    let path = folder.file("books.db");
    Ledger::create(&path).unwrap().open_county(&county(), 1).unwrap();
    let mut reader = Ledger::open_reader(&path).unwrap();
    assert_eq!(reader.county().unwrap(), county());
    assert!(reader.add_merchant(&merchant(), 1).is_err());
}

fn merchant() -> Merchant {
    Merchant { id: "canteen-1".to_owned(), name: "一号食堂".to_owned() }
}

#[test]
fn five_wrong_passwords_lock_and_time_opens() {
    let mut ledger = Ledger::in_memory().unwrap();
    ledger.add_account("office", "hash", &Role::Operator, 0).unwrap();
    let mut attempt = |now| ledger.begin_login("office", 5, now, now + 100).unwrap().is_some();
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 104, 105].map(&mut attempt),
        [true, true, true, true, true, false, false, true]
    );
    assert_eq!(ledger.begin_login("nobody", 5, 1, 2).unwrap(), None);
}

#[test]
fn a_right_password_forgives() {
    let mut ledger = Ledger::in_memory().unwrap();
    ledger.add_account("office", "hash", &Role::Operator, 0).unwrap();
    for round in 0..20 {
        assert!(ledger.begin_login("office", 5, round, 1000).unwrap().is_some());
        ledger.clear_login_failures("office").unwrap();
    }
}

#[test]
fn an_account_of_a_merchant_needs_the_merchant() {
    let mut ledger = Ledger::in_memory().unwrap();
    let role = Role::Merchant("canteen-1".to_owned());
    assert!(matches!(ledger.add_account("a", "hash", &role, 0), Err(LedgerError::Unknown { .. })));
    ledger.add_merchant(&merchant(), 0).unwrap();
    ledger.add_account("a", "hash", &role, 0).unwrap();
    assert!(matches!(ledger.add_account("a", "hash", &role, 0), Err(LedgerError::Taken { .. })));
}

#[test]
fn an_unchanged_roster_keeps_its_version() {
    let mut ledger = Ledger::in_memory().unwrap();
    let row = |tier| RosterEntry {
        card_no: "03104770000000001234".to_owned(),
        from_day: 20_240_101,
        to_day: 20_240_714,
        tier,
        groups: 1,
        place: 0,
        lapsed: false,
    };
    assert_eq!(ledger.keep_roster(&[1; 32], &[row('A')], 0).unwrap(), 1);
    assert_eq!(ledger.keep_roster(&[1; 32], &[row('A')], 0).unwrap(), 1);
    assert_eq!(ledger.keep_roster(&[2; 32], &[row('B')], 0).unwrap(), 2);
    let tier =
        |version, day| ledger.roster_row(version, "03104770000000001234", day).unwrap().map(|row| row.tier);
    assert_eq!([tier(1, 20_240_714), tier(2, 20_240_714), tier(2, 20_240_715)], [Some('A'), Some('B'), None]);
}

#[test]
fn holders_are_replaced_whole_or_not_at_all() {
    let mut ledger = Ledger::in_memory().unwrap();
    let holder = |card: &str| Holder {
        categories: vec!["a".to_owned(), "b".to_owned()],
        registered: false,
        care_level: 4,
        place: Some("river_village".to_owned()),
        reviewed_to: Some(20_251_231),
        until: Some(20_260_331),
        ..Holder::born(card, 19_440_715)
    };
    ledger.replace_holders(&[holder("1")]).unwrap();
    assert!(ledger.replace_holders(&[holder("2"), holder("2")]).is_err());
    assert_eq!(ledger.holders().unwrap(), [holder("1")]);
    ledger.replace_holders(&[Holder::born("3", 19_440_715)]).unwrap();
    assert_eq!(ledger.holders().unwrap(), [Holder::born("3", 19_440_715)]);
    assert_eq!(format!("{:?}", holder("1")), "Holder(<private>)");
}

#[test]
fn a_card_is_stopped_since_it_was_listed_without_a_break() {
    let mut ledger = Ledger::in_memory().unwrap();
    let card: records::CardNo = "3104770000000001234".parse().unwrap();
    let mut since = |cards: &[String], now| {
        ledger.install_stoplist(cards, now).unwrap();
        ledger.card_stopped_since(&card).unwrap()
    };
    let listed = [card.digits()];
    assert_eq!(since(&[], 1), None);
    assert_eq!(since(&listed, 2), Some(2));
    assert_eq!(since(&listed, 3), Some(2));
    assert_eq!(since(&[], 4), None);
    assert_eq!(since(&listed, 5), Some(5));
}

#[test]
fn older_lists_of_holders_say_nothing_more() {
    let folder = std::env::temp_dir().join(format!("ledger-holders-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("books.db");
    let older = rusqlite::Connection::open(&path).unwrap();
    older.execute_batch(include_str!("../migrations/sqlite/0001-books.sql")).unwrap();
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
