//! The software SAM answers the steps of the derived PSAM to the bit, serves our dialogues, and survives anything.

use apdu::{StatusWord, Transport, TransportError};
use card_stories::golden::{bytes, hex, json, text, upper};
use pboc_purse::crypto::{Algorithms, Cipher, Key16};
use pboc_purse::soft_sam::{SoftSam, SoftSamProfile};
use pboc_purse::{Levels, SamHealth, SamProfile, SamStart, SamTrouble};
use proptest::prelude::*;
use purse::FactorOrder;

pub(crate) fn profile(cipher: Cipher) -> SoftSamProfile {
    SoftSamProfile {
        serial: [0x55, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x01],
        terminal: [0x55, 0x10, 0, 0, 0, 0x42],
        key_index: 0x01,
        key_version: if cipher == Cipher::Sm4 { 0x41 } else { 0x01 },
        cipher,
        algorithms: Algorithms::default(),
        levels: Levels::Two,
        order: FactorOrder::IssuerFirst,
        issuer: [0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF],
        acceptor: [0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF],
        valid_from: [0x20, 0x25, 0x01, 0x01],
        valid_to: [0x20, 0x40, 0x12, 0x31],
    }
}

fn derived(file: &str, cipher: Cipher) -> (serde_json::Value, SoftSam) {
    let file = json(file);
    let key = |name| Key16(bytes(text(&file["master_keys"], name)));
    let sam = SoftSam::new(profile(cipher), key("MPK"), Some(key("MAMK")), 0x2A);
    (file, sam)
}

/// A card is no part of these conversations.
struct NoCard;

impl Transport for NoCard {
    fn exchange(&mut self, _: &[u8]) -> Result<Vec<u8>, TransportError> {
        panic!("the card was asked")
    }
}

fn start(sam: &mut SoftSam, key_version: u8, alg_id: u8) -> pboc_purse::SamView {
    let profile = SamProfile { key_version, alg_id, ..SamProfile::default() };
    apdu::converse(&mut SamStart::new(profile), &mut NoCard, sam).unwrap().unwrap()
}

fn every_step_of_the_psam(name: &str, cipher: Cipher) {
    let (file, mut sam) = derived(name, cipher);
    let version = profile(cipher).key_version;
    let alg_id = if cipher == Cipher::Sm4 { 0x04 } else { 0x00 };
    let view = start(&mut sam, version, alg_id);
    assert_eq!((view.terminal, view.next_seq), ([0x55, 0x10, 0, 0, 0, 0x42], Some(0x2A)));
    let mut steps = 0;
    for step in file["steps"].as_array().unwrap().iter().filter(|step| step["to"] == "psam") {
        let answer = sam.answer(&hex(text(step, "command")));
        assert_eq!(upper(&answer.data), text(step, "response"), "{step}");
        assert_eq!(answer.status.to_string(), text(step, "sw"), "{step}");
        let sequence = text(&step["state_after"], "psam_terminal_seq");
        assert_eq!(format!("{:08X}", sam.sequence()), sequence, "{step}");
        steps += 1;
    }
    assert_eq!(steps, 8);
    // The MAC that blocks a card: steps 42 and 43.
    let block = match cipher {
        Cipher::TripleDes => "80FA05001001020304000000 00841E00000480000004",
        Cipher::Sm4 => "80FA05002001020304000000000000000000000000841E000004800000000000000000000004",
    };
    let load = format!("801A45{version:02X}10995510000000001701995510FFFFFFFF");
    assert_eq!(sam.answer(&hex(&load)).status, StatusWord::OK);
    assert_eq!(upper(&sam.answer(&hex(block)).data), text(&file["steps"][42]["inner"], "mac"));
    assert_eq!(sam.answer(&hex(block)).status, StatusWord(0x6901), "a loaded key serves once");
}

#[test]
fn every_step_with_3des() {
    every_step_of_the_psam("pboc-derived-3des.json", Cipher::TripleDes);
}

#[test]
fn every_step_with_sm4() {
    every_step_of_the_psam("pboc-derived-sm4.json", Cipher::Sm4);
}

const INITIALIZE: &str =
    "8070000024A1B2C3D400050000032006202607151215300100995510000000001701995510FFFFFFFF08";

#[test]
fn what_a_psam_refuses_it_refuses() {
    let (_, mut sam) = derived("pboc-derived-3des.json", Cipher::TripleDes);
    let mut ask = |command: &str| sam.answer(&hex(command)).status.0;
    assert_eq!(ask(INITIALIZE), 0x6985, "no application selected");
    assert_eq!(ask("00B0970019"), 0x6A82);
    assert_eq!(ask("00A40000028011"), 0x9000);
    assert_eq!(ask("807200000401020304"), 0x6901, "no purchase");
    assert_eq!(
        ask(&INITIALIZE.replace("1530 0100".replace(' ', "").as_str(), "15300200")),
        0x9403,
        "key version"
    );
    assert_eq!(ask(&INITIALIZE.replace("15300100", "15300104")), 0x9403, "algorithm");
    assert_eq!(
        ask("807000001CA1B2C3D400050000032006202607151215300100995510000000001708"),
        0x6700,
        "one factor"
    );
    assert_eq!(ask(INITIALIZE), 0x9000);
    assert_eq!(ask("807200000401020304"), 0x9302);
    assert_eq!(ask("807200000401020304"), 0x6901, "MAC2 is heard once");
    assert_eq!(ask("801A420110995510000000001701995510FFFFFFFF"), 0x9403, "another use");
    assert_eq!(ask("80FA050008010203040000000004"), 0x6901);
    assert_eq!(ask("9000000000"), 0x6E00);
    assert_eq!(ask("80720000"), 0x6700);
    assert_eq!(sam.sequence(), 0x2A, "nothing of this was a sale");
    let _ = sam.answer(&hex(INITIALIZE));
    sam.reset();
    assert_eq!(sam.answer(&hex("8072000004CE5B3D1A")).status, StatusWord(0x6985), "power failed");
}

#[test]
fn how_a_sam_is() {
    let (_, mut sam) = derived("pboc-derived-3des.json", Cipher::TripleDes);
    let view = start(&mut sam, 0x01, 0x00);
    let home = [[0x01, 0x99, 0x55, 0x10, 0xFF, 0xFF, 0xFF, 0xFF]];
    let today = [0x20, 0x26, 0x07, 0x15];
    let judge = |view: &pboc_purse::SamView| SamHealth::judge(&Ok(view.clone()), &home, today);
    assert_eq!(judge(&view), SamHealth::Well);
    let foreign = pboc_purse::SamView { issuer: [7; 8], acceptor: [7; 8], ..view.clone() };
    assert_eq!(judge(&foreign), SamHealth::AnotherCounty);
    assert_eq!(SamHealth::judge(&Ok(foreign.clone()), &[], today), SamHealth::Well, "no list, any county");
    let accepted = pboc_purse::SamView { issuer: [7; 8], ..view.clone() };
    assert_eq!(judge(&accepted), SamHealth::Well, "issued elsewhere, accepted here");
    for (day, health) in [
        ([0x20, 0x24, 0x12, 0x31], SamHealth::NotYetValid),
        ([0x20, 0x25, 0x01, 0x01], SamHealth::Well),
        ([0x20, 0x40, 0x12, 0x31], SamHealth::Well),
        ([0x20, 0x41, 0x01, 0x01], SamHealth::Expired),
    ] {
        assert_eq!(SamHealth::judge(&Ok(view.clone()), &home, day), health);
    }
    // It lacks this version, as its answer to the purchase of nothing says.
    let view = start(&mut sam, 0x02, 0x00);
    assert_eq!((view.next_seq, view.unwilling), (None, Some(StatusWord(0x9403))));
    assert_eq!(judge(&view), SamHealth::Trouble(SamTrouble::KeyMissing));
    let locked = Err(pboc_purse::SamRefusal::NoApplication(StatusWord(0x9303)));
    let locked = SamHealth::judge(&locked, &home, today);
    assert_eq!(locked, SamHealth::Trouble(SamTrouble::Locked(StatusWord(0x9303))));
    let none = pboc_purse::SamRefusal::NotASam(StatusWord(0x6A82));
    assert_eq!(SamHealth::judge(&Err(none), &home, today), SamHealth::Refused(none));
}

#[test]
fn what_a_status_of_a_sam_means() {
    for (status, trouble) in [
        (0x9303, "Locked(9303)"),
        (0x6A81, "Locked(6A81)"),
        (0x6983, "KeyBlocked"),
        (0x9403, "KeyMissing"),
        (0x6A88, "KeyMissing"),
        (0x6901, "SessionLost"),
        (0x6985, "SessionLost"),
        (0x6A82, "SessionLost"),
        (0x6F00, "Unexpected(6F00)"),
    ] {
        let found = SamTrouble::of(StatusWord(status));
        assert_eq!(format!("{found:?}"), trouble);
        assert!(found.to_string().contains(" · "));
    }
}

proptest! {
    #[test]
    fn no_command_breaks_it(commands in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..8)) {
        let (_, mut sam) = derived("pboc-derived-3des.json", Cipher::TripleDes);
        let _ = sam.answer(&hex("00A40000028011"));
        let _ = sam.answer(&hex(INITIALIZE));
        for command in commands {
            let answer = sam.answer(&command);
            prop_assert!(answer.data.len() <= 32);
        }
        prop_assert_eq!(sam.sequence(), 0x2A, "a sequence moves with a right MAC2 only");
    }

    #[test]
    fn nor_any_of_ours_with_other_data(ins in prop::sample::select(vec![0x70u8, 0x72, 0x1A, 0xFA]), p1 in any::<u8>(),
        data in prop::collection::vec(any::<u8>(), 0..=255)) {
        for cipher in [Cipher::TripleDes, Cipher::Sm4] {
            let key = Key16([7; 16]);
            let mut sam = SoftSam::new(profile(cipher), key.clone(), Some(key), 1);
            let _ = sam.answer(&hex("00A40000028011"));
            let _ = sam.answer(&hex(&format!("801A45{:02X}10{}", profile(cipher).key_version, "01".repeat(16))));
            let mut command = vec![0x80, ins, p1, 0x00, u8::try_from(data.len()).unwrap()];
            command.extend(&data);
            let _ = sam.answer(&command);
        }
    }
}
