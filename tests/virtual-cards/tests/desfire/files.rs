//! What value, record and backup files do before and after a commit.

use crate::reader::Reader;
use crate::sessions::card;
use expect_test::expect;
use std::collections::BTreeMap;
use virtual_cards::Key;
use virtual_cards::desfire::{
    Access, Body, CardKey, Channel, CommMode, File, RecordFile, ValueFile, VirtualDesfire,
};

const AID: [u8; 3] = [0x56, 0x34, 0x12];
const VALUE: u8 = 1;
const CYCLIC: u8 = 2;
const LINEAR: u8 = 3;
const BACKUP: u8 = 4;
const STANDARD: u8 = 5;

fn desk() -> Reader {
    let records = |cyclic| Body::Records(RecordFile { cyclic, size: 4, max: 3, records: Vec::new() });
    let value = Body::Value(ValueFile { lower: -10, upper: 1_000, value: 100, limited: 0, flags: 1 });
    let bodies = [
        (VALUE, value),
        (CYCLIC, records(true)),
        (LINEAR, records(false)),
        (BACKUP, Body::Backup(vec![0; 8])),
        (STANDARD, Body::Standard(vec![0; 8])),
    ];
    let plain = |body| File { option: 0, access: Access([0, 0]), body };
    let files: BTreeMap<u8, File> = bodies.map(|(number, body)| (number, plain(body))).into();
    signed_in(card(CardKey::ZERO, 2, 0x0F, files))
}

fn signed_in(card: VirtualDesfire) -> Reader {
    let mut reader = Reader::tap(card);
    reader.select(AID).unwrap().unwrap();
    reader.login(0x71, 0, &Key([0; 16])).unwrap().unwrap();
    reader
}

impl Reader {
    /// A plain data command.
    fn data(&mut self, ins: u8, parameters: &[u8]) -> Result<Vec<u8>, u8> {
        if !matches!(self.channel, Some(Channel::Second { .. })) {
            self.select(AID).unwrap().unwrap();
            self.login(0x71, 0, &Key([0; 16])).unwrap().unwrap();
        }
        self.send(ins, parameters, &[], CommMode::Plain, CommMode::Plain).unwrap()
    }

    fn done(&mut self) -> Result<Vec<u8>, u8> {
        self.manage(0xC7, &[]).unwrap()
    }

    fn money(&mut self, ins: u8, amount: i32) -> Result<Vec<u8>, u8> {
        self.data(ins, &[&[VALUE][..], &amount.to_le_bytes()].concat())
    }

    /// Committed value, and what LimitedCredit may give back.
    fn value(&mut self) -> (i32, u32) {
        let file = self.card().state().application(AID).unwrap().files[&VALUE].clone();
        let value = file.value().unwrap();
        (value.value, value.limited)
    }
}

const CREDIT: u8 = 0x0C;
const DEBIT: u8 = 0xDC;
const LIMITED: u8 = 0x1C;

#[test]
fn value_changes_add_up_and_show_after_the_commit() {
    let mut reader = desk();
    reader.money(DEBIT, 30).unwrap();
    reader.money(CREDIT, 5).unwrap();
    reader.money(DEBIT, 20).unwrap();
    assert_eq!(reader.data(0x6C, &[VALUE]), Ok(vec![100, 0, 0, 0]), "the committed value");
    reader.done().unwrap();
    assert_eq!(reader.data(0x6C, &[VALUE]), Ok(vec![55, 0, 0, 0]));
    assert_eq!(reader.value(), (55, 50));
}

#[test]
fn value_limits_hold_against_what_is_pending() {
    let cases = [
        (vec![(DEBIT, 110)], Ok(())),
        (vec![(DEBIT, 111)], Err(0xBE)),
        (vec![(DEBIT, 60), (DEBIT, 51)], Err(0xBE)),
        (vec![(CREDIT, 900)], Ok(())),
        (vec![(CREDIT, 901)], Err(0xBE)),
        (vec![(CREDIT, i32::MAX)], Err(0xBE)),
        (vec![(DEBIT, i32::MAX)], Err(0xBE)),
        (vec![(DEBIT, -1)], Err(0x9E)),
        (vec![(LIMITED, 1)], Err(0xBE)),
        (vec![(LIMITED, 0)], Ok(())),
    ];
    for (commands, expected) in cases {
        let mut reader = desk();
        let end = commands.iter().try_for_each(|(ins, amount)| reader.money(*ins, *amount).map(drop));
        assert_eq!(end, expected, "{commands:?}");
        if expected.is_err() {
            assert_eq!(reader.value(), (100, 0), "{commands:?}");
            assert_eq!(reader.native(0xC7, &[]), Ok(Err(0x0C)), "an error throws away what was pending");
        }
    }
}

#[test]
fn what_may_be_given_back_follows_the_last_debit() {
    let mut reader = desk();
    let mut ledger = String::new();
    let stories: [&[(u8, i32)]; 7] = [
        &[(DEBIT, 30), (DEBIT, 10)],
        &[(CREDIT, 7)],
        &[(LIMITED, 15)],
        &[(LIMITED, 1)],
        &[(DEBIT, 20)],
        &[(LIMITED, 0)],
        &[(LIMITED, 1)],
    ];
    for story in stories {
        let end = story.iter().try_for_each(|(ins, amount)| reader.money(*ins, *amount).map(drop));
        let end = end.and_then(|()| reader.done().map(drop));
        let (value, limited) = reader.value();
        let told: Vec<String> = story.iter().map(|(ins, amount)| format!("{ins:02X} {amount}")).collect();
        ledger += &format!("{:<16} {end:02X?} value {value} to give back {limited}\n", told.join(", "));
    }
    expect![[r#"
        DC 30, DC 10     Ok(()) value 60 to give back 40
        0C 7             Ok(()) value 67 to give back 40
        1C 15            Ok(()) value 82 to give back 0
        1C 1             Err(BE) value 82 to give back 0
        DC 20            Ok(()) value 62 to give back 20
        1C 0             Ok(()) value 62 to give back 0
        1C 1             Err(BE) value 62 to give back 0
    "#]]
    .assert_eq(&ledger);
}

fn record(file: u8, offset: u8, data: &[u8]) -> Vec<u8> {
    [&[file, offset, 0, 0, u8::try_from(data.len()).unwrap(), 0, 0], data].concat()
}

#[test]
fn one_transaction_makes_one_record() {
    let mut reader = desk();
    assert_eq!(
        reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]),
        Err(0xBE),
        "an empty file has nothing to read"
    );
    reader.data(0x3B, &record(CYCLIC, 2, &[7, 8])).unwrap();
    reader.data(0x8B, &record(CYCLIC, 1, &[6])).unwrap();
    reader.done().unwrap();
    assert_eq!(reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]), Ok(vec![0, 6, 7, 8]));
    reader.data(0x3B, &record(CYCLIC, 0, &[1, 1, 1, 1])).unwrap();
    assert_eq!(reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]), Ok(vec![0, 6, 7, 8]), "not committed");
    reader.done().unwrap();
    assert_eq!(reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]), Ok(vec![0, 6, 7, 8, 1, 1, 1, 1]));
    assert_eq!(reader.data(0xBB, &[CYCLIC, 1, 0, 0, 1, 0, 0]), Ok(vec![0, 6, 7, 8]), "the one before");
    assert_eq!(reader.data(0xBB, &[CYCLIC, 1, 0, 0, 2, 0, 0]), Err(0xBE));
    assert_eq!(reader.data(0xBB, &[CYCLIC, 2, 0, 0, 1, 0, 0]), Err(0xBE));
}

#[test]
fn a_full_file_forgets_its_oldest_or_takes_no_more() {
    let mut reader = desk();
    for number in 1..=4 {
        reader.data(0x3B, &record(CYCLIC, 0, &[number; 4])).unwrap();
        reader.done().unwrap();
    }
    // Room for three: two are kept, and one is being written.
    assert_eq!(reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]), Ok([[3; 4], [4; 4]].concat()));
    for number in 1..=3 {
        reader.data(0x3B, &record(LINEAR, 0, &[number; 4])).unwrap();
        reader.done().unwrap();
    }
    assert_eq!(reader.data(0x3B, &record(LINEAR, 0, &[4; 4])), Err(0xBE));
    assert_eq!(reader.data(0x3B, &record(CYCLIC, 1, &[9; 4])), Err(0xBE), "beyond the record");
    assert_eq!(reader.data(0xBB, &[LINEAR, 0, 0, 0, 3, 0, 0]), Ok([[1; 4], [2; 4], [3; 4]].concat()));
}

#[test]
fn a_record_is_changed_where_it_was_and_a_cleared_file_takes_none() {
    let mut reader = desk();
    for number in 1..=2 {
        reader.data(0x3B, &record(CYCLIC, 0, &[number; 4])).unwrap();
        reader.done().unwrap();
    }
    // With a new record pending, the newest committed one is still number 0.
    reader.data(0x3B, &record(CYCLIC, 0, &[3; 4])).unwrap();
    reader.data(0xDB, &[CYCLIC, 0, 0, 0, 1, 0, 0, 2, 0, 0, 9, 9]).unwrap();
    assert_eq!(reader.data(0xBA, &[CYCLIC, 2, 0, 0, 1, 0, 0, 2, 0, 0, 9, 9]), Err(0xBE));
    reader.data(0x3B, &record(CYCLIC, 0, &[3; 4])).unwrap();
    reader.data(0xBA, &[CYCLIC, 0, 0, 0, 1, 0, 0, 2, 0, 0, 9, 9]).unwrap();
    reader.done().unwrap();
    assert_eq!(reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]), Ok(vec![2, 9, 9, 2, 3, 3, 3, 3]));
    reader.manage(0xEB, &[CYCLIC]).unwrap().unwrap();
    assert_eq!(reader.data(0x3B, &record(CYCLIC, 0, &[4; 4])), Err(0xBE));
    reader.data(0x6C, &[VALUE]).unwrap();
    reader.manage(0xEB, &[CYCLIC]).unwrap().unwrap();
    reader.done().unwrap();
    assert_eq!(reader.data(0xBB, &[CYCLIC, 0, 0, 0, 0, 0, 0]), Err(0xBE));
}

#[test]
fn backup_files_wait_for_the_commit_and_standard_files_do_not() {
    let mut reader = desk();
    for (file, before) in [(BACKUP, [0, 0]), (STANDARD, [7, 7])] {
        reader.data(0x3D, &[file, 1, 0, 0, 2, 0, 0, 7, 7]).unwrap();
        assert_eq!(reader.data(0xBD, &[file, 1, 0, 0, 2, 0, 0]), Ok(before.to_vec()));
    }
    reader.data(0xDC, &[VALUE, 1, 0, 0, 0]).unwrap();
    assert_eq!(reader.manage(0xA7, &[]), Ok(Ok(Vec::new())), "aborted");
    assert_eq!(reader.data(0xBD, &[BACKUP, 0, 0, 0, 0, 0, 0]), Ok(vec![0; 8]));
    assert_eq!(reader.data(0xBD, &[STANDARD, 0, 0, 0, 3, 0, 0]), Ok(vec![0, 7, 7]));
    assert_eq!(reader.value(), (100, 0));
    reader.data(0x3D, &[BACKUP, 1, 0, 0, 2, 0, 0, 7, 7]).unwrap();
    reader.done().unwrap();
    assert_eq!(reader.data(0xBD, &[BACKUP, 0, 0, 0, 4, 0, 0]), Ok(vec![0, 7, 7, 0]));
    for (parameters, status) in [
        ([BACKUP, 8, 0, 0, 0, 0, 0], 0xBE),
        ([BACKUP, 7, 0, 0, 2, 0, 0], 0xBE),
        ([VALUE, 0, 0, 0, 0, 0, 0], 0x9E),
        ([9, 0, 0, 0, 0, 0, 0], 0xF0),
    ] {
        assert_eq!(reader.data(0xBD, &parameters), Err(status), "{parameters:?}");
    }
}

#[test]
fn without_a_proof_file_there_is_no_proof_to_tell() {
    let mut reader = desk();
    reader.money(DEBIT, 30).unwrap();
    assert_eq!(reader.manage(0xC7, &[0x01]), Ok(Err(0x9E)));
    assert_eq!(reader.value(), (100, 0));
    reader.money(DEBIT, 30).unwrap();
    assert_eq!(reader.manage(0xC7, &[0x00]), Ok(Ok(Vec::new())));
    assert_eq!(reader.value(), (70, 30));
    assert_eq!(reader.data(0x6C, &[VALUE]), Ok(vec![70, 0, 0, 0]));
    assert_eq!(reader.manage(0xC7, &[]), Ok(Err(0x0C)), "what was only read is nothing to commit");
}
