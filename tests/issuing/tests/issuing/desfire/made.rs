//! A card as it leaves the desk.

use super::{CHIPS, go_on, is_finished, made};
use card_issuing::Progress;
use card_issuing::desfire::{Difference, Examine, Finding, KeyRole, Personalise, ReadBack, steps};
use expect_test::expect;
use issuing::Reader;
use issuing::desfire::{DesfireKeys, SECONDS, at_desk, factory, profile, switched};
use virtual_cards::desfire::COUNTY_AID;

#[test]
fn a_factory_chip_becomes_the_card_that_was_ordered() {
    let mut figures = String::new();
    for generation in CHIPS {
        let (profile, keys) = (profile(generation), DesfireKeys::default());
        let mut chip = factory(generation);
        let mut reader = Reader::new(&mut chip);
        assert_eq!(reader.ask(Examine::new(&profile)).unwrap(), Finding::Blank);
        reader.heard.clear();
        let mut personalise = Personalise::new(at_desk(&profile, &keys), SECONDS);
        let mut seen = vec![Progress(0)];
        reader.carry(&mut personalise, |so_far| seen.push(so_far.progress())).unwrap().unwrap();
        assert!(seen.is_sorted(), "progress never goes back");
        assert_eq!(personalise.progress(), Progress(steps(&profile).len()));
        figures +=
            &format!("{generation:?}: {} steps, {} commands\n", steps(&profile).len(), reader.heard.len());
        let aired: Vec<u8> = reader.heard.iter().flat_map(|(command, _)| command.clone()).collect();

        reader.heard.clear();
        assert_eq!(reader.ask(Examine::new(&profile)).unwrap(), Finding::Issued);
        let picture = reader.ask(ReadBack::with_value(at_desk(&profile, &keys))).unwrap().unwrap();
        assert_eq!(picture.is_as_ordered(&profile), Ok(()));
        let everybodys = reader.ask(ReadBack::new(&profile)).unwrap().unwrap();
        assert_eq!((everybodys.value, &everybodys.log), (None, &picture.log));
        assert!(is_finished(&chip), "{generation:?}");
        // No key of the card went over the air in the clear.
        let kept = chip.state().application(COUNTY_AID).unwrap().keys.iter().chain([&chip.state().master]);
        for key in kept {
            assert!(!aired.windows(16).any(|window| window == key.key.0));
        }
    }
    expect![[r#"
        Ev1: 11 steps, 38 commands
        Ev2: 12 steps, 43 commands
        Ev3: 12 steps, 43 commands
    "#]]
    .assert_eq(&figures);
}

/// A chip whose key somebody has made AES before becomes the same card, three commands sooner.
#[test]
fn a_chip_that_is_aes_already_becomes_the_same_card() {
    for generation in CHIPS {
        let [commands, sooner] = [factory(generation), switched(generation)].map(|mut chip| {
            let (profile, keys) = (profile(generation), DesfireKeys::default());
            let mut reader = Reader::new(&mut chip);
            reader.ask(Personalise::new(at_desk(&profile, &keys), SECONDS)).unwrap().unwrap();
            let heard = reader.heard.len();
            assert!(is_finished(&chip), "{generation:?}");
            heard
        });
        assert_eq!(commands, sooner + 3);
    }
}

#[test]
fn another_card_is_not_the_one_ordered() {
    for generation in CHIPS {
        let (profile, keys) = (profile(generation), DesfireKeys::default());
        let mut chip = made(generation);
        let mut reader = Reader::new(&mut chip);
        let picture = reader.ask(ReadBack::with_value(at_desk(&profile, &keys))).unwrap().unwrap();
        let differs = |change: fn(&mut card_issuing::desfire::Picture)| {
            let mut other = picture.clone();
            change(&mut other);
            other.is_as_ordered(&profile).unwrap_err()
        };
        assert_eq!(differs(|other| other.chip_key = 0), Difference::Chip);
        assert_eq!(differs(|other| other.chip_settings = vec![0x0F, 0x81]), Difference::Chip);
        assert_eq!(differs(|other| other.settings = vec![0x0F, 0x85]), Difference::Settings);
        assert_eq!(differs(|other| other.versions = vec![1, 1, 1, 1, 0]), Difference::Keys);
        assert_eq!(differs(|other| other.files = vec![None; 3]), Difference::Files);
        assert_eq!(differs(|other| other.log.entries.clear()), Difference::Record);
        assert_eq!(differs(|other| other.value = Some(1)), Difference::Balance);
        assert_eq!(differs(|other| other.value = None), Difference::Balance);
    }
}

/// A chip that the county has had before is made again with the chip key that it has.
#[test]
fn a_chip_of_the_county_is_made_again() {
    for generation in CHIPS {
        let mut chip = made(generation);
        chip.reissue(|state| state.applications.clear());
        assert!(go_on(&mut chip, &profile(generation), None).1);
        assert!(is_finished(&chip));
    }
}

#[test]
fn every_key_has_a_master_of_its_own() {
    let roles = [
        KeyRole::ChipMaster,
        KeyRole::ApplicationMaster,
        KeyRole::Till,
        KeyRole::Load,
        KeyRole::TransactionMac,
    ];
    let mut names: Vec<String> = roles.iter().map(ToString::to_string).collect();
    assert!(names.iter().all(|name| name.contains("密钥") && name.contains("key")));
    names.dedup();
    assert_eq!(names.len(), roles.len());
    let mut kept: Vec<_> = made(CHIPS[1]).state().application(COUNTY_AID).unwrap().keys.clone();
    kept.push(made(CHIPS[1]).state().master);
    for (place, key) in kept.iter().enumerate() {
        assert!(kept.iter().skip(place + 1).all(|other| other.key != key.key));
    }
}
