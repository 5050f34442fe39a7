//! Tests that do nothing unless another test starts them as a child process.

use crate::scene::{TERMINAL, entries, open, options, try_write, write};
use journal::{Journal, Options};
use sale::{Memory, MemoryFault, Refusal};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Killed by `power::whatever_was_confirmed_survives_a_kill`.
#[test]
fn writes_until_killed() {
    let Some(path) = std::env::var_os("JOURNAL_TO_WRITE") else { return };
    let (mut journal, mut till) = open(Path::new(&path));
    loop {
        let number = u32::try_from(entries(&till)).unwrap();
        write(&mut journal, &mut till, number);
        println!("confirmed {}", entries(&till));
    }
}

/// On a small disk of its own, for `disk::a_full_disk_and_a_read_only_one`.
#[test]
fn on_a_small_disk() {
    let Some(folder) = std::env::var_os("SMALL_DISK").map(PathBuf::from) else { return };
    let path = folder.join("journal.sqlite");
    let filler = folder.join("filler");
    Journal::create(&path, TERMINAL).unwrap();
    let careful = Options { reserve_kib: 1024, ..options() };
    let (mut journal, mut till) = Journal::open(&path, TERMINAL, careful).unwrap();
    write(&mut journal, &mut till, 0);
    assert_eq!(journal.room(), Ok(()));

    // Less than the reserve: no card is touched, though an entry would still fit.
    fill(&filler, 900);
    let fault = journal.room().unwrap_err();
    assert!(matches!(fault, MemoryFault::Full { free_kib, needed_kib: 1024 } if free_kib < 1024), "{fault}");
    assert_eq!(fault.refusal(), Refusal::DiskFull);
    write(&mut journal, &mut till, 1);

    // Not a byte left: the write fails cleanly and nothing more is taken.
    fill(&filler, 0);
    let failed = (2..2000).find_map(|number| try_write(&mut journal, &mut till, number).err());
    let word = failed.expect("the disk is full").refusal();
    assert!(matches!(word, Refusal::DiskFull | Refusal::JournalFault), "{word}");
    assert!(journal.room().is_err());

    // Room again: everything confirmed is there, and the till goes on.
    std::fs::remove_file(&filler).unwrap();
    assert_eq!(journal.reopen().unwrap(), till);
    assert_eq!(journal.room(), Ok(()));
    let next = u32::try_from(entries(&till)).unwrap();
    write(&mut journal, &mut till, next);

    // The same disk, now read-only to whoever looks at it.
    mount(&["--bind"], &[&folder, &folder]);
    mount(&["-o", "remount,bind,ro"], &[&folder]);
    let fault = journal.room().unwrap_err();
    assert_eq!(fault.refusal(), Refusal::DiskReadOnly, "{fault}");
    let fault = journal.reopen().unwrap_err();
    assert_eq!(fault.refusal(), Refusal::DiskReadOnly, "{fault}");
    assert!(try_write(&mut journal, &mut till, next + 1).is_err());
    drop(journal);
    let fault = Journal::open(&path, TERMINAL, careful).unwrap_err();
    assert_eq!(fault.refusal(), Refusal::DiskReadOnly, "{fault}");
    mount(&["-o", "remount,bind,rw"], &[&folder]);
    let (_, found) = Journal::open(&path, TERMINAL, careful).unwrap();
    assert_eq!(found, till);
    println!("small disk done");
}

/// Grows a file until so many KiB are left.
fn fill(filler: &Path, left_kib: u64) {
    use std::io::Write as _;
    let mut file = std::fs::File::options().create(true).append(true).open(filler).unwrap();
    loop {
        let disk = rustix::fs::statvfs(filler).unwrap();
        if disk.f_bavail * disk.f_frsize / 1024 <= left_kib || file.write_all(&[0x55; 4096]).is_err() {
            return;
        }
    }
}

fn mount(how: &[&str], what: &[&Path]) {
    let done = Command::new("mount").args(how).args(what).status().unwrap();
    assert!(done.success(), "mount {how:?}");
}
