//! What a supervisor ends, what the center acknowledges, and how a day is closed.

use crate::bench::{Bench, LUNCH, Outcome, SECOND_US, TERMINAL, TIER_C, UNLISTED};
use crate::ports::Fault;
use records::{Ack, AckRange, Batch, BusinessDay, Chain, Kind, SigningKey};
use sale::{AckProblem, Refusal, replay};

fn center() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn till_key() -> SigningKey {
    SigningKey::from_bytes(&[8; 32])
}

fn torn(at: usize, fault: Fault) -> Bench {
    let mut bench = Bench::new();
    bench.plan(at, fault);
    bench.tap(TIER_C, LUNCH);
    assert!(bench.till.open().is_some());
    bench
}

#[test]
fn a_release_is_a_grey_record_and_the_till_goes_on() {
    for (fault, known) in [
        (Fault::Silence { done: true }, Some((7, 10_000))),
        (Fault::Silence { done: false }, Some((7, 10_000))),
        (Fault::PowerCut { done: true }, None),
    ] {
        let mut bench = torn(7, fault);
        let step = bench.till.release(bench.now_us).unwrap().unwrap();
        let released = bench.remember_alive(step);
        assert_eq!((released.record.kind, released.record.card_before()), (Kind::Grey, known));
        assert_eq!((released.record.tac, released.record.running.count), ([0; 4], 0));
        bench.audit();
        // Its card comes back later: an ordinary card, and nothing of the old sale changes.
        let debits = bench.debits(TIER_C);
        assert!(matches!(bench.tap(TIER_C, LUNCH), Outcome::Paid(paid) if !paid.record.recovered));
        assert_eq!(bench.debits(TIER_C), debits + 1);
        assert!(matches!(bench.tap(UNLISTED, LUNCH), Outcome::Paid(_)));
        assert_eq!(bench.records().iter().filter(|record| record.kind == Kind::Grey).count(), 1);
    }
}

#[test]
fn nothing_to_release_and_nobody_to_recall() {
    let bench = Bench::new();
    assert!(bench.till.release(0).is_none());
    assert!(
        bench.till.recall(&bench.rules, &purse::Recognition::Unreadable, false, &purse::NoKeys).is_none()
    );
}

#[test]
fn an_unreadable_card_may_be_the_one() {
    let bench = torn(7, Fault::Silence { done: true });
    for (found, word) in [
        (purse::Recognition::Unreadable, Refusal::SameCardAgain),
        (purse::Recognition::Locked, Refusal::SameCardAgain),
        (purse::Recognition::NotEnabled, Refusal::SameCardAgain),
        (purse::Recognition::Foreign { aids: Vec::new() }, Refusal::OtherCard),
    ] {
        assert_eq!(
            bench.till.recall(&bench.rules, &found, false, &purse::NoKeys).unwrap().unwrap_err(),
            word
        );
    }
}

#[test]
fn a_day_is_closed_by_a_record() {
    let mut bench = Bench::new();
    bench.tap(TIER_C, LUNCH);
    let day = BusinessDay::from_number(20_250_716).unwrap();
    let step = bench.till.close_day(day, bench.tap_moment()).unwrap();
    let closed = bench.remember_alive(step);
    assert_eq!((closed.record.kind, closed.record.seq, closed.record.running.count), (Kind::DayClose, 2, 1));
    bench.audit();
    let held = torn(7, Fault::Silence { done: true });
    assert_eq!(held.till.close_day(day, held.tap_moment()).unwrap_err(), Refusal::SameCardAgain);
}

#[test]
fn parameters_are_remembered() {
    let mut bench = Bench::new();
    let step = bench.till.install(4, [9; 32]);
    assert_eq!(bench.remember_alive(step).version, 4);
    assert_eq!(bench.till.parameters(), Some((4, [9; 32])));
    bench.audit();
}

#[test]
fn a_batch_can_be_sealed_again_byte_for_byte() {
    let mut bench = Bench::new();
    assert!(bench.till.seal(1, 100).is_none(), "nothing waits");
    bench.tap(TIER_C, LUNCH);
    bench.tap(UNLISTED, LUNCH);
    let step = bench.till.seal(bench.now_us, 100).unwrap();
    let sealed = bench.remember_alive(step);
    assert_eq!((sealed.first_seq, sealed.through_seq, sealed.announced.seq), (1, 2, 2));
    let bytes = bench.till.sealed_bytes(&till_key()).unwrap().unwrap();
    // A sale and a restart later it is still the same batch, and no second one is begun.
    bench.now_us += 60 * SECOND_US;
    bench.tap(UNLISTED, LUNCH);
    bench.till = replay(TERMINAL, &bench.world.borrow().disk).unwrap();
    assert_eq!(bench.till.sealed_bytes(&till_key()).unwrap().unwrap(), bytes);
    assert!(bench.till.seal(bench.now_us, 100).is_none());

    let batch = Batch::open(&bytes).unwrap();
    assert_eq!(batch.check_chain(), Ok(Chain { next_seq: 3, head: batch.new_head }));
    let ack = Ack::sign(&AckRange::of(&batch), &center());
    let step = bench.till.acknowledge(&ack, &center().verifying_key()).unwrap();
    assert_eq!(bench.remember_alive(step), 2);
    assert_eq!((bench.till.verified_through(), bench.till.pending(), bench.till.sealed()), (2, 1, None));
    bench.audit();
    let rest = bench.till.seal(bench.now_us, 100).unwrap();
    assert_eq!(bench.remember_alive(rest).first_seq, 3);
}

#[test]
fn only_the_centers_word_about_our_chain_counts() {
    let mut bench = Bench::new();
    bench.tap(TIER_C, LUNCH);
    bench.tap(UNLISTED, LUNCH);
    let last = bench.till.outbox().last().unwrap().clone();
    let good = AckRange {
        terminal: TERMINAL,
        first_seq: 1,
        through_seq: 2,
        head: records::record_hash(&last),
        batch_hash: [0; 32],
    };
    let bad = [
        AckRange { terminal: records::TerminalId(1), ..good },
        AckRange { first_seq: 2, ..good },
        AckRange { through_seq: 1, ..good },
        AckRange { through_seq: 3, ..good },
        AckRange { head: [1; 32], ..good },
    ];
    let key = center().verifying_key();
    for range in bad {
        let ack = Ack::sign(&range, &center());
        assert_eq!(bench.till.acknowledge(&ack, &key).unwrap_err(), AckProblem::NotOurs, "{range:?}");
    }
    let forged = Ack::sign(&good, &till_key());
    assert!(matches!(bench.till.acknowledge(&forged, &key), Err(AckProblem::Ack(_))));
    assert!(matches!(bench.till.acknowledge(b"LCA1", &key), Err(AckProblem::Ack(_))));
    assert_eq!(bench.till.pending(), 2, "nothing changed");
    let step = bench.till.acknowledge(&Ack::sign(&good, &center()), &key).unwrap();
    assert_eq!(bench.remember_alive(step), 2);
    assert_eq!(bench.till.pending(), 0);
}
