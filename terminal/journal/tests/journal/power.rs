//! Power cuts: the process killed at any moment, and the log cut off at any byte.

use crate::scene::{child, entries, folder, made, open, write};
use journal::inspect;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const KILLS: u32 = 12;

#[test]
fn whatever_was_confirmed_survives_a_kill() {
    let path = made("killed", 0);
    let mut confirmed = 0;
    for round in 0..KILLS {
        let mut writer = child("child::writes_until_killed", "JOURNAL_TO_WRITE", &path)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // A different number of entries each time, so that the kill falls anywhere.
        let mut wanted = 5 + round * 7;
        while wanted > 0 {
            let line = lines.next().expect("the child writes on").unwrap();
            if let Some(count) = line.strip_prefix("confirmed ") {
                confirmed = count.parse().unwrap();
                wanted -= 1;
            }
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            if let Some(count) = line.strip_prefix("confirmed ") {
                confirmed = count.parse().unwrap();
            }
        }
        let seen = inspect(&path).unwrap();
        assert!(seen.entries >= confirmed, "{} of {confirmed}", seen.entries);
        assert!(seen.entries <= confirmed + 1, "one entry at most was under way");
        confirmed = seen.entries;
    }
    let (_, till) = open(&path);
    assert_eq!(entries(&till), confirmed);
}

#[test]
fn a_log_cut_off_anywhere_loses_nothing_confirmed() {
    let path = made("cut", 4);
    let (mut journal, mut till) = open(&path);
    let log = path.with_file_name("journal.sqlite-wal");
    let mut lengths = Vec::new();
    for number in 4..16 {
        write(&mut journal, &mut till, number);
        lengths.push(std::fs::metadata(&log).unwrap().len());
    }
    let (main, whole) = (std::fs::read(&path).unwrap(), std::fs::read(&log).unwrap());
    let copy = folder("cut-copy").join("journal.sqlite");
    for cut in (0..=whole.len()).step_by(509).chain([whole.len()]) {
        for left in ["journal.sqlite-wal", "journal.sqlite-shm"] {
            drop(std::fs::remove_file(copy.with_file_name(left)));
        }
        std::fs::write(&copy, &main).unwrap();
        // What was not synced may be anything: here, noise.
        let noise = vec![0xA5; (whole.len() - cut).min(3000)];
        std::fs::write(copy.with_file_name("journal.sqlite-wal"), [&whole[..cut], &noise].concat()).unwrap();
        let (_, found) = open(&copy);
        let cut = u64::try_from(cut).unwrap();
        let confirmed = 4 + lengths.iter().filter(|length| **length <= cut).count();
        assert_eq!(entries(&found), u64::try_from(confirmed).unwrap(), "cut at {cut}");
    }
}
