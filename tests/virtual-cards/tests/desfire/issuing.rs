//! A factory card becomes a county card, command by command.

use crate::reader::Reader;
use crate::sale::own_key;
use crate::{UID, bytes, county, hex, keys, of_kind, text};
use virtual_cards::desfire::{
    COUNTY_AID, CardKey, CommMode, CountyCard, DesfireState, Generation, PROOF_FILE, RECORD_FILE, VALUE_FILE,
    VirtualDesfire, crc32,
};
use virtual_cards::{Chip, Key};

const ZERO: Key = Key([0; 16]);

fn login(reader: &mut Reader, generation: Generation, number: u8, key: &Key) {
    let ins = if generation == Generation::Ev1 { 0xAA } else { 0x71 };
    reader.login(ins, number, key).unwrap().unwrap();
}

/// A new key for another number than the session's, which was zero.
fn change_other(reader: &mut Reader, generation: Generation, number: u8, new: CardKey) {
    let mut data = [&new.key.0[..], &[new.version]].concat();
    if generation != Generation::Ev1 {
        data.extend(crc32(&new.key.0));
        reader.send(0xC4, &[number], &data, CommMode::Full, CommMode::Mac).unwrap().unwrap();
        return;
    }
    // The CRC of the key stands behind that of the command: the padding is made by hand.
    let virtual_cards::desfire::Channel::First { key, iv } = reader.channel.as_mut().unwrap() else {
        panic!("the first channel");
    };
    let command = crc32(&[&[0xC4, number], &data[..]].concat());
    let clear = [&data[..], &command, &crc32(&new.key.0), &[0; 7]].concat();
    let wire = [&[number][..], &virtual_cards::desfire::cbc_encrypt(key, iv, &clear)].concat();
    let sealed = reader.native(0xC4, &wire).unwrap().unwrap();
    let mut channel = reader.channel.take().unwrap();
    crate::reader::unprotect(&mut channel, &sealed, CommMode::Mac);
    reader.channel = Some(channel);
}

/// One's own key: the session is over.
fn change_own(reader: &mut Reader, number: u8, new: CardKey) {
    let data = [&new.key.0[..], &[new.version]].concat();
    let wire =
        crate::reader::protect(reader.channel.as_mut().unwrap(), 0xC4, &[number], &data, CommMode::Full);
    assert_eq!(reader.native(0xC4, &wire), Ok(Ok(Vec::new())), "bare");
    reader.channel = None;
}

fn issue(plan: &CountyCard) -> VirtualDesfire {
    let generation = plan.generation;
    let mut reader = Reader::tap(VirtualDesfire::new(DesfireState::blank(UID, generation)));
    let own = |master: &Key| plan.own_key(master, COUNTY_AID);
    // The card itself: its key, an application, and that only the county makes another.
    login(&mut reader, generation, 0, &ZERO);
    change_own(&mut reader, 0x80, plan.own_key(&plan.keys.card, [0; 3]));
    login(&mut reader, generation, 0, &plan.own_key(&plan.keys.card, [0; 3]).key);
    reader.manage(0xCA, &[0xF5, 0x88, 0x40, 0x0B, 0x85]).unwrap().unwrap();
    reader.send(0x54, &[], &[0x0B], CommMode::Full, CommMode::Mac).unwrap().unwrap();
    assert_eq!(reader.manage(0x6A, &[]), Ok(Ok(COUNTY_AID.to_vec())));
    // Files, an opening record, then the keys, the master key last.
    reader.select(COUNTY_AID).unwrap().unwrap();
    login(&mut reader, generation, 0, &ZERO);
    reader.manage(0xC0, &[RECORD_FILE, 0x01, 0x20, 0xE1, 40, 0, 0, 11, 0, 0]).unwrap().unwrap();
    let limits =
        [&0_i32.to_le_bytes()[..], &i32::MAX.to_le_bytes(), &5_000_i32.to_le_bytes(), &[0x01]].concat();
    reader.manage(0xCC, &[&[VALUE_FILE, 0x03, 0x20, 0x11][..], &limits].concat()).unwrap().unwrap();
    for number in 1..=4_u8 {
        change_other(&mut reader, generation, number, own(&plan.keys.application[usize::from(number)]));
    }
    change_own(&mut reader, 0x00, own(&plan.keys.application[0]));
    login(&mut reader, generation, 2, &own(&plan.keys.application[2]).key);
    let place = [RECORD_FILE, 0, 0, 0, 40, 0, 0];
    let write = if generation == Generation::Ev1 { 0x3B } else { 0x8B };
    reader.send(write, &place, &plan.first_record(), CommMode::Mac, CommMode::Mac).unwrap().unwrap();
    reader.manage(0xC7, &[]).unwrap().unwrap();
    // The proof file comes last, so that the opening record needs no reader and the counter begins at 0.
    if generation != Generation::Ev1 {
        login(&mut reader, generation, 0, &own(&plan.keys.application[0]).key);
        let proof = own(&plan.keys.transaction_mac);
        let secret = [&proof.key.0[..], &[proof.version]].concat();
        let header = [PROOF_FILE, 0x11, 0x10, 0x1F, 0x02];
        reader.send(0xCE, &header, &secret, CommMode::Full, CommMode::Mac).unwrap().unwrap();
    }
    reader.field.take()
}

#[test]
fn a_factory_card_becomes_a_county_card() {
    for generation in [Generation::Ev1, Generation::Ev2, Generation::Ev3] {
        let plan = county(generation);
        let issued = issue(&plan);
        let commits = issued.state().commits;
        assert_eq!(*issued.state(), DesfireState { commits, ..plan.state() }, "{generation:?}");
    }
}

#[test]
fn a_card_tells_what_it_is() {
    let mut reader = Reader::tap(county(Generation::Ev3).card());
    let version = reader.native(0x60, &[]).unwrap().unwrap();
    assert_eq!(hex(&version), format!("04010133001A0504010103001A05{}00000000000126", hex(&UID)));
    assert_eq!(reader.commands, 3);
    assert_eq!(reader.native(0x45, &[]), Ok(Ok(vec![0x0B, 0x81])));
    reader.select(COUNTY_AID).unwrap().unwrap();
    assert_eq!(reader.native(0x45, &[]), Ok(Ok(vec![0x0B, 0x85])));
    assert_eq!(reader.native(0x64, &[1]), Ok(Ok(vec![keys().version])));
    assert_eq!(reader.native(0x6F, &[]), Ok(Ok(vec![RECORD_FILE, VALUE_FILE, PROOF_FILE])));
    let settings = |reader: &mut Reader, file| hex(&reader.native(0xF5, &[file]).unwrap().unwrap());
    assert_eq!(settings(&mut reader, RECORD_FILE), "040120E12800000B0000010000");
    assert_eq!(settings(&mut reader, VALUE_FILE), "0203201100000000FFFFFF7F0000000001");
    assert_eq!(settings(&mut reader, PROOF_FILE), "0511101F0201");
    // In a session the same, with a MAC over all three parts of the version.
    reader.login(0x71, 1, &own_key(1)).unwrap().unwrap();
    assert_eq!(reader.manage(0x60, &[]), Ok(Ok(version)));
}

#[test]
fn a_hidden_serial_is_shown_to_who_has_a_key() {
    let mut card = county(Generation::Ev2).card();
    card.reissue(|state| state.random_id = true);
    let mut reader = Reader::tap(card);
    let shown = reader.card().uid().unwrap();
    assert_eq!((shown.len(), shown[0]), (4, 0x08));
    reader.card().reset();
    assert_ne!(reader.card().uid().unwrap(), shown, "another one in every field");
    assert_eq!(reader.native(0x60, &[]).unwrap().unwrap()[14..21], [0; 7]);
    for (ins, command) in [(0x71, CommMode::Mac), (0xAA, CommMode::Plain)] {
        reader.select(COUNTY_AID).unwrap().unwrap();
        reader.login(ins, 1, &own_key(1)).unwrap().unwrap();
        assert_eq!(reader.send(0x51, &[], &[], command, CommMode::Full), Ok(Ok(UID.to_vec())));
    }
}

#[test]
fn a_county_takes_its_card_back() {
    let mut reader = Reader::tap(county(Generation::Ev2).card());
    let master = county(Generation::Ev2).own_key(&keys().card, [0; 3]).key;
    login(&mut reader, Generation::Ev2, 0, &master);
    assert_eq!(reader.manage(0xDA, &[1, 1, 1]), Ok(Err(0xA0)));
    login(&mut reader, Generation::Ev2, 0, &master);
    reader.manage(0xDA, &COUNTY_AID).unwrap().unwrap();
    reader.manage(0xCA, &bytes("5634120F81")).unwrap().unwrap();
    reader.manage(0xFC, &[]).unwrap().unwrap();
    assert_eq!(reader.manage(0x6A, &[]), Ok(Ok(Vec::new())));
    assert_eq!(reader.select(COUNTY_AID), Ok(Err(0xA0)));
}

#[test]
fn file_settings_change_and_a_limit_can_be_set() {
    let mut reader = Reader::tap(county(Generation::Ev2).card());
    reader.select(COUNTY_AID).unwrap().unwrap();
    login(&mut reader, Generation::Ev2, 0, &own_key(0));
    let limit = [0x31, 0x10, 0x1F, 9, 0, 0, 0];
    reader.send(0x5F, &[PROOF_FILE], &limit, CommMode::Full, CommMode::Mac).unwrap().unwrap();
    assert_eq!(hex(&reader.manage(0xF5, &[PROOF_FILE]).unwrap().unwrap()), "0531101F020109000000");
    reader.send(0x5F, &[RECORD_FILE], &[0x00, 0x2E, 0xEE], CommMode::Full, CommMode::Mac).unwrap().unwrap();
    // Now anybody may change them, plainly.
    reader.select(COUNTY_AID).unwrap().unwrap();
    assert_eq!(reader.native(0x5F, &[RECORD_FILE, 0x01, 0x20, 0xE1]), Ok(Ok(Vec::new())));
    assert_eq!(reader.native(0x5F, &[RECORD_FILE, 0x01, 0x20, 0xE1]), Ok(Err(0xAE)));
}

#[test]
fn published_commands_make_what_they_say() {
    let all = of_kind("layout");
    let frame = |name: &str| {
        let found = all.iter().find(|vector| vector["id"] == name).unwrap_or_else(|| panic!("{name}"));
        bytes(text(&found["expected"], "frame"))
    };
    assert_eq!(all.len(), 3);
    let mut reader = Reader::tap(VirtualDesfire::new(DesfireState::blank(UID, Generation::Ev3)));
    let mut told = |command: &[u8]| hex(&reader.native(command[0], &command[1..]).unwrap().unwrap());
    told(&frame("layout-createapp-min"));
    told(&bytes("5A563412"));
    assert_eq!(told(&[0x45]), "0F81");
    told(&frame("layout-createvalue"));
    // File 5: enciphered, from -100 to 1000, nothing to give back, LimitedCredit and free GetValue.
    assert_eq!(told(&[0xF5, 5]), "020312349CFFFFFFE80300000000000003");
    assert_eq!(told(&[0x6C, 5]), "07000000");
    told(&[0xDF, 5]);
    told(&frame("layout-createlinear"));
    assert_eq!(told(&[0xF5, 5]), "03001234200000640000000000");
}
