//! A sale on a county card, as a till makes it: eight commands, seven on an EV1.

use crate::reader::{Reader, Told};
use crate::{UID, county, keys};
use apdu::TransportError;
use virtual_cards::Key;
use virtual_cards::desfire::{
    COUNTY_AID, CommMode, Generation, PROOF_FILE, RECORD_FILE, RECORD_LEN, VALUE_FILE, VirtualDesfire,
    an10922, cbc_decrypt, cmac, odd,
};

/// Who makes the sale: terminal number and eight zeros.
pub(crate) const TERMINAL: [u8; 16] = [0, 0, 0, 0, 0x55, 0x10, 0, 0x42, 0, 0, 0, 0, 0, 0, 0, 0];
/// Fen.
pub(crate) const AMOUNT: u32 = 650;

/// The till key of the card.
pub(crate) fn own_key(number: usize) -> Key {
    an10922(&keys().application[number], &[&UID[..], &COUNTY_AID, b"LOVECARD"].concat())
}

/// The record of a sale after this one.
pub(crate) fn next_record(before: &[u8]) -> [u8; RECORD_LEN] {
    let number = |at: usize| u32::from_be_bytes(before[at..at + 4].try_into().unwrap());
    let mut record = [0; RECORD_LEN];
    record[0] = 0x11;
    record[1..5].copy_from_slice(&0x3200_0100_u32.to_be_bytes());
    record[5..9].copy_from_slice(&TERMINAL[4..8]);
    record[9..13].copy_from_slice(&7_u32.to_be_bytes());
    record[13..17].copy_from_slice(&AMOUNT.to_be_bytes());
    record[17..21].copy_from_slice(&(number(17) - AMOUNT).to_be_bytes());
    record[21..25].copy_from_slice(&(number(21) + 1).to_be_bytes());
    record[25] = 0xA1;
    record
}

/// The newest record, read by anybody.
pub(crate) fn newest(reader: &mut Reader, ins: u8) -> Told {
    reader.native(ins, &[RECORD_FILE, 0, 0, 0, 1, 0, 0])
}

/// Everything before the point of no return; the record that is being written.
pub(crate) fn up_to_commit(
    reader: &mut Reader,
    generation: Generation,
) -> Result<[u8; RECORD_LEN], TransportError> {
    let first = generation == Generation::Ev1;
    reader.select(COUNTY_AID)?.unwrap();
    let before = newest(reader, if first { 0xBB } else { 0xAB })?.unwrap();
    let record = next_record(&before);
    reader.login(if first { 0xAA } else { 0x71 }, 1, &own_key(1))?.unwrap();
    if !first {
        reader.manage(0xC8, &TERMINAL)?.unwrap();
    }
    reader.send(0xDC, &[VALUE_FILE], &AMOUNT.to_le_bytes(), CommMode::Full, CommMode::Mac)?.unwrap();
    let place = [RECORD_FILE, 0, 0, 0, 40, 0, 0];
    let write = if first { 0x3B } else { 0x8B };
    reader.send(write, &place, &record, CommMode::Mac, CommMode::Mac)?.unwrap();
    Ok(record)
}

pub(crate) fn commit(reader: &mut Reader, generation: Generation) -> Told {
    reader.manage(0xC7, if generation == Generation::Ev1 { &[] } else { &[0x01] })
}

/// Fen on the card, and how many records.
pub(crate) fn kept(card: &VirtualDesfire) -> (i32, usize) {
    let application = card.state().application(COUNTY_AID).unwrap();
    let value = application.files[&VALUE_FILE].value().unwrap().value;
    (value, application.files[&RECORD_FILE].records().unwrap().records.len())
}

#[test]
fn a_sale_takes_eight_commands_and_leaves_a_proof() {
    let made = county(Generation::Ev2);
    let mut reader = Reader::tap(made.card());
    let record = up_to_commit(&mut reader, Generation::Ev2).unwrap();
    assert_eq!(kept(reader.card()), (5_000, 1), "nothing has happened yet");
    let input = reader.card().transaction_input().to_vec();
    let told = commit(&mut reader, Generation::Ev2).unwrap().unwrap();
    assert_eq!(reader.commands, 8);
    assert_eq!(kept(reader.card()), (4_350, 2));
    // The county's side of the proof, written down from the record alone.
    let own = made.own_key(&keys().transaction_mac, COUNTY_AID).key;
    let session = |label: u8| {
        let vector = [&[label, 0, 1, 0, 0x80, 1, 0, 0, 0][..], &UID].concat();
        Key(cmac(&own, [0; 16], &vector))
    };
    let before = virtual_cards::desfire::encrypt(&session(0xA5), [0; 16]);
    let mut expected = [&[0xC8][..], &TERMINAL, &before, &[0; 15]].concat();
    expected.extend([0xDC, VALUE_FILE, 0x8A, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expected.extend([0x8B, RECORD_FILE, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expected.extend([&record[..], &[0; 8]].concat());
    assert_eq!(input, expected);
    let mac = odd(cmac(&session(0x5A), [0; 16], &expected));
    assert_eq!(told, [&[1, 0, 0, 0][..], &mac].concat());
    // It can be read again, in the session or in a later one.
    let place = [PROOF_FILE, 0, 0, 0, 0, 0, 0];
    assert_eq!(reader.send(0xAD, &place, &[], CommMode::Mac, CommMode::Mac), Ok(Ok(told.clone())));
    reader.select(COUNTY_AID).unwrap().unwrap();
    reader.login(0x71, 1, &own_key(1)).unwrap().unwrap();
    assert_eq!(reader.send(0xBD, &place, &[], CommMode::Mac, CommMode::Mac), Ok(Ok(told)));
    assert_eq!(newest(&mut reader, 0xAB), Ok(Ok(record.to_vec())));
}

#[test]
fn a_sale_on_an_ev1_takes_seven_commands_and_leaves_none() {
    let mut reader = Reader::tap(county(Generation::Ev1).card());
    let record = up_to_commit(&mut reader, Generation::Ev1).unwrap();
    assert_eq!(commit(&mut reader, Generation::Ev1), Ok(Ok(Vec::new())));
    assert_eq!(reader.commands, 7);
    assert_eq!(kept(reader.card()), (4_350, 2));
    reader.select(COUNTY_AID).unwrap().unwrap();
    assert_eq!(newest(&mut reader, 0xBB), Ok(Ok(record.to_vec())));
}

#[test]
fn a_sale_names_who_made_the_one_before() {
    let made = county(Generation::Ev3);
    let mut reader = Reader::tap(made.card());
    up_to_commit(&mut reader, Generation::Ev3).unwrap();
    commit(&mut reader, Generation::Ev3).unwrap().unwrap();
    reader.select(COUNTY_AID).unwrap().unwrap();
    reader.login(0x71, 1, &own_key(1)).unwrap().unwrap();
    let told = reader.manage(0xC8, &[0xEE; 16]).unwrap().unwrap();
    let own = made.own_key(&keys().transaction_mac, COUNTY_AID).key;
    let vector = [&[0xA5, 0, 1, 0, 0x80, 2, 0, 0, 0][..], &UID].concat();
    let session = Key(cmac(&own, [0; 16], &vector));
    assert_eq!(cbc_decrypt(&session, &mut [0; 16], &told), TERMINAL);
}

#[test]
fn ten_records_are_kept_and_a_load_needs_both_keys() {
    let mut reader = Reader::tap(county(Generation::Ev3).card());
    for load in 1..=11_u8 {
        reader.select(COUNTY_AID).unwrap().unwrap();
        reader.login(0x71, 2, &own_key(2)).unwrap().unwrap();
        reader.send(0x0C, &[VALUE_FILE], &[100, 0, 0, 0], CommMode::Full, CommMode::Mac).unwrap().unwrap();
        let place = [RECORD_FILE, 0, 0, 0, 40, 0, 0];
        reader.send(0x8B, &place, &[load; 40], CommMode::Mac, CommMode::Mac).unwrap().unwrap();
        // The reader is named by the till key, and nothing is committed without that; what is pending stays.
        reader.login(0x77, 1, &own_key(1)).unwrap().unwrap();
        reader.manage(0xC8, &TERMINAL).unwrap().unwrap();
        assert_eq!(reader.manage(0xC7, &[0x01]).unwrap().unwrap()[..4], [load, 0, 0, 0]);
    }
    assert_eq!(kept(reader.card()), (6_100, 10));
    let told = reader.native(0xAB, &[RECORD_FILE, 9, 0, 0, 1, 0, 0]).unwrap();
    assert_eq!(told, Ok(vec![2; 40]), "the oldest of ten");
}

#[test]
fn a_forged_card_commits_and_its_proof_is_wrong() {
    let mut honest = Reader::tap(county(Generation::Ev2).card());
    let mut forged = Reader::tap(county(Generation::Ev2).card());
    let manner = virtual_cards::desfire::DesfireManner { forges_proof: true, ..forged.card().manner() };
    forged.card().behave(manner);
    let mut told = Vec::new();
    for reader in [&mut honest, &mut forged] {
        up_to_commit(reader, Generation::Ev2).unwrap();
        told.push(commit(reader, Generation::Ev2).unwrap().unwrap());
        assert_eq!(kept(reader.card()), (4_350, 2));
    }
    assert_eq!(told[0][..4], told[1][..4]);
    assert_ne!(told[0][4..], told[1][4..]);
}
