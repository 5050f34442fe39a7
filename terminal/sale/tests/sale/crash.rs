//! For every step of every kind of sale, and for every way it can go wrong there: after a restart and the
//! return of the same card there is exactly one debit, one record, and both say the same.

use crate::bench::{Bench, FREE, HAIRCUT, LUNCH, Outcome, TIER_C, UNLISTED};
use crate::ports::{FAULTS, Fault};
use proptest::prelude::*;
use sale::{Order, PayWith, Refusal};

/// Card, order, and what the card must have paid in the end.
const SALES: [(usize, Order, u32); 4] = [
    (TIER_C, LUNCH, 600),
    (FREE, LUNCH, 0),
    (UNLISTED, HAIRCUT, 2000),
    (TIER_C, Order { pay_with: PayWith::Cash, ..LUNCH }, 0),
];

fn steps(card: usize, order: Order) -> usize {
    let mut bench = Bench::new();
    assert!(matches!(bench.tap(card, order), Outcome::Paid(_)));
    bench.trace().len()
}

/// Taps until the sale is through, and checks what came of it.
fn finish(bench: &mut Bench, card: usize, order: Order, amount: u32, first: Outcome, story: &str) {
    let mut outcome = first;
    for _ in 0..4 {
        if matches!(outcome, Outcome::Paid(_)) {
            break;
        }
        if bench.till.open().is_some() {
            let other = if card == TIER_C { UNLISTED } else { TIER_C };
            let refused = bench.tap(other, LUNCH);
            assert!(matches!(refused, Outcome::Refused(Refusal::OtherCard)), "{story}: {refused:?}");
        }
        outcome = bench.tap(card, order);
    }
    assert!(matches!(outcome, Outcome::Paid(_)), "{story}: {outcome:?}");
    assert_eq!(bench.debits(card), 1, "{story}: one debit");
    assert_eq!(bench.records().len(), 1, "{story}: one record");
    assert_eq!(bench.till.open(), None, "{story}");
    let spent = bench.world.borrow().cards[card].history[0].2;
    assert_eq!(spent, amount, "{story}");
}

#[test]
fn any_fault_anywhere_ends_in_one_debit() {
    let mut met = 0;
    for (card, order, amount) in SALES {
        for at in 0..steps(card, order) {
            for fault in FAULTS {
                let mut bench = Bench::new();
                bench.plan(at, fault);
                let first = bench.tap(card, order);
                met += usize::from(!matches!(first, Outcome::Paid(_)));
                let story = format!("card {card}, {fault:?} at step {at}");
                finish(&mut bench, card, order, amount, first, &story);
            }
        }
    }
    assert!(met > 100, "faults were met: {met}");
}

#[test]
fn two_faults_anywhere_end_in_one_debit() {
    let (card, order, amount) = SALES[0];
    for at in 0..steps(card, order) {
        for fault in FAULTS {
            for again_at in 0..16 {
                for again in FAULTS {
                    let mut bench = Bench::new();
                    bench.plan(at, fault);
                    let mut outcome = bench.tap(card, order);
                    if !matches!(outcome, Outcome::Paid(_)) {
                        bench.plan(again_at, again);
                        outcome = bench.tap(card, order);
                    }
                    let story = format!("{fault:?} at {at}, then {again:?} at {again_at}");
                    finish(&mut bench, card, order, amount, outcome, &story);
                }
            }
        }
    }
}

#[test]
fn used_elsewhere_before_it_comes_back() {
    let (card, order, _) = SALES[0];
    for at in 0..steps(card, order) {
        for fault in FAULTS {
            for elsewhere in 1..=2_u8 {
                let mut bench = Bench::new();
                bench.plan(at, fault);
                let first = bench.tap(card, order);
                if matches!(first, Outcome::Paid(_)) {
                    continue;
                }
                for minute in 1..=elsewhere {
                    let (date, time) = ([0x20, 0x25, 0x07, 0x16], [0x12, minute, 0x30]);
                    bench.world.borrow_mut().cards[card].used_elsewhere(600, date, time);
                }
                let debited = bench.debits(card);
                bench.now_us += 600_000_000;
                let second = bench.tap(card, order);
                let story = format!("{fault:?} at {at}, used {elsewhere}x elsewhere: {second:?}");
                match second {
                    // Debited then, but the card proves another purchase now: the center settles it.
                    Outcome::WithoutProof(_) => assert_eq!(debited, 1, "{story}"),
                    // Debited and written down before the power went: shown again.
                    Outcome::Paid(paid) if paid.record.sale == 1 && debited == 1 => {}
                    Outcome::Paid(_) => assert_eq!(debited, 0, "{story}"),
                    _ => panic!("{story}"),
                }
                assert_eq!((bench.debits(card), bench.records().len()), (1, 1), "{story}");
            }
        }
    }
}

fn faults() -> impl Strategy<Value = Option<(usize, Fault)>> {
    proptest::option::of((0..18_usize, proptest::sample::select(FAULTS.to_vec())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A lunch rush of three elders with whatever may go wrong; the bench audits after every tap.
    #[test]
    fn a_bad_day(
        taps in proptest::collection::vec((0..3_usize, any::<bool>(), faults(), any::<bool>(), 0..8_u8), 1..30)
    ) {
        let mut bench = Bench::new();
        for (card, lunch, fault, elsewhere, release) in taps {
            if let Some((at, fault)) = fault {
                bench.plan(at, fault);
            }
            bench.tap(card, if lunch { LUNCH } else { HAIRCUT });
            if elsewhere {
                let minute = u8::try_from(bench.now_us / 1_000_000 % 60).unwrap();
                let time = [0x11, 0x10, minute / 10 * 16 + minute % 10];
                let mut world = bench.world.borrow_mut();
                if world.cards[card].balance >= 100 {
                    world.cards[card].used_elsewhere(100, [0x20, 0x25, 0x07, 0x16], time);
                }
            }
            if release == 0 && let Some(step) = bench.till.release(bench.now_us) {
                bench.remember_alive(step.unwrap());
            }
            bench.audit();
        }
    }
}
