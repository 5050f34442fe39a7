//! One tap after another: what the elder and the cashier see, what card, disk and module hold afterwards.

use crate::bench::{Bench, FREE, HAIRCUT, LUNCH, NOON_US, Outcome, SECOND_US, TIER_C, UNLISTED};
use crate::ports::Fault;
use expect_test::expect;
use money::Fen;
use records::{ClockQuality, Moment, Record, Tender};
use sale::{Entry, Order, Paid, PayWith, ProofCheck, Refusal, Sam, UndoneReason, Unquoted};
use std::fmt::Write as _;

fn paid(outcome: Outcome) -> Paid {
    match outcome {
        Outcome::Paid(paid) => paid,
        other => panic!("not paid: {other:?}"),
    }
}

fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn held(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Hold(grey) if grey.card_tail == "1201")
}

/// The journal as a story: one word per entry.
fn journal(bench: &Bench) -> String {
    let world = bench.world.borrow();
    let words = world.disk.iter().map(|bytes| match Entry::decode(bytes).unwrap() {
        Entry::Intended(intention) => format!("intended {}", intention.sale()),
        Entry::Torn { sale, card } => format!("torn {sale} at {}", card.counter.unwrap()),
        Entry::Paid { record, .. } => format!("paid {}", record.sale),
        Entry::Undone { sale, reason, status } => format!("undone {sale} {reason:?} {status:04X}"),
        Entry::Greyed { record, .. } => format!("greyed {}", record.sale),
        Entry::DayClosed { .. } => "day closed".to_owned(),
        Entry::ParametersInstalled { version, .. } => format!("parameters {version}"),
        Entry::Sealed(sealed) => format!("sealed {}-{}", sealed.first_seq, sealed.through_seq),
        Entry::Verified { .. } => "verified".to_owned(),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What a record says, without its hashes.
fn ledger(records: &[Record]) -> String {
    let mut text = String::new();
    for r in records {
        writeln!(
            text,
            "{} {:?} {} tier {} rule {} window {}: {} = {} + {} {:?}, purse {} of {:?} type {:?} counter {:?} sam {}, \
             running {} {} {}{}{}",
            r.seq,
            r.kind,
            r.business_day,
            r.tier,
            r.rule,
            r.window,
            r.price,
            r.benefit,
            r.self_pay,
            r.tender,
            r.card_amount,
            r.balance_before,
            r.card_txn,
            r.card_counter,
            r.psam_seq,
            r.running.count,
            r.running.price,
            r.running.benefit,
            if r.recovered { ", recovered" } else { "" },
            if r.mac2_unverified { ", unverified" } else { "" },
        )
        .unwrap();
    }
    text
}

#[test]
fn one_lunch_in_five_card_commands_and_two_syncs() {
    let mut bench = Bench::new();
    let paid = paid(bench.tap(TIER_C, LUNCH));
    assert_eq!(
        (paid.proof, paid.balance_after(), paid.refusal()),
        (ProofCheck::Verified, Some(Fen(9400)), None)
    );
    expect![[r#"
        card 00A4
        card 00B2
        disk begin
        card 8050
        sam 8070
        card 80DC
        disk sync
        card 8054
        sam 8072
        disk begin
        disk sync"#]]
    .assert_eq(&bench.trace().join("\n"));
}

#[test]
fn a_morning() {
    let mut bench = Bench::new();
    paid(bench.tap(TIER_C, LUNCH));
    paid(bench.tap(FREE, LUNCH));
    paid(bench.tap(UNLISTED, LUNCH));
    // The same meal again: full price, and for a roster that denies, no sale.
    paid(bench.tap(TIER_C, LUNCH));
    assert_eq!(refused(bench.tap(FREE, LUNCH)), Refusal::CountCap);
    paid(bench.tap(FREE, Order { price: Fen(1850), ..HAIRCUT }));
    let cash = paid(bench.tap(UNLISTED, Order { pay_with: PayWith::Cash, ..LUNCH }));
    assert_eq!((cash.record.tender, cash.record.card_amount), (Tender::Cash, 0));
    expect![[r#"
        1 Sale 2025-07-16 tier C rule 73 window 2: 12.00 = 6.00 + 6.00 CardPurse, purse 600 of Some(10000) type Composite counter Some(7) sam 500, running 1 12.00 6.00
        2 Sale 2025-07-16 tier R rule 15 window 2: 12.00 = 12.00 + 0.00 Nothing, purse 0 of Some(5000) type Composite counter Some(7) sam 501, running 2 24.00 18.00
        3 Sale 2025-07-16 tier - rule 0 window 2: 12.00 = 0.00 + 12.00 CardPurse, purse 1200 of Some(3000) type Purchase counter Some(7) sam 502, running 3 36.00 18.00
        4 Sale 2025-07-16 tier C rule 0 window 2: 12.00 = 0.00 + 12.00 CardPurse, purse 1200 of Some(9400) type Purchase counter Some(8) sam 503, running 4 48.00 18.00
        5 Sale 2025-07-16 tier R rule 0 window 0: 18.50 = 0.00 + 18.50 CardPurse, purse 1850 of Some(5000) type Purchase counter Some(8) sam 504, running 5 66.50 18.00
        6 Sale 2025-07-16 tier - rule 0 window 2: 12.00 = 0.00 + 12.00 Cash, purse 0 of Some(1800) type Composite counter Some(8) sam 505, running 6 78.50 18.00
    "#]].assert_eq(&ledger(&bench.records()));
    let day = bench.till.day(bench.records()[0].business_day);
    assert_eq!((day.count, day.price, day.benefit, day.self_pay), (6, Fen(7850), Fen(1800), Fen(6050)));
    assert_eq!(bench.till.next_sale(), 7);
}

#[test]
fn caps_travel_on_the_card() {
    let mut here = Bench::new();
    paid(here.tap(TIER_C, LUNCH));
    paid(here.tap(FREE, LUNCH));
    let cards = here.world.borrow().cards.clone();
    let mut there = Bench::with(cards);
    there.forget_history();
    assert_eq!(refused(there.tap(FREE, LUNCH)), Refusal::CountCap);
    let full = paid(there.tap(TIER_C, LUNCH));
    assert_eq!((full.record.self_pay, full.record.rule), (Fen(1200), 0));
}

#[test]
fn a_mark_that_is_not_ours_is_left_alone() {
    let mut bench = Bench::new();
    bench.world.borrow_mut().cards[TIER_C].mark = Some(vec![0x5A; 128]);
    let first = paid(bench.tap(TIER_C, LUNCH));
    assert_eq!((first.record.self_pay, first.record.card_txn), (Fen(600), records::CardTxn::Purchase));
    assert_eq!(bench.world.borrow().cards[TIER_C].mark, Some(vec![0x5A; 128]));
    // This till still knows; so does a card without any mark.
    assert_eq!(paid(bench.tap(TIER_C, LUNCH)).record.self_pay, Fen(1200));
    bench.world.borrow_mut().cards[FREE].mark = None;
    assert_eq!(paid(bench.tap(FREE, LUNCH)).record.card_txn, records::CardTxn::Composite);
    assert_eq!(refused(bench.tap(FREE, LUNCH)), Refusal::CountCap);
}

#[test]
fn a_card_on_its_last_day_and_its_first_is_good() {
    let mut bench = Bench::new();
    bench.world.borrow_mut().cards[TIER_C].valid = [[0x20, 0x25, 0x07, 0x16]; 2];
    paid(bench.tap(TIER_C, LUNCH));
}

#[test]
fn the_same_card_too_soon() {
    let mut bench = Bench::new();
    paid(bench.tap(TIER_C, LUNCH));
    bench.now_us += 10 * SECOND_US - 1;
    assert_eq!(refused(bench.tap_now(TIER_C, HAIRCUT)), Refusal::TooSoon);
    bench.now_us += 1;
    paid(bench.tap_now(TIER_C, HAIRCUT));
}

#[test]
fn offline_for_too_long() {
    let mut bench = Bench::new();
    bench.limits.offline_days_max = Some(7);
    paid(bench.tap(TIER_C, LUNCH));
    bench.now_us += 7 * 86_400 * SECOND_US - 30 * SECOND_US;
    paid(bench.tap(UNLISTED, LUNCH));
    assert_eq!(refused(bench.tap(FREE, LUNCH)), Refusal::OfflineTooLong);
}

#[test]
fn a_clock_that_goes_back() {
    let mut bench = Bench::new();
    paid(bench.tap(TIER_C, LUNCH));
    // A network clock steps a little: sold, and the card is told a second of its own.
    bench.now_us = NOON_US;
    let stepped = paid(bench.tap_now(UNLISTED, LUNCH));
    assert_eq!(stepped.record.card_time, [0x12, 0, 0x31]);
    assert_eq!(stepped.record.tap.at_us, NOON_US);
    // Any other clock that goes back is wrong until the network has set it.
    bench.now_us = NOON_US - 7200 * SECOND_US;
    bench.clock = ClockQuality::ClockChip;
    assert_eq!(refused(bench.tap_now(FREE, LUNCH)), Refusal::ClockWrong);
    bench.clock = ClockQuality::Network;
    assert_eq!(paid(bench.tap_now(FREE, LUNCH)).record.card_time, [0x10, 0, 0]);
    // What was sold under the wrong clock does not stand in the way.
    assert_eq!(paid(bench.tap(TIER_C, HAIRCUT)).record.card_time, [0x10, 0, 0x30]);
}

#[test]
fn a_guessed_clock_is_written_down_as_such() {
    let mut bench = Bench::new();
    let tap = Moment { at_us: NOON_US, clock: ClockQuality::Guess };
    let mut disk = crate::ports::DiskPort(bench.world.clone());
    let unquoted = Unquoted::begin(&bench.till, &bench.rules, bench.limits, tap, &mut disk).unwrap();
    let found = bench.inquire(TIER_C);
    let quoted = unquoted.quote(&bench.till, &bench.rules, LUNCH, &found).unwrap();
    let sam = bench.sam_now();
    let intended = quoted.intend(&bench.till, &bench.rules, Some(sam), &purse::NoKeys).unwrap();
    assert_eq!(intended.intention().draft.tap, tap);
}

#[test]
fn torn_before_the_debit_is_no_hold() {
    // Steps 3 to 5: INITIALIZE, MAC1, the mark.
    for (at, word) in [(3, Refusal::CardMoved), (4, Refusal::CardMoved), (5, Refusal::CardMoved)] {
        let mut bench = Bench::new();
        bench.plan(at, Fault::Silence { done: true });
        assert_eq!(refused(bench.tap(TIER_C, LUNCH)), word);
        assert_eq!(journal(&bench), "intended 1, undone 1 CardLeft 0000");
        paid(bench.tap(UNLISTED, LUNCH));
        paid(bench.tap(TIER_C, LUNCH));
    }
}

#[test]
fn torn_after_the_commit_is_held_and_resolved() {
    let mut bench = Bench::new();
    bench.plan(7, Fault::Silence { done: true });
    assert!(held(&bench.tap(TIER_C, LUNCH)));
    assert_eq!(bench.world.borrow().cards[TIER_C].balance, 9400);
    assert_eq!(refused(bench.tap(UNLISTED, LUNCH)), Refusal::OtherCard);
    assert_eq!(refused(bench.tap(FREE, LUNCH)), Refusal::OtherCard);
    // The module still remembers the purchase and verifies the proof.
    let back = paid(bench.tap(TIER_C, LUNCH));
    assert_eq!((back.record.recovered, back.proof), (true, ProofCheck::Verified));
    assert_eq!(bench.world.borrow().cards[TIER_C].balance, 9400);
    assert_eq!(journal(&bench), "intended 1, torn 1 at 7, paid 1");
    assert_eq!(back.record.tap.at_us, NOON_US + 30 * SECOND_US, "the first tap decides");
}

#[test]
fn torn_before_the_commit_is_sold_on_return() {
    let mut bench = Bench::new();
    bench.plan(7, Fault::Silence { done: false });
    assert!(held(&bench.tap(TIER_C, LUNCH)));
    let back = paid(bench.tap(TIER_C, LUNCH));
    assert!(!back.record.recovered);
    assert_eq!(journal(&bench), "intended 1, torn 1 at 7, undone 1 CardReturned 0000, intended 2, paid 2");
}

#[test]
fn after_a_power_cut_the_card_still_knows() {
    let mut bench = Bench::new();
    bench.plan(7, Fault::PowerCut { done: true });
    assert!(matches!(bench.tap(TIER_C, LUNCH), Outcome::Dead));
    // Neither counter nor balance was remembered; the log of the card names the second.
    assert_eq!(bench.till.open().unwrap().torn, None);
    assert_eq!(refused(bench.tap(UNLISTED, LUNCH)), Refusal::OtherCard);
    let back = paid(bench.tap(TIER_C, LUNCH));
    assert!(back.record.recovered && back.record.mac2_unverified);
    assert_eq!(back.record.card_before(), Some((7, 10_000)));
    assert_eq!(journal(&bench), "intended 1, paid 1");
}

#[test]
fn what_was_paid_before_the_power_cut_is_shown_again() {
    let mut bench = Bench::new();
    bench.plan(10, Fault::PowerCut { done: true });
    assert!(matches!(bench.tap(TIER_C, LUNCH), Outcome::Dead));
    assert_eq!(bench.till.last_paid().unwrap().record.sale, 1);
    assert_eq!(paid(bench.tap(TIER_C, LUNCH)).record.sale, 1);
    assert_eq!(bench.debits(TIER_C), 1);
    // Shown once, it is an ordinary card again.
    assert_eq!(paid(bench.tap(TIER_C, HAIRCUT)).record.sale, 2);
}

#[test]
fn a_module_at_another_number() {
    let mut bench = Bench::new();
    paid(bench.tap(TIER_C, LUNCH));
    bench.sam = bench.sam.map(|sam| Sam { next_seq: 400, ..sam });
    let second = paid(bench.tap(UNLISTED, LUNCH));
    assert_eq!(second.record.psam_seq, 501);
    assert_eq!(journal(&bench), "intended 1, paid 1, intended 2, undone 2 SamMoved 0000, intended 3, paid 3");
    assert_eq!(bench.debits(UNLISTED), 1);
}

#[test]
fn clean_refusals_of_the_debit_change_nothing() {
    for (status, word) in [
        (0x9302, Refusal::CardRefused),
        (0x9401, Refusal::BalanceShort),
        (0x6901, Refusal::CardRefused),
        (0x6985, Refusal::CardRefused),
    ] {
        let mut bench = Bench::new();
        bench.world.borrow_mut().cards[TIER_C].refuse_debit = Some(status);
        assert_eq!(refused(bench.tap(TIER_C, LUNCH)), word);
        assert_eq!(journal(&bench), format!("intended 1, undone 1 DebitRefused {status:04X}"));
        bench.world.borrow_mut().cards[TIER_C].refuse_debit = None;
        paid(bench.tap(TIER_C, LUNCH));
    }
}

#[test]
fn an_answer_that_settles_nothing_is_held() {
    let mut bench = Bench::new();
    bench.world.borrow_mut().cards[TIER_C].refuse_debit = Some(0x6581);
    assert!(held(&bench.tap(TIER_C, LUNCH)));
    bench.world.borrow_mut().cards[TIER_C].refuse_debit = None;
    assert!(!paid(bench.tap(TIER_C, LUNCH)).record.recovered);
}

#[test]
fn a_purse_with_too_little() {
    let mut bench = Bench::new();
    bench.world.borrow_mut().cards[UNLISTED].balance = 1199;
    assert_eq!(refused(bench.tap(UNLISTED, LUNCH)), Refusal::BalanceShort);
    assert_eq!(journal(&bench), "intended 1, undone 1 CardRefused 9401");
    paid(bench.tap(UNLISTED, Order { pay_with: PayWith::Cash, ..LUNCH }));
}

#[test]
fn a_forged_card_is_kept_as_evidence_and_not_served() {
    let mut bench = Bench::new();
    bench.world.borrow_mut().cards[TIER_C].forged = true;
    assert_eq!(refused(bench.tap(TIER_C, LUNCH)), Refusal::ProofWrong);
    assert!(bench.records()[0].mac2_unverified);
    assert_eq!(bench.world.borrow().sam.wrong, 1);
    // The module did not count; the next sale uses its number.
    assert_eq!(paid(bench.tap(UNLISTED, LUNCH)).record.psam_seq, 500);
}

#[test]
fn a_module_that_falls_silent_after_the_debit_costs_nobody_the_meal() {
    let mut bench = Bench::new();
    bench.plan(8, Fault::Silence { done: false });
    let unchecked = paid(bench.tap(TIER_C, LUNCH));
    assert_eq!((unchecked.proof, unchecked.record.mac2_unverified), (ProofCheck::Unchecked, true));
    assert_eq!(journal(&bench), "intended 1, paid 1");
}

#[test]
fn a_disk_that_fails_after_the_debit_is_asked_again() {
    for done in [false, true] {
        let mut bench = Bench::new();
        bench.plan(10, Fault::Disk { done });
        assert_eq!(paid(bench.tap(TIER_C, LUNCH)).record.sale, 1);
        assert_eq!(journal(&bench), "intended 1, paid 1", "written once");
    }
}

#[test]
fn a_disk_that_fails_before_the_debit_stops_it() {
    for (done, story) in [(false, ""), (true, "intended 1, undone 1 NeverSent 0000")] {
        let mut bench = Bench::new();
        bench.plan(6, Fault::Disk { done });
        assert_eq!(refused(bench.tap(TIER_C, LUNCH)), Refusal::JournalFault);
        assert_eq!((bench.debits(TIER_C), journal(&bench)), (0, story.to_owned()));
        assert!(bench.trace().iter().all(|step| step != "card 8054"));
    }
}

#[test]
fn undone_reasons_are_told_apart() {
    let reasons = [
        UndoneReason::CardLeft,
        UndoneReason::CardRefused,
        UndoneReason::SamRefused,
        UndoneReason::SamMoved,
        UndoneReason::DebitRefused,
        UndoneReason::CardReturned,
        UndoneReason::NeverSent,
    ];
    for reason in reasons {
        let entry = Entry::Undone { sale: 1, reason, status: 0 };
        assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }
}

#[test]
fn nothing_shows_a_card_number() {
    let mut bench = Bench::new();
    let number = bench.world.borrow().cards[TIER_C].number;
    let factor = format!("{:?}", &number[2..]);
    let shown = bench.show_every_state(TIER_C);
    assert!(shown.len() > 1000);
    assert!(!shown.contains(&factor[1..factor.len() - 1]), "{shown}");
    assert!(!shown.contains("0330703000000000") && !shown.contains("33070300000000"), "{shown}");
    assert!(shown.contains("****1201"));
}
