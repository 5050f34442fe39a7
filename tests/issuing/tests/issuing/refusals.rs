//! What the desk does not do, and what a chip does not let it do.

use card_issuing::fmcos::{FmcosProfile, Personalise, PersonaliseRefusal, Progress, Scrap, ScrapRefusal};
use card_issuing::{IssuerKeys, KeyRole, ReadBack};
use issuing::{DeskKeys, Reader, blank, order};
use purse::Secret16;

use super::made::made;

#[test]
fn an_issued_card_is_neither_scrapped_nor_made_again() {
    let (profile, order, keys) = (FmcosProfile::default(), order(), DeskKeys::default());
    let mut chip = made();
    let before = chip.state().clone();
    let name = order.name();
    let scrap = Reader::new(&mut chip).ask(Scrap::new(&profile, &name, &keys)).unwrap();
    assert_eq!(scrap, Err(ScrapRefusal::Issued));
    for progress in [None, Some(Progress(0)), Some(Progress(1)), Some(Progress(3)), Some(Progress(18))] {
        let mut personalise = match progress {
            None => Personalise::new(&profile, &order, &keys),
            Some(progress) => Personalise::resume(&profile, &order, &keys, progress),
        };
        let _ = Reader::new(&mut chip).carry(&mut personalise, |_| {}).unwrap();
        let picture = Reader::new(&mut chip).ask(ReadBack::new(&profile)).unwrap().unwrap();
        assert_eq!(picture.is_as_ordered(&order, &profile), Ok(()), "{progress:?}");
    }
    assert_eq!(chip.state().applications[0].files, before.applications[0].files);
    assert_eq!(chip.state().applications[0].purse, before.applications[0].purse);
}

#[test]
fn a_delivery_with_another_key_costs_no_chip() {
    let (profile, order) = (FmcosProfile::default(), order());
    let wrong = DeskKeys { transport: [0x22; 16] };
    let mut chip = blank();
    let refused = Reader::new(&mut chip).ask(Personalise::new(&profile, &order, &wrong)).unwrap();
    let wrong = PersonaliseRefusal::WrongKey { role: KeyRole::Transport, tries_left: Some(2) };
    assert_eq!(refused, Err(wrong), "asked once, and no more");
    let refused = Reader::new(&mut chip).ask(Personalise::new(&profile, &order, &DeskKeys::default()));
    assert_eq!(refused.unwrap(), Ok(()), "the right key still opens it");
}

#[test]
fn a_torn_card_of_somebody_else_is_not_erased() {
    let (profile, order, keys) = (FmcosProfile::default(), order(), DeskKeys::default());
    let mut chip = blank();
    chip.arm(virtual_cards::Tear::Unheard { after: 20 });
    let _ = Reader::new(&mut chip).carry(&mut Personalise::new(&profile, &order, &keys), |_| {});
    let before = chip.state().applications.clone();
    let other = card_issuing::CardName { chip: [9; 8], ..order.name() };
    let refused = Reader::new(&mut chip).ask(Scrap::new(&profile, &other, &keys)).unwrap();
    assert_eq!(refused, Err(ScrapRefusal::WrongKey(Some(2))));
    assert_eq!(chip.state().applications, before);
}

/// A keeper without one key.
struct Without(KeyRole);

impl IssuerKeys for Without {
    fn diversify(&self, role: KeyRole, card: &card_issuing::CardName) -> Option<Secret16> {
        if role == self.0 { None } else { DeskKeys::default().diversify(role, card) }
    }
}

#[test]
fn every_key_is_needed_and_named() {
    let (profile, order) = (FmcosProfile::default(), order());
    for role in [
        KeyRole::Transport,
        KeyRole::Root,
        KeyRole::Master,
        KeyRole::Purchase,
        KeyRole::Load,
        KeyRole::Tac,
        KeyRole::Maintenance,
        KeyRole::PinUnblock,
        KeyRole::PinReload,
    ] {
        let mut chip = blank();
        let refused = Reader::new(&mut chip).ask(Personalise::new(&profile, &order, &Without(role)));
        let refusal = refused.unwrap().unwrap_err();
        assert_eq!(refusal, PersonaliseRefusal::NoKey(role));
        assert!(refusal.to_string().contains(" · "));
    }
}

#[test]
fn a_chip_without_room_says_so() {
    let profile = FmcosProfile { room: 0x0100, ..FmcosProfile::default() };
    let (order, keys) = (order(), DeskKeys::default());
    let mut chip = blank();
    let refused = Reader::new(&mut chip).ask(Personalise::new(&profile, &order, &keys)).unwrap();
    assert_eq!(refused, Err(PersonaliseRefusal::NoRoom));
}
