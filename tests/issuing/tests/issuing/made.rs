//! A card as it leaves the desk.

use card_issuing::fmcos::{FmcosProfile, Personalise, Progress, steps};
use card_issuing::{Difference, Examine, Finding, ReadBack};
use issuing::{DeskKeys, Reader, blank, order};
use virtual_cards::VirtualFmcos;

/// A finished card.
pub(crate) fn made() -> VirtualFmcos {
    let (profile, order, keys) = (FmcosProfile::default(), order(), DeskKeys::default());
    let mut chip = blank();
    Reader::new(&mut chip).ask(Personalise::new(&profile, &order, &keys)).unwrap().unwrap();
    chip
}

#[test]
fn a_blank_chip_becomes_the_card_that_was_ordered() {
    let (profile, order, keys) = (FmcosProfile::default(), order(), DeskKeys::default());
    let mut chip = blank();
    let mut reader = Reader::new(&mut chip);
    assert_eq!(reader.ask(Examine::new(&profile.aid)).unwrap(), Finding::Blank);
    reader.heard.clear();
    let mut personalise = Personalise::new(&profile, &order, &keys);
    let mut seen = vec![Progress(0)];
    reader.carry(&mut personalise, |so_far| seen.push(so_far.progress())).unwrap().unwrap();
    assert!(seen.is_sorted(), "progress never goes back");
    assert_eq!(personalise.progress(), Progress(steps().len()));
    assert_eq!(reader.heard.len(), 40, "commands for a card");
    // No key of ours, and no PIN, went over the air in the clear; the application's master key is the one exception.
    let aired: Vec<u8> = reader.heard.iter().flat_map(|(command, _)| command.clone()).collect();
    let clear = |secret: &[u8]| aired.windows(secret.len()).any(|window| window == secret);
    use card_issuing::{IssuerKeys, KeyRole};
    let key = |role| *keys.diversify(role, &order.name()).unwrap().expose();
    for role in [KeyRole::Root, KeyRole::Purchase, KeyRole::Load, KeyRole::Tac, KeyRole::Maintenance] {
        assert!(!clear(&key(role)), "{role}");
    }
    assert!(clear(&key(KeyRole::Master)) && !clear(order.pin.bytes()));

    let mut reader = Reader::new(&mut chip);
    let Finding::Issued(public) = reader.ask(Examine::new(&profile.aid)).unwrap() else { panic!() };
    assert_eq!((public.number, public.issuer), (order.number, order.issuer));
    let picture = reader.ask(ReadBack::new(&profile)).unwrap().unwrap();
    assert_eq!(picture.is_as_ordered(&order, &profile), Ok(()));
    assert_eq!(picture.city_data().unwrap().kind, 0x03);
}

#[test]
fn another_card_is_not_the_one_ordered() {
    let (profile, ordered) = (FmcosProfile::default(), order());
    let mut chip = made();
    let picture = Reader::new(&mut chip).ask(ReadBack::new(&profile)).unwrap().unwrap();
    let mut other = ordered.clone();
    other.number.0[9] = 0x18;
    assert_eq!(picture.is_as_ordered(&other, &profile), Err(Difference::Public));
    let other = card_issuing::IssueOrder { kind: 0x01, ..ordered.clone() };
    assert_eq!(picture.is_as_ordered(&other, &profile), Err(Difference::City));
    let spent = card_issuing::CardPicture { balance: purse::CardAmount(1), ..picture.clone() };
    assert_eq!(spent.is_as_ordered(&ordered, &profile), Err(Difference::Balance));
    let marked = card_issuing::CardPicture { mark: None, ..picture };
    assert_eq!(marked.is_as_ordered(&ordered, &profile), Err(Difference::Mark));
}
