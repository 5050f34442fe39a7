//! The chip leaves the reader at every command, heard or not; then it is found again, with a journal and without.

use super::{CHIPS, go_on, is_finished, made, tears};
use card_issuing::desfire::{DesfireProfile, Examine, Finding, Personalise, Scrap};
use issuing::Reader;
use issuing::desfire::{DesfireKeys, at_desk, factory, profile};
use purse::{Application, Probe};
use virtual_cards::Tear;
use virtual_cards::desfire::{Generation, VirtualDesfire};

/// Commands for a card.
fn commands(generation: Generation) -> u32 {
    let mut chip = factory(generation);
    let (profile, keys) = (profile(generation), DesfireKeys::default());
    let mut reader = Reader::new(&mut chip);
    let personalise = Personalise::new(at_desk(&profile, &keys), 0);
    reader.ask(personalise).unwrap().unwrap();
    u32::try_from(reader.heard.len()).unwrap()
}

fn examine(chip: &mut VirtualDesfire, profile: &DesfireProfile) -> Finding {
    Reader::new(chip).ask(Examine::new(profile)).unwrap()
}

/// What a till makes of it.
fn at_a_till(chip: &mut VirtualDesfire, profile: &DesfireProfile) -> Probe {
    let mut probe = Application::probe(profile.parameters());
    Reader::new(chip).carry(&mut *probe, |_| {}).unwrap()
}

#[test]
fn a_torn_card_is_no_card_and_is_finished() {
    for generation in CHIPS {
        let profile = profile(generation);
        let commands = commands(generation);
        let mut cuts = 0;
        for tear in tears(commands) {
            let mut chip = factory(generation);
            chip.arm(tear);
            let (progress, whole) = go_on(&mut chip, &profile, None);
            assert!(!whole, "{tear:?}");
            let last_heard = tear == Tear::Unanswered { after: commands - 1, keep: 0 };
            assert_eq!(is_finished(&chip), last_heard, "{tear:?}");
            // A till may see that there is an application; there is nothing in it to sell for.
            if let Probe::Found(view) = at_a_till(&mut chip, &profile) {
                assert_eq!(view.balance, Some(purse::CardAmount::ZERO));
            }
            assert!(go_on(&mut chip, &profile, Some(progress)).1, "{tear:?}");
            assert!(is_finished(&chip), "{generation:?} {tear:?}");
            cuts += 1;
        }
        println!("{generation:?}: {cuts} cuts of {commands} commands");
        assert_eq!(cuts, 2 * commands);
    }
}

#[test]
fn torn_twice() {
    for generation in CHIPS {
        let profile = profile(generation);
        let commands = commands(generation);
        let mut cuts = 0;
        for first in tears(commands) {
            let mut torn = factory(generation);
            torn.arm(first);
            let (progress, _) = go_on(&mut torn, &profile, None);
            for second in tears(commands) {
                let mut chip = torn.clone();
                chip.arm(second);
                let (progress, whole) = go_on(&mut chip, &profile, Some(progress));
                if whole {
                    // The second tear was to come after the last command.
                    continue;
                }
                assert!(go_on(&mut chip, &profile, Some(progress)).1, "{first:?} {second:?}");
                assert!(is_finished(&chip), "{first:?} {second:?}");
                cuts += 1;
            }
        }
        println!("{generation:?}: {cuts} pairs of cuts");
        assert!(cuts > 2000, "{cuts}");
    }
}

#[test]
fn torn_and_nothing_remembered() {
    for generation in CHIPS {
        let (profile, keys) = (profile(generation), DesfireKeys::default());
        let commands = commands(generation);
        let mut found = [0; 3];
        for tear in tears(commands) {
            let mut chip = factory(generation);
            chip.arm(tear);
            go_on(&mut chip, &profile, None);
            match examine(&mut chip, &profile) {
                Finding::Blank => found[0] += 1,
                Finding::Torn => {
                    found[1] += 1;
                    Reader::new(&mut chip).ask(Scrap::new(at_desk(&profile, &keys))).unwrap().unwrap();
                    assert_eq!(examine(&mut chip, &profile), Finding::Blank);
                }
                Finding::Issued => {
                    found[2] += 1;
                    assert!(is_finished(&chip));
                    continue;
                }
                other => panic!("{other:?}"),
            }
            // A blank chip may have been begun here: nothing has to be known of it.
            assert!(go_on(&mut chip, &profile, None).1, "{tear:?}");
            assert!(is_finished(&chip), "{tear:?}");
        }
        println!("{generation:?}: {} blank, {} torn, {} issued", found[0], found[1], found[2]);
        assert_eq!(found.iter().sum::<u32>(), 2 * commands);
        assert_eq!(found[2], 1, "only the last command makes a card");
        assert!(found[1] > 50, "{found:?}");
    }
}

/// Erasing is torn as well: the chip is as it was, or blank.
#[test]
fn a_scrap_is_torn() {
    for generation in CHIPS {
        let (profile, keys) = (profile(generation), DesfireKeys::default());
        let mut torn = factory(generation);
        torn.arm(Tear::Unheard { after: commands(generation) - 3 });
        go_on(&mut torn, &profile, None);
        let mut chip = torn.clone();
        let mut reader = Reader::new(&mut chip);
        reader.ask(Scrap::new(at_desk(&profile, &keys))).unwrap().unwrap();
        let commands = u32::try_from(reader.heard.len()).unwrap();
        for tear in tears(commands) {
            let mut chip = torn.clone();
            chip.arm(tear);
            Reader::new(&mut chip).ask(Scrap::new(at_desk(&profile, &keys))).unwrap_err();
            let erased = tear == Tear::Unanswered { after: commands - 1, keep: 0 };
            let left = if erased { Finding::Blank } else { Finding::Torn };
            assert_eq!(examine(&mut chip, &profile), left, "{tear:?}");
        }
    }
}

/// A chip whose key was the county's before: its making ends with the last thing that is missing.
#[test]
fn a_chip_of_the_county_is_torn() {
    for generation in CHIPS {
        let profile = profile(generation);
        let mut blank = made(generation);
        blank.reissue(|state| state.applications.clear());
        let mut issued = 0;
        for tear in tears(commands(generation)) {
            let mut chip = blank.clone();
            chip.arm(tear);
            let (progress, whole) = go_on(&mut chip, &profile, None);
            if whole {
                chip.disarm();
            }
            assert_eq!(examine(&mut chip, &profile) == Finding::Issued, is_finished(&chip), "{tear:?}");
            issued += u32::from(is_finished(&chip) && !whole);
            assert!(go_on(&mut chip, &profile, Some(progress)).1, "{tear:?}");
            assert!(is_finished(&chip));
        }
        assert!(issued > 0);
    }
}
