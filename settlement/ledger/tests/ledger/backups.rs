//! Books in one file: whole, of one moment, refused when it is anything else; and older books brought forward.

use std::io::Cursor;
use std::path::Path;

use ledger::{Backup, BackupError, County, Holder, Inflow, InflowKind, Ledger, LedgerError, Merchant};
use money::Fen;
use records::BusinessDay;

use crate::place;

fn county() -> County {
    County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: [7; 32],
        supervisor_code: String::new(),
    }
}

fn merchant(number: u32) -> Merchant {
    Merchant { id: format!("m-{number}"), name: "食堂".to_owned() }
}

/// Books with values of every kind: numbers below nothing, bytes, text, nothing at all.
fn fill(path: &Path) -> Ledger {
    let mut ledger = Ledger::create(path).unwrap();
    ledger.open_county(&county(), -1).unwrap();
    for number in 0..3 {
        ledger.add_merchant(&merchant(number), 1).unwrap();
    }
    ledger.invite_terminal("m-1", "一号", &[9; 32], 1, 100).unwrap();
    let holders: Vec<Holder> =
        (0..5_000).map(|card| Holder::born(format!("{card:020}"), 19_440_715)).collect();
    ledger.replace_holders(&holders).unwrap();
    let gift = Inflow {
        reference: "JZ-1".to_owned(),
        fund: 2,
        amount: Fen(500),
        source: String::new(),
        kind: InflowKind::Donation,
        note: String::new(),
    };
    ledger.enter_inflow(&gift, BusinessDay::from_number(20_240_701).unwrap(), 1).unwrap();
    ledger
}

pub(crate) fn file_of(path: &Path) -> (Vec<u8>, Backup) {
    let mut file = Vec::new();
    let backup = Ledger::back_up(path, &mut file, &mut |_| {}).unwrap();
    (file, backup)
}

fn restore(path: &Path, file: &[u8]) -> Result<Backup, BackupError> {
    Ledger::restore(path, &mut Cursor::new(file), &mut |_| {})
}

#[test]
fn what_is_restored_is_what_was_there() {
    let (from, to) = (place("from"), place("to"));
    let ledger = fill(from.path());
    let (file, backup) = file_of(from.path());
    assert_eq!((backup.division, backup.county.as_str()), (330_703, "示例县"));
    assert_eq!(restore(to.path(), &file).unwrap(), backup);
    let again = Ledger::open(to.path()).unwrap();
    assert_eq!(again.county().unwrap(), ledger.county().unwrap());
    assert_eq!(again.holders().unwrap().len(), 5_000);
    // The same books give the same file, byte for byte.
    assert_eq!(file_of(to.path()).0, file);
}

/// The books go on while they are backed up, and the file is of the moment it began.
#[test]
fn a_backup_is_of_one_moment_and_stops_nobody() {
    let (from, to) = (place("moment"), place("moment_to"));
    let mut ledger = fill(from.path());
    let mut wrote = 0;
    let mut file = Vec::new();
    Ledger::back_up(from.path(), &mut file, &mut |_| {
        wrote += 1;
        ledger.add_merchant(&merchant(100 + wrote), 1).unwrap();
    })
    .unwrap();
    assert!(wrote > 10);
    restore(to.path(), &file).unwrap();
    assert_eq!(Ledger::open(to.path()).unwrap().merchants().unwrap().len(), 3);
    assert_eq!(ledger.merchants().unwrap().len(), 3 + usize::try_from(wrote).unwrap());
}

#[test]
fn nothing_is_overwritten_and_nothing_half_is_taken() {
    let (from, to) = (place("whole"), place("half"));
    drop(fill(from.path()));
    let (file, _) = file_of(from.path());
    assert!(matches!(restore(from.path(), &file), Err(BackupError::NotEmpty(_))));
    assert_eq!(file_of(from.path()).0, file);

    let spoilt = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = file.clone();
        change(&mut file);
        restore(to.path(), &file).unwrap_err()
    };
    let foreign =
        [spoilt(&|file| file.clear()), spoilt(&|file| file[0] ^= 1), spoilt(&|file| file.truncate(20))];
    assert!(foreign.iter().all(|error| matches!(error, BackupError::Foreign)), "{foreign:?}");
    for at in (8..file.len()).step_by(file.len() / 97) {
        let cut = spoilt(&|file| file.truncate(at.max(40)));
        let changed = spoilt(&|file| file[at] ^= 0x20);
        let damaged = |error: &BackupError| matches!(error, BackupError::Damaged { .. });
        assert!(damaged(&cut) && damaged(&changed), "{at}: {cut:?}, {changed:?}");
    }
    // No books came of it, and the place is still free.
    assert!(matches!(Ledger::open(to.path()), Err(LedgerError::Missing(_))));
    restore(to.path(), &file).unwrap();
}

/// A hash proves that nobody erred, not that nobody lied: what is inside is looked at too.
#[test]
fn a_forged_file_with_a_right_hash_is_refused() {
    let (from, to) = (place("true"), place("forged"));
    drop(fill(from.path()));
    let (file, _) = file_of(from.path());
    let forged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = file[..file.len() - 32].to_vec();
        change(&mut file);
        file.extend(records::sha256(&file));
        restore(to.path(), &file).unwrap_err()
    };
    let newer = forged(&|file| file[11] = 99);
    assert!(matches!(newer, BackupError::TooNew { found: 99, .. }), "{newer:?}");
    let older = forged(&|file| file[11] = 1);
    assert!(matches!(older, BackupError::Damaged { .. }), "{older:?}");
    let head = 8 + 4 + 4 + 4 + "示例县".len();
    let table = forged(&|file| file[head + 5] ^= 1);
    assert!(matches!(table, BackupError::Damaged { .. }), "{table:?}");
    let long = forged(&|file| file[head + 1] = 0xFF);
    assert!(matches!(long, BackupError::Damaged { .. }), "{long:?}");
    let cut = forged(&|file| file.truncate(file.len() / 2));
    assert!(matches!(cut, BackupError::Damaged { .. }), "{cut:?}");
    // Whatever began was taken back whole.
    restore(to.path(), &file).unwrap();
}
