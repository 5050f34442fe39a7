//! A folder for each test, and short lives to write into a journal.

use journal::{Journal, JournalFault, Options};
use records::{BusinessDay, ClockQuality, Moment, TerminalId};
use sale::Till;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) const TERMINAL: TerminalId = TerminalId(33_070_300_000_017);

/// An empty folder of this name.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// No reserve: these tests share their disk with a build.
pub(crate) fn options() -> Options {
    Options { reserve_kib: 0, ..Options::default() }
}

pub(crate) fn open(path: &Path) -> (Journal, Till) {
    // A child that another test is starting holds a copy of every lock until it is a program of its own.
    for _ in 0..200 {
        match Journal::open(path, TERMINAL, options()) {
            Err(JournalFault::InUse(_)) => std::thread::sleep(Duration::from_millis(10)),
            opened => return opened.unwrap(),
        }
    }
    panic!("{} stays in use", path.display());
}

/// A new journal with this many entries, records and parameters in turn.
pub(crate) fn made(name: &str, entries: u32) -> PathBuf {
    let path = folder(name).join("journal.sqlite");
    Journal::create(&path, TERMINAL).unwrap();
    let (mut journal, mut till) = open(&path);
    for number in 0..entries {
        write(&mut journal, &mut till, number);
    }
    path
}

/// Remembers one more entry: a closed day for an even number, parameters for an odd one.
pub(crate) fn write(journal: &mut Journal, till: &mut Till, number: u32) {
    try_write(journal, till, number).unwrap();
}

pub(crate) fn try_write(journal: &mut Journal, till: &mut Till, number: u32) -> Result<(), sale::StepFault> {
    if number.is_multiple_of(2) {
        let day = BusinessDay::from_number(20_250_716).unwrap();
        let now = Moment { at_us: i64::from(number), clock: ClockQuality::Network };
        let step = till.close_day(day, now).unwrap();
        step.remember(journal, till).map(|_| ()).map_err(|forgotten| forgotten.fault)
    } else {
        let step = till.install(number, [number.to_be_bytes()[3]; 32]);
        step.remember(journal, till).map(|_| ()).map_err(|forgotten| forgotten.fault)
    }
}

/// How many entries a till has seen, when `write` wrote all of them.
pub(crate) fn entries(till: &Till) -> u64 {
    till.chain().next_seq - 1 + u64::from(till.parameters().map_or(0, |(version, _)| version.div_ceil(2)))
}

/// Runs one test of this program again as a child, with this in its environment.
pub(crate) fn child(test: &str, name: &str, value: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(name, value);
    command
}
