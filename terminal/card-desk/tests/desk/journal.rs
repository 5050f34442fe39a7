//! The journal's file, under people and disks that do what they like.

use std::path::PathBuf;

use card_desk::issuing::{CardPlan, Entry, Journal, JournalError};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("card-desk-journal-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("journal.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn intended(request: u64) -> Entry {
    Entry::Intended(CardPlan {
        request,
        card_no: format!("{request:020}"),
        chip: format!("{request:016x}"),
        valid: ("20250101".to_owned(), "20351231".to_owned()),
    })
}

#[test]
fn what_was_written_is_told_again() {
    let folder = Folder::new("again");
    let mut journal = Journal::open(&folder.file()).unwrap();
    journal.write(&intended(1), 10).unwrap();
    for done in [1, 2, 5] {
        journal.write(&Entry::Step { request: 1, done }, 20).unwrap();
    }
    assert!(matches!(
        journal.write(&Entry::Step { request: 1, done: 5 }, 30),
        Err(JournalError::Contradiction(_))
    ));
    assert!(Journal::open(&folder.file()).is_err(), "one desk writes at a time");
    let told = journal.story().clone();
    drop(journal);
    let journal = Journal::open(&folder.file()).unwrap();
    assert_eq!(*journal.story(), told);
    assert_eq!(journal.read().unwrap().len(), 4);
    assert_eq!(journal.story().unfinished_on("0000000000000001").unwrap().done, 5);
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn nothing_is_changed_or_removed_unnoticed() {
    let folder = Folder::new("altered");
    let mut journal = Journal::open(&folder.file()).unwrap();
    for request in 1..=3 {
        journal.write(&intended(request), 10).unwrap();
    }
    drop(journal);
    let altered = |sql: &str| {
        let copy = folder.0.join("copy.db");
        std::fs::copy(folder.file(), &copy).unwrap();
        let db = rusqlite::Connection::open(&copy).unwrap();
        db.execute_batch(sql).map_err(|error| error.to_string())?;
        drop(db);
        let opened = Journal::open(&copy).map(|_| ()).map_err(|error| error.to_string());
        std::fs::remove_file(copy).unwrap();
        opened
    };
    assert_eq!(altered(""), Ok(()));
    for sql in ["UPDATE entry SET at_us = 1", "DELETE FROM entry WHERE seq = 3"] {
        assert_eq!(altered(sql).unwrap_err(), "the journal only grows");
    }
    let free = "DROP TRIGGER entry_stays; DROP TRIGGER entry_kept;";
    for (sql, place) in [
        ("UPDATE entry SET at_us = 1 WHERE seq = 2", 2),
        ("UPDATE entry SET body = replace(body, '2025', '2020') WHERE seq = 1", 1),
        ("DELETE FROM entry WHERE seq = 2", 2),
        ("UPDATE entry SET body = 'x' WHERE seq = 3", 3),
    ] {
        let told = altered(&format!("{free}{sql}")).unwrap_err();
        assert!(told.contains(&format!("第 {place} 条")), "{sql}: {told}");
    }
    std::fs::write(folder.file(), "not a database, and long enough to be looked at".repeat(50)).unwrap();
    assert!(Journal::open(&folder.file()).is_err());
}
