//! What is not done, and what is said then.

use super::{CHIPS, made};
use card_issuing::desfire::{DesfireProfile, Place};
use card_issuing::desfire::{Examine, Finding, Left, Personalise, Refusal, Scrap, Why};
use desfire_purse::Parameters;
use issuing::Reader;
use issuing::desfire::{
    DesfireKeys, HIGHEST, SECONDS, at_desk, channel, factory, finished, profile, switched,
};
use virtual_cards::Chip as _;
use virtual_cards::desfire::{Body, COUNTY_AID, Generation, RECORD_FILE, VirtualDesfire};

fn scrap(chip: &mut VirtualDesfire, profile: &DesfireProfile) -> Result<(), Refusal> {
    Reader::new(chip).ask(Scrap::new(at_desk(profile, &DesfireKeys::default()))).unwrap()
}

fn make(chip: &mut VirtualDesfire, keys: &DesfireKeys, profile: &DesfireProfile) -> Why {
    let personalise = Personalise::new(at_desk(profile, keys), SECONDS);
    let refusal = Reader::new(chip).ask(personalise).unwrap().unwrap_err();
    assert_eq!(refusal.left, Left::Unfinished);
    refusal.why
}

#[test]
fn an_issued_card_is_neither_made_nor_erased() {
    for generation in CHIPS {
        let profile = profile(generation);
        let mut chip = made(generation);
        let before = chip.state().clone();
        assert_eq!(make(&mut chip, &DesfireKeys::default(), &profile), Why::NotBlank);
        assert_eq!(scrap(&mut chip, &profile).unwrap_err().why, Why::Issued);
        assert_eq!(*chip.state(), before);
    }
}

/// Whatever of it is missing, a card with a history, with money, or with keys of another time is somebody's.
#[test]
fn in_doubt_a_card_is_issued() {
    for generation in CHIPS {
        let profile = profile(generation);
        for (kind, at, byte) in [(0x11, 20, 0), (0x12, 20, 0), (0x10, 20, 1), (0x99, 20, 0)] {
            let mut state = finished(generation);
            state.master = virtual_cards::desfire::CardKey::ZERO;
            let file = state.application_mut(COUNTY_AID).unwrap().files.get_mut(&RECORD_FILE).unwrap();
            let Body::Records(records) = &mut file.body else { panic!() };
            records.records[0][0] = kind;
            records.records[0][at] = byte;
            let mut chip = VirtualDesfire::new(state);
            assert_eq!(scrap(&mut chip, &profile).unwrap_err().why, Why::Issued, "{kind:02X} {byte}");
        }
        let newer = Parameters { key_version: 2, ..Parameters::usual(channel(generation)) };
        let newer = DesfireProfile::new(newer, HIGHEST).unwrap();
        let mut chip = made(generation);
        assert_eq!(Reader::new(&mut chip).ask(Examine::new(&newer)).unwrap(), Finding::Issued);
        assert_eq!(scrap(&mut chip, &newer).unwrap_err().why, Why::Issued);
    }
}

#[test]
fn a_chip_of_another_key_or_generation_is_refused() {
    let (ev1, ev2) = (profile(Generation::Ev1), profile(Generation::Ev2));
    let mut strange = DesfireKeys::default();
    strange.delivered = [7; 16];
    for generation in CHIPS {
        let mut chip = switched(generation);
        assert_eq!(make(&mut chip, &strange, &profile(generation)), Why::WrongKey(Place::Chip));
        assert!(chip.state().applications.is_empty());
    }
    assert!(matches!(make(&mut factory(Generation::Ev1), &DesfireKeys::default(), &ev2), Why::Chip(..)));
    // An EV2 speaks the older channel too: nothing forbids a county to keep to it.
    let mut chip = factory(Generation::Ev2);
    assert!(super::go_on(&mut chip, &ev1, None).1);
    let mut full = factory(Generation::Ev2);
    full.reissue(|state| {
        for number in 0..28 {
            let application = virtual_cards::desfire::Application {
                aid: [number, 1, 1],
                settings: 0x0B,
                keys: Vec::new(),
                files: std::collections::BTreeMap::new(),
            };
            state.applications.push(application);
        }
    });
    full.power_on();
    assert_eq!(make(&mut full, &DesfireKeys::default(), &ev2), Why::NoRoom);
}

#[test]
fn refusals_speak_to_people() {
    let refusal = Refusal { why: Why::NotBlank, left: Left::Unfinished };
    let said = "卡上已有应用，卡未制完，请先检查此卡 · there is an application on the card, the card is not finished: examine it first";
    assert_eq!(refusal.to_string(), said);
}
