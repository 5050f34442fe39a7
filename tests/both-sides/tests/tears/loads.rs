//! Loads of purses: never credited twice, never a credit that the desk does not learn of.

use both_sides::county::Kind;
use both_sides::top_up::{Loaded, TopUp};
use both_sides::{Grain, Sweep, Tear, Truth};
use pboc_purse::{CreditOutcome, LoadResolution};
use virtual_cards::VirtualCard;

const FEN: u32 = 5_000;

/// What the desk says, against what the card has.
fn judge(
    loaded: Loaded,
    before: &Truth,
    card: &VirtualCard,
    desk: &TopUp,
    torn: Option<bool>,
) -> &'static str {
    let now = Truth::of(card);
    let moved = now.counted - before.counted;
    assert_eq!(u64::from(now.balance.unwrap() - before.balance.unwrap()), moved * u64::from(FEN));
    match loaded {
        Loaded::Nothing if torn.is_some() => {
            assert_eq!(moved, 0);
            "still held"
        }
        Loaded::Nothing | Loaded::Refused(_) => {
            assert_eq!(moved, 0, "{loaded:?}");
            "not loaded"
        }
        Loaded::Settled(CreditOutcome::Credited(_)) => {
            assert_eq!(moved, 1);
            "loaded"
        }
        Loaded::Settled(CreditOutcome::Refused(_)) => {
            assert_eq!(moved, 0);
            "not loaded"
        }
        Loaded::Settled(CreditOutcome::Unknown(_)) => {
            assert!(desk.open.is_some());
            "held"
        }
        Loaded::Learned(LoadResolution::Credited(proof)) => {
            assert_eq!((moved, torn), (0, Some(true)));
            if proof.is_some() { "learned: loaded" } else { "learned: loaded, no proof" }
        }
        Loaded::Learned(LoadResolution::NotCredited) => {
            assert_eq!((moved, torn), (0, Some(false)));
            "learned: not loaded"
        }
        Loaded::Learned(LoadResolution::Undecided(_)) => {
            assert_eq!(moved, 0);
            assert!(desk.open.is_some());
            "still held"
        }
    }
}

/// The card comes back whole: what is open is settled, and the next load works.
fn returns(desk: &mut TopUp, card: &mut VirtualCard, torn: bool, sweep: &mut Sweep) {
    if desk.open.is_some() {
        let before = Truth::of(card);
        let (loaded, _) = desk.tap(card, FEN, None);
        sweep.end(judge(loaded, &before, card, desk, Some(torn)));
        assert!(desk.open.is_none());
    }
    let before = Truth::of(card);
    let (loaded, _) = desk.tap(card, FEN, None);
    assert_eq!(judge(loaded, &before, card, desk, None), "loaded");
}

/// One load with the link cut there; whether the card was credited.
fn load(
    desk: &mut TopUp,
    card: &mut VirtualCard,
    tear: Option<Tear>,
    sweep: &mut Sweep,
) -> (bool, Vec<both_sides::Lengths>) {
    let before = Truth::of(card);
    let (loaded, heard) = desk.tap(card, FEN, tear);
    sweep.end(judge(loaded, &before, card, desk, None));
    (Truth::of(card).counted > before.counted, heard)
}

fn loads(family: &str, kind: Kind) {
    let (card, desk) = (kind.card(1), TopUp::new(kind));
    let sweep = Sweep::of(Grain::Bytes, |tear, sweep| {
        let (mut card, mut desk) = (card.clone(), desk.clone());
        let (moved, heard) = load(&mut desk, &mut card, tear, sweep);
        returns(&mut desk, &mut card, moved, sweep);
        heard
    });
    sweep.print(family, "load");
    sweep.met(&["loaded", "not loaded", "held", "learned: loaded", "learned: not loaded"]);

    let mut twice = Sweep::default();
    let conversation = load(&mut desk.clone(), &mut card.clone(), None, &mut Sweep::default()).1;
    for first in Grain::Commands.tears(&conversation) {
        let (mut card, mut desk) = (card.clone(), desk.clone());
        let (moved, _) = load(&mut desk, &mut card, Some(first), &mut twice);
        if desk.open.is_none() {
            continue;
        }
        twice.add(&Sweep::of(Grain::Bytes, |tear, sweep| {
            let (mut card, mut desk) = (card.clone(), desk.clone());
            let before = Truth::of(&card);
            let (loaded, heard) = desk.tap(&mut card, FEN, tear);
            sweep.end(judge(loaded, &before, &card, &desk, Some(moved)));
            returns(&mut desk, &mut card, moved, sweep);
            heard
        }));
    }
    twice.print(family, "load: recovery");
    twice.met(&["still held", "learned: loaded", "learned: not loaded"]);
}

#[test]
fn t_union() {
    loads("T-Union 3DES", Kind::TUnion);
}

#[test]
fn t_union_whose_answers_are_fetched() {
    loads("T-Union 3DES, 61xx", Kind::TUnionFetched);
}

#[test]
fn t_union_sm4() {
    loads("T-Union SM4", Kind::Sm4);
}

#[test]
fn city_union() {
    loads("City-Union", Kind::CityUnion);
}
