//! Disks that take nothing more.

use crate::scene::{TERMINAL, child, entries, folder, made, open, options, try_write};
use journal::{Journal, Options};
use sale::{Memory, MemoryFault, Refusal};
use std::process::Command;

#[test]
fn a_reserve_larger_than_the_disk_refuses_before_the_card() {
    let path = made("reserve", 0);
    let greedy = Options { reserve_kib: u64::MAX, ..options() };
    let (mut journal, _) = Journal::open(&path, TERMINAL, greedy).unwrap();
    let fault = journal.room().unwrap_err();
    assert!(matches!(fault, MemoryFault::Full { needed_kib: u64::MAX, .. }));
    assert!(fault.to_string().contains("KiB"));
}

#[test]
fn a_journal_at_its_largest_fails_cleanly_and_can_grow_again() {
    let path = made("pages", 0);
    let small = Options { pages_max: Some(16), ..options() };
    let (mut journal, mut till) = Journal::open(&path, TERMINAL, small).unwrap();
    let failed = (0..1000).find_map(|number| try_write(&mut journal, &mut till, number).err());
    assert_eq!(failed.expect("it is full").refusal(), Refusal::DiskFull);
    assert!(entries(&till) > 10);
    // Nothing is taken after a failure, however small; the file says how far it came.
    assert!(try_write(&mut journal, &mut till, 1).is_err());
    assert_eq!(journal.room().unwrap_err().refusal(), Refusal::DiskFull);
    assert_eq!(journal.reopen().unwrap(), till);
    drop(journal);
    let (mut journal, mut till) = open(&path);
    let next = u32::try_from(entries(&till)).unwrap();
    try_write(&mut journal, &mut till, next).unwrap();
}

/// A file system of four MiB, in a mount namespace of its own, filled and made read-only. Where the machine
/// does not allow that, the two tests above stand alone.
#[test]
fn a_full_disk_and_a_read_only_one() {
    let probe = Command::new("unshare").args(["-m", "true"]).status();
    if !probe.is_ok_and(|status| status.success()) {
        println!("this machine allows no mount namespace; not run");
        return;
    }
    let folder = folder("small-disk");
    let inner = child("child::on_a_small_disk", "SMALL_DISK", &folder);
    let script = "mount -t tmpfs -o size=4m tmpfs \"$SMALL_DISK\" && exec \"$@\"";
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", script, "sh"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env("SMALL_DISK", &folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("small disk done"), "{told}\n{failed}");
}
