//! Any number of taps, wishes and tears: the card and what tills know of it never part.

use both_sides::counter::{Counter, Tap, Wish, card, kept};
use proptest::prelude::*;
use purse::{DebitOutcome, Resolution};
use virtual_cards::Tear;
use virtual_cards::desfire::Generation;

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        4 => (0..2_000u32).prop_map(Wish::Sale),
        1 => Just(Wish::VoidLast),
        1 => (1..3_000u32).prop_map(Wish::Load),
    ]
}

fn tear() -> impl Strategy<Value = Option<Tear>> {
    prop_oneof![
        2 => Just(None),
        1 => prop::sample::select(vec![
            Tear::DuringInquiry, Tear::BeforeInitAnswer, Tear::DuringCache, Tear::BeforeDebit, Tear::AfterCommit,
            Tear::DuringProof,
        ]).prop_map(Some),
        1 => (0..24usize).prop_map(|keep| Some(Tear::MidAnswer { keep })),
    ]
}

/// How this changes a balance.
fn effect(wish: Wish, before: u32, last: u32) -> i64 {
    match wish {
        Wish::Sale(fen) => -i64::from(fen.min(before)),
        Wish::VoidLast => i64::from(last),
        Wish::Load(fen) => i64::from(fen),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_books_agree(taps in prop::collection::vec((wish(), tear()), 1..40), old: bool) {
        let (chip, generation) = match old {
            true => (Generation::Ev1, desfire_purse::Generation::Ev1),
            false => (Generation::Ev3, desfire_purse::Generation::Ev2),
        };
        let (mut card, mut till) = (card(chip), Counter::new(generation, 7));
        let mut books = 10_000i64;
        let mut held = 0i64;
        for (wish, tear) in taps {
            let (before, newest) = kept(&card);
            card.disarm();
            if let Some(tear) = tear {
                card.arm(tear);
            }
            let settling = till.open.is_some();
            let change = effect(wish, before, newest.amount);
            match till.tap(&mut card, wish) {
                Tap::Settled(DebitOutcome::Paid(_)) => books += change,
                Tap::Settled(DebitOutcome::Unknown) => held = change,
                Tap::Learned(Resolution::Debited(_)) => books += held,
                Tap::Learned(Resolution::NotDebited) => {}
                Tap::Learned(Resolution::Undecided(_)) => prop_assert!(till.open.is_some()),
                Tap::Nothing | Tap::Refused(_) => {
                    prop_assert_eq!(kept(&card), (before, newest));
                }
                Tap::Settled(DebitOutcome::Refused(refusal)) => prop_assert!(false, "{:?}", refusal),
            }
            let (value, newest) = kept(&card);
            prop_assert_eq!(value, newest.balance);
            if till.open.is_none() {
                prop_assert_eq!(i64::from(value), books, "{:?}, settling {}", wish, settling);
            }
        }
    }
}
