//! An ordinary life: made once, opened every morning, read while at work.

use crate::scene::{TERMINAL, entries, folder, made, open, options, write};
use journal::{Journal, JournalFault, inspect};
use records::{Kind, TerminalId};
use sale::{Memory, MemoryFault, Till};

#[test]
fn what_is_remembered_is_there_in_the_morning() {
    let path = made("morning", 0);
    let (mut journal, mut till) = open(&path);
    assert_eq!(till, Till::new(TERMINAL));
    for number in 0..25 {
        write(&mut journal, &mut till, number);
    }
    drop(journal);
    let (mut journal, replayed) = open(&path);
    assert_eq!(replayed, till);
    assert_eq!(journal.reopen().unwrap(), till);
    write(&mut journal, &mut till, 25);
    assert_eq!(entries(&till), 26);
}

#[test]
fn it_can_be_read_while_at_work() {
    let path = made("at-work", 7);
    let (mut journal, mut till) = open(&path);
    write(&mut journal, &mut till, 8);
    let seen = inspect(&path).unwrap();
    assert_eq!((seen.terminal, seen.entries, &seen.till), (TERMINAL, 8, &till));
    write(&mut journal, &mut till, 10);
    assert_ne!(inspect(&path).unwrap().head, seen.head);
    let records = journal.records_from(2, 3).unwrap();
    assert_eq!(records.iter().map(|record| record.seq).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(records.iter().all(|record| record.kind == Kind::DayClose));
    assert!(journal.records_from(u64::MAX, 3).unwrap().is_empty());
    let sealed =
        till.seal(9, 2).unwrap().remember(&mut journal, &mut till).map_err(|lost| lost.fault).unwrap();
    assert_eq!((sealed.first_seq, sealed.through_seq), (1, 2));
    assert_eq!(journal.seals_from(2).unwrap(), [sealed], "a batch that was begun before is the one it is in");
    assert!(journal.seals_from(3).unwrap().is_empty());
}

#[test]
fn a_journal_at_rest_can_be_inspected() {
    let path = made("at-rest", 5);
    assert_eq!(inspect(&path).unwrap().entries, 5);
    assert_eq!(inspect(&path).unwrap().entries, 5);
}

#[test]
fn only_one_program_writes() {
    let path = made("one-writer", 1);
    let (journal, _) = open(&path);
    let second = Journal::open(&path, TERMINAL, options());
    assert!(matches!(second, Err(JournalFault::InUse(_))));
    drop(journal);
    open(&path);
}

#[test]
fn nothing_is_ever_made_over_something() {
    let path = made("over", 3);
    assert!(matches!(Journal::create(&path, TERMINAL), Err(JournalFault::Exists(_))));
    assert_eq!(inspect(&path).unwrap().entries, 3);
    // The log of a journal whose main file is gone is all that is left of it.
    let orphan = folder("orphan").join("journal.sqlite");
    std::fs::write(orphan.with_file_name("journal.sqlite-wal"), b"records").unwrap();
    assert!(matches!(Journal::create(&orphan, TERMINAL), Err(JournalFault::Exists(_))));
    // An attempt that a power cut ended leaves a draft, which is no obstacle.
    let again = folder("again").join("journal.sqlite");
    std::fs::write(again.with_file_name("journal.sqlite.new"), b"half").unwrap();
    Journal::create(&again, TERMINAL).unwrap();
    assert_eq!(inspect(&again).unwrap().entries, 0);
    assert!(!again.with_file_name("journal.sqlite.new").exists());
}

#[test]
fn nothing_is_made_by_opening() {
    let path = folder("missing").join("journal.sqlite");
    assert!(matches!(Journal::open(&path, TERMINAL, options()), Err(JournalFault::Missing(_))));
    assert!(matches!(inspect(&path), Err(JournalFault::Missing(_))));
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
    let nowhere = path.with_file_name("no-folder").join("journal.sqlite");
    assert!(matches!(Journal::open(&nowhere, TERMINAL, options()), Err(JournalFault::Missing(_))));
}

#[test]
fn another_terminals_journal_is_not_ours() {
    let path = made("other", 2);
    let other = TerminalId(33_070_300_000_018);
    let fault = Journal::open(&path, other, options()).unwrap_err();
    assert!(matches!(fault, JournalFault::OtherTerminal { found: TERMINAL, .. }));
}

#[test]
fn a_lost_main_file_is_noticed_at_the_next_opening() {
    let path = made("lost", 2);
    let (mut journal, till) = open(&path);
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(journal.reopen(), Err(JournalFault::Missing(_))));
    assert!(matches!(journal.room(), Err(MemoryFault::Broken { .. })));
    // And nothing more is taken.
    let step = till.install(9, [0; 32]);
    let mut same = till.clone();
    assert!(step.remember(&mut journal, &mut same).is_err());
    assert!(matches!(journal.room(), Err(MemoryFault::Broken { .. })));
}

#[test]
fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let path = made("private", 1);
    let (mut journal, mut till) = open(&path);
    write(&mut journal, &mut till, 2);
    let folder = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap());
    let named = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().contains(".sqlite");
    let open: Vec<_> = folder
        .filter(|entry| named(entry) && !entry.file_name().to_string_lossy().ends_with(".lock"))
        .filter(|entry| entry.metadata().unwrap().permissions().mode() & 0o077 != 0)
        .map(|entry| entry.file_name())
        .collect();
    assert!(open.is_empty(), "card numbers for everybody: {open:?}");
    assert!(path.exists(), "{}", path.display());
}
