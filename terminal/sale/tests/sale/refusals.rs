//! Why there is no sale: each reason, and which one is said when two apply.

use crate::bench::{Bench, HAIRCUT, LUNCH, Outcome, SECOND_US, TIER_C};
use money::Fen;
use sale::{MemoryFault, Order, Refusal};

/// A reason, how to bring it about, and what is asked for (`None`: lunch).
type Row = (Refusal, fn(&mut Bench), Option<Order>);

fn disk(bench: &mut Bench, fault: MemoryFault) {
    bench.world.borrow_mut().room.get_or_insert(fault);
}

fn nothing(_: &mut Bench) {}

/// A profile that serves another application alone.
fn another_application() -> purse::Cards {
    let text = "format = 1\nname = \"\"\n[[application]]\nfamily = \"pboc\"\naid = \"A000000001\"\n";
    card_families::read(text).unwrap()
}

const BEFORE_THE_CARD: [Row; 8] = [
    (Refusal::ClockWrong, |b| b.now_us = 0, None),
    (Refusal::ClockWrong, |b| b.now_us = i64::MAX - 86_400 * SECOND_US, None),
    (Refusal::NoParameters, |b| b.rules.terminal = records::TerminalId(1), None),
    (Refusal::NoParameters, |b| b.rules.effective_from_us = i64::MAX, None),
    (Refusal::PendingFull, |b| b.limits.pending_max = 0, None),
    (Refusal::DiskFull, |b| disk(b, MemoryFault::Full { free_kib: 1, needed_kib: 2 }), None),
    (Refusal::DiskReadOnly, |b| disk(b, MemoryFault::ReadOnly { what: "mount".to_owned() }), None),
    (Refusal::JournalFault, |b| disk(b, MemoryFault::Broken { what: "io".to_owned() }), None),
];

const WITH_THE_CARD: [Row; 14] = [
    (Refusal::Foreign, |b| b.rules.cards = another_application(), None),
    (Refusal::Locked, |b| b.world.borrow_mut().cards[TIER_C].locked = true, None),
    (Refusal::NotEnabled, |b| b.world.borrow_mut().cards[TIER_C].enabled = 2, None),
    (Refusal::NotYetValid, |b| b.world.borrow_mut().cards[TIER_C].valid[0] = [0x20, 0x25, 0x07, 0x17], None),
    (Refusal::Expired, |b| b.world.borrow_mut().cards[TIER_C].valid[1] = [0x20, 0x25, 0x07, 0x15], None),
    (Refusal::Stopped, |b| b.world.borrow_mut().cards[TIER_C].number[9] = 0x99, None),
    (Refusal::NotHere, nothing, Some(Order { service: 9, ..LUNCH })),
    (Refusal::WindowClosed, |b| b.now_us += 7 * 3600 * SECOND_US, Some(HAIRCUT)),
    (Refusal::PriceUnusable, nothing, Some(Order { price: Fen(1199), ..LUNCH })),
    (Refusal::PriceUnusable, nothing, Some(Order { quantity: 2, ..LUNCH })),
    (Refusal::PriceUnusable, nothing, Some(Order { price: Fen(-1), ..HAIRCUT })),
    (Refusal::PriceUnusable, nothing, Some(Order { price: Fen(i64::MAX), ..HAIRCUT })),
    (Refusal::PriceUnusable, nothing, Some(Order { quantity: 0, price: Fen(0), ..LUNCH })),
    (Refusal::PriceUnusable, nothing, Some(Order { quantity: 0, ..HAIRCUT })),
];

fn refused(bench: &mut Bench, order: Order) -> Refusal {
    let outcome = bench.tap(TIER_C, order);
    let Outcome::Refused(refusal) = outcome else { panic!("not refused: {outcome:?}") };
    assert!(bench.world.borrow().disk.is_empty(), "{refusal}: nothing written");
    assert!(bench.trace().iter().all(|step| step.starts_with("card 00")), "{refusal}: {:?}", bench.trace());
    refusal
}

#[test]
fn every_reason_is_said_before_anything_is_written() {
    for (row, (expected, setup, order)) in BEFORE_THE_CARD.into_iter().chain(WITH_THE_CARD).enumerate() {
        let mut bench = Bench::new();
        setup(&mut bench);
        assert_eq!(refused(&mut bench, order.unwrap_or(LUNCH)), expected, "row {row}");
        if BEFORE_THE_CARD.len() > row {
            assert!(bench.trace().is_empty(), "row {row}: the card is not touched");
        }
    }
}

#[test]
fn a_card_of_another_issuer_is_foreign() {
    let mut bench = Bench::new();
    bench.world.borrow_mut().cards[TIER_C].issuer = [1; 8];
    assert_eq!(refused(&mut bench, LUNCH), Refusal::Foreign);
}

#[test]
fn of_two_reasons_the_first_in_the_list_is_said() {
    let rows: Vec<Row> = BEFORE_THE_CARD.into_iter().chain(WITH_THE_CARD).collect();
    let mut pairs = 0;
    for (one, first, order) in &rows {
        for (other, second, other_order) in &rows {
            // Two orders, two clocks or two cards cannot be had at once; a foreign card hides its own faults.
            let both = order.is_some() && other_order.is_some();
            if both || one == other || moves_the_clock(*one) && moves_the_clock(*other) {
                continue;
            }
            let mut bench = Bench::new();
            first(&mut bench);
            second(&mut bench);
            let said = refused(&mut bench, order.or(*other_order).unwrap_or(LUNCH));
            if [Refusal::DiskFull, Refusal::DiskReadOnly, Refusal::JournalFault].contains(other)
                && said == *one
            {
                // One disk has one fault: the one it was given first.
                continue;
            }
            assert_eq!(said, *one.min(other), "{one:?} and {other:?}");
            pairs += 1;
        }
    }
    assert!(pairs > 200, "{pairs}");
}

fn moves_the_clock(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::ClockWrong | Refusal::WindowClosed)
}
