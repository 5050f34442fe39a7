//! DESFire below the sale's machine: sales, voids and loads of every generation, and what is learned of a torn one.

use both_sides::counter::{Counter, Tap, Wish, card, kept};
use both_sides::{Grain, Lengths, Sweep, Tear};
use purse::{DebitOutcome, Proof, Resolution};
use virtual_cards::desfire::{Generation, VirtualDesfire};

const WISHES: [(&str, Wish); 3] =
    [("sale", Wish::Sale(650)), ("void", Wish::VoidLast), ("load", Wish::Load(300))];

/// What the till says, against what the card has; `torn` is whether a transaction that waits had happened.
fn judge(
    tap: Tap,
    before: (u32, desfire_purse::Record),
    card: &VirtualDesfire,
    torn: Option<bool>,
) -> &'static str {
    let now = kept(card);
    let moved = now != before;
    assert_eq!(now.0, now.1.balance, "money and record move together");
    match tap {
        Tap::Nothing if torn.is_some() => {
            assert!(!moved);
            "still held"
        }
        Tap::Nothing | Tap::Refused(_) | Tap::Settled(DebitOutcome::Refused(_)) => {
            assert!(!moved, "{tap:?}");
            "not committed"
        }
        Tap::Settled(DebitOutcome::Paid(_)) => {
            assert!(moved);
            "committed"
        }
        Tap::Settled(DebitOutcome::Unknown) => "held",
        Tap::Learned(Resolution::Debited(found)) => {
            assert!(!moved && torn == Some(true), "{torn:?}");
            if found.proof == Proof::None { "learned: committed, no proof" } else { "learned: committed" }
        }
        Tap::Learned(Resolution::NotDebited) => {
            assert!(!moved && torn == Some(false), "{torn:?}");
            "learned: not committed"
        }
        Tap::Learned(Resolution::Undecided(_)) => {
            assert!(!moved);
            "still held"
        }
    }
}

/// One tap with the link cut there; whether the card has changed.
fn tap(
    till: &mut Counter,
    card: &mut VirtualDesfire,
    wish: Wish,
    tear: Option<Tear>,
    torn: Option<bool>,
    sweep: &mut Sweep,
) -> (bool, Vec<Lengths>) {
    let before = kept(card);
    let (tap, heard) = till.torn_tap(card, wish, tear);
    sweep.end(judge(tap, before, card, torn));
    (kept(card) != before, heard)
}

fn returns(till: &mut Counter, card: &mut VirtualDesfire, torn: bool, sweep: &mut Sweep) {
    if till.open.is_some() {
        tap(till, card, Wish::Sale(1), None, Some(torn), sweep);
        assert!(till.open.is_none());
    }
    assert!(matches!(till.tap(card, Wish::Sale(1)), Tap::Settled(DebitOutcome::Paid(_))));
}

fn transactions(family: &str, chip: Generation, generation: desfire_purse::Generation) {
    for (operation, wish) in WISHES {
        let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
        till.tap(&mut card, Wish::Sale(1_000));
        let one = Sweep::of(Grain::Bytes, |tear, sweep| {
            let (mut card, mut till) = (card.clone(), till.clone());
            let (moved, heard) = tap(&mut till, &mut card, wish, tear, None, sweep);
            returns(&mut till, &mut card, moved, sweep);
            heard
        });
        one.print(family, operation);
        one.met(&["committed", "not committed", "held", "learned: not committed"]);

        let mut twice = Sweep::default();
        let whole = tap(&mut till.clone(), &mut card.clone(), wish, None, None, &mut Sweep::default()).1;
        for first in Grain::Commands.tears(&whole) {
            let (mut card, mut till) = (card.clone(), till.clone());
            let (moved, _) = tap(&mut till, &mut card, wish, Some(first), None, &mut twice);
            twice.add(&Sweep::of(Grain::Bytes, |tear, sweep| {
                let (mut card, mut till) = (card.clone(), till.clone());
                let torn = till.open.is_some().then_some(moved);
                let (again, heard) = tap(&mut till, &mut card, wish, tear, torn, sweep);
                returns(&mut till, &mut card, torn.unwrap_or(again), sweep);
                heard
            }));
        }
        twice.print(family, &format!("{operation}: two tears"));
        // A card that signs its commits is believed with its proof alone, however often it is torn.
        let learned =
            if family.ends_with("EV1") { "learned: committed, no proof" } else { "learned: committed" };
        twice.met(&["held", learned, "learned: not committed"]);
    }
}

#[test]
fn ev1() {
    transactions("DESFire EV1", Generation::Ev1, desfire_purse::Generation::Ev1);
}

#[test]
fn ev2() {
    transactions("DESFire EV2", Generation::Ev2, desfire_purse::Generation::Ev2);
}

#[test]
fn ev3() {
    transactions("DESFire EV3", Generation::Ev3, desfire_purse::Generation::Ev2);
}
