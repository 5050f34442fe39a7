//! An answer to a debit of which two bytes are left looks like a status word, and among many there is every one: `61xx`
//! that asks to be fetched, `6Cxx` that asks for the command again. A debit is never sent again.

use both_sides::counter::{Counter, Tap, Wish, card, kept};
use both_sides::county::{HAIRCUT, Kind};
use both_sides::story::last;
use both_sides::till::{Ending, OURS, Till};
use both_sides::top_up::{Loaded, TopUp};
use both_sides::{Cut, Truth};
use pboc_purse::{CreditOutcome, LoadResolution};
use purse::{DebitOutcome, Resolution};
use std::collections::BTreeSet;
use virtual_cards::desfire::Generation;

/// Both bytes that lead on were among those left.
fn both_met(left: &BTreeSet<u8>) {
    assert!(left.contains(&0x61) && left.contains(&0x6C), "{left:02X?}");
}

#[test]
fn sales_of_purses() {
    let scene = Till::new(Kind::TUnion, Kind::Serial);
    let mut dry = scene.clone();
    dry.tap(OURS, HAIRCUT, None);
    let tear = last(&dry.heard(), Cut::Glitch(2));
    let mut left = BTreeSet::new();
    for second in 0..700 {
        let mut till = scene.clone();
        till.wait(second);
        assert!(matches!(till.tap(OURS, HAIRCUT, Some(tear)), Ending::Hold(_)));
        left.insert(Truth::of(&till.cards[OURS]).proof[0]);
        assert!(matches!(till.tap(OURS, HAIRCUT, None), Ending::Paid(_)));
        till.settled();
    }
    both_met(&left);
}

#[test]
fn loads_of_purses() {
    let (card, desk) = (Kind::TUnion.card(1), TopUp::new(Kind::TUnion));
    let tear = last(&desk.clone().tap(&mut card.clone(), 1, None).1, Cut::Glitch(2));
    let mut left = BTreeSet::new();
    for fen in 1..=700 {
        let (mut card, mut desk) = (card.clone(), desk.clone());
        let (loaded, _) = desk.tap(&mut card, fen, Some(tear));
        assert!(matches!(loaded, Loaded::Settled(CreditOutcome::Unknown(_))), "{loaded:?}");
        left.insert(Truth::of(&card).proof[0]);
        let (learned, _) = desk.tap(&mut card, fen, None);
        assert!(matches!(learned, Loaded::Learned(LoadResolution::Credited(Some(_)))), "{learned:?}");
    }
    both_met(&left);
}

#[test]
fn commits_of_desfire() {
    for (chip, generation) in
        [(Generation::Ev1, desfire_purse::Generation::Ev1), (Generation::Ev2, desfire_purse::Generation::Ev2)]
    {
        let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
        let tear = last(&till.clone().torn_tap(&mut card.clone(), Wish::Sale(1), None).1, Cut::Glitch(2));
        for _ in 0..700 {
            let before = kept(&card).0;
            let (tap, _) = till.torn_tap(&mut card, Wish::Sale(1), Some(tear));
            assert_eq!((tap, kept(&card).0), (Tap::Settled(DebitOutcome::Unknown), before - 1));
            let learned = till.tap(&mut card, Wish::Sale(1));
            assert!(matches!(learned, Tap::Learned(Resolution::Debited(_))), "{learned:?}");
        }
    }
}
