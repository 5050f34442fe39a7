//! Files that are not what they should be: each a fault with a remedy, none an empty beginning.

use crate::scene::{TERMINAL, folder, made, open, options};
use journal::{Journal, JournalFault, inspect};
use rusqlite::Connection;
use std::path::Path;

fn fault(path: &Path) -> JournalFault {
    let before = std::fs::read(path).unwrap();
    let fault = Journal::open(path, TERMINAL, options()).unwrap_err();
    assert_eq!(std::fs::read(path).unwrap(), before, "left as it was");
    let words = fault.to_string();
    assert!(words.contains(" · "), "both languages: {words}");
    fault
}

/// Another hand in the file.
fn tamper(path: &Path, sql: &str) {
    let db = Connection::open(path).unwrap();
    db.execute_batch(sql).unwrap();
    db.close().unwrap();
}

#[test]
fn files_of_others() {
    let folder = folder("foreign");
    let text = folder.join("text.sqlite");
    std::fs::write(&text, "# not a database, but long enough to be looked at\n".repeat(100)).unwrap();
    assert!(matches!(fault(&text), JournalFault::Foreign(_)));
    let empty = folder.join("empty.sqlite");
    std::fs::write(&empty, b"").unwrap();
    assert!(matches!(fault(&empty), JournalFault::Foreign(_)));
    let other = folder.join("other.sqlite");
    tamper(&other, "CREATE TABLE wallet (coins INTEGER)");
    assert!(matches!(fault(&other), JournalFault::Foreign(_)));
    assert!(matches!(inspect(&other), Err(JournalFault::Foreign(_))));
}

#[test]
fn a_newer_program_was_here() {
    let path = made("newer", 2);
    tamper(&path, "PRAGMA user_version = 2");
    assert!(matches!(fault(&path), JournalFault::Newer(2)));
}

#[test]
fn another_hand_was_here() {
    let table = [
        ("a byte", "DROP TRIGGER entry_stays; UPDATE entry SET bytes = zeroblob(266) WHERE seq = 3"),
        ("a hash", "DROP TRIGGER entry_stays; UPDATE entry SET hash = zeroblob(32) WHERE seq = 3"),
        ("a missing entry", "DROP TRIGGER entry_kept; DELETE FROM entry WHERE seq = 4"),
        ("a missing record", "DROP TRIGGER record_kept; DELETE FROM record WHERE seq = 2"),
        (
            "two entries changed places",
            "DROP TRIGGER entry_stays; UPDATE entry SET seq = 99 WHERE seq = 2; \
          UPDATE entry SET seq = 2 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 99",
        ),
    ];
    for (number, (story, sql)) in table.into_iter().enumerate() {
        let path = made(&format!("hand-{number}"), 6);
        tamper(&path, &format!("PRAGMA foreign_keys = 0; {sql}"));
        assert!(matches!(fault(&path), JournalFault::Damaged(_)), "{story}");
        assert!(matches!(inspect(&path), Err(JournalFault::Damaged(_))), "{story}");
    }
}

#[test]
fn rows_are_neither_changed_nor_removed() {
    let path = made("only-grows", 3);
    let db = Connection::open(&path).unwrap();
    for sql in [
        "UPDATE entry SET bytes = x'00' WHERE seq = 1",
        "DELETE FROM entry WHERE seq = 3",
        "UPDATE record SET entry = 3",
        "DELETE FROM record",
        "UPDATE till SET terminal = 1",
        "DELETE FROM till",
    ] {
        let refused = db.execute(sql, []).unwrap_err();
        assert!(refused.to_string().contains("only grows"), "{sql}: {refused}");
    }
}

#[test]
fn a_flipped_bit_is_never_another_truth() {
    let path = made("bits", 12);
    // Closing has copied everything into the main file.
    let (journal, truth) = open(&path);
    drop(journal);
    let whole = std::fs::read(&path).unwrap();
    let mut noticed = 0;
    for at in (0..whole.len()).step_by(37) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        let copy = path.with_file_name("copy.sqlite");
        std::fs::write(&copy, &bytes).unwrap();
        match Journal::open(&copy, TERMINAL, options()) {
            Ok((_, till)) => assert_eq!(till, truth, "byte {at}"),
            Err(_) => noticed += 1,
        }
        for left in ["copy.sqlite-wal", "copy.sqlite-shm"] {
            drop(std::fs::remove_file(path.with_file_name(left)));
        }
    }
    assert!(noticed > 50, "most of the file matters: {noticed}");
}
