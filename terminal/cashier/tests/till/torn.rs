//! Cards that leave in mid-sale, and the till that waits for them.

use crate::bench::{Bench, FREE, STOPPED, TIER_C, Tear, UNLISTED};

const DEBIT: u8 = 0x54;

/// Before the debit, after the commit, and in the middle of the answer: held, asked again, debited once.
#[test]
fn the_same_card_settles_it() {
    let table = [
        (Tear::Before(DEBIT), "paid 6.00 Pending"),
        (Tear::After(DEBIT), "paid 6.00 Pending"),
        (Tear::Within(DEBIT, 0), "paid 6.00 Pending"),
        (Tear::Within(DEBIT, 1), "paid 6.00 Pending"),
        (Tear::Within(DEBIT, 5), "paid 6.00 Pending"),
    ];
    for restart in [false, true] {
        for (tear, settled) in table {
            let mut bench = Bench::new();
            bench.reader.tear = Some(tear);
            assert_eq!(bench.tap(TIER_C), "hold ****1201", "{tear:?}");
            if restart {
                bench.restart();
            }
            assert_eq!(bench.shown(), "hold ****1201", "{tear:?} a hold survives restarts");
            assert_eq!(bench.tap(TIER_C), settled, "{tear:?}");
            let card = &bench.reader.cards[TIER_C];
            assert_eq!((card.balance, card.history.len()), (9_400, 1), "{tear:?} one debit");
            assert_eq!(bench.till().running().count, 1, "{tear:?} one sale");
            assert_eq!(bench.shown(), "ready 午餐", "{tear:?}");
        }
    }
}

/// An answer of two bytes reads as a status word that is none of ours: still unknown, still held.
#[test]
fn half_an_answer_is_no_answer() {
    for keep in 2..10 {
        let mut bench = Bench::new();
        bench.reader.tear = Some(Tear::Within(DEBIT, keep));
        let shown = bench.tap(TIER_C);
        assert!(shown.starts_with("hold"), "{keep} bytes: {shown}");
        assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending", "{keep} bytes");
        assert_eq!(bench.reader.cards[TIER_C].history.len(), 1, "{keep} bytes");
    }
}

#[test]
fn another_card_is_refused_with_a_clear_word() {
    let mut bench = Bench::new();
    bench.reader.tear = Some(Tear::After(DEBIT));
    bench.tap(TIER_C);
    for other in [FREE, UNLISTED, STOPPED] {
        assert_eq!(bench.tap(other), "other card, waiting for ****1201");
        assert!(bench.reader.cards[other].history.is_empty());
        assert_eq!(bench.shown(), "hold ****1201");
    }
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    assert_eq!(bench.tap(FREE), "paid 0.00 Pending");
}

#[test]
fn a_card_that_still_lies_there_is_asked_at_once() {
    let mut bench = Bench::new();
    bench.reader.leaves = false;
    bench.reader.tear = Some(Tear::After(DEBIT));
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    assert_eq!(bench.reader.cards[TIER_C].history.len(), 1);
}

#[test]
fn before_the_debit_nothing_is_held() {
    for instruction in [0xA4, 0xB2, 0x50, 0xDC] {
        for tear in [Tear::Before(instruction), Tear::After(instruction), Tear::Within(instruction, 1)] {
            let mut bench = Bench::new();
            bench.reader.tear = Some(tear);
            assert_eq!(bench.tap(TIER_C), "E58 未扣款", "{tear:?}");
            assert_eq!(bench.shown(), "ready 午餐", "{tear:?}");
            assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending", "{tear:?}");
            assert_eq!(bench.reader.cards[TIER_C].history.len(), 1, "{tear:?}");
        }
    }
}

#[test]
fn a_sale_not_debited_is_begun_anew_while_its_elder_still_stands_there() {
    let mut bench = Bench::new();
    bench.keys("x30.50E");
    bench.reader.tear = Some(Tear::Before(DEBIT));
    assert_eq!(bench.tap(TIER_C), "hold ****1201");
    assert_eq!(bench.tap(TIER_C), "paid 30.50 Pending", "the amount keyed then");

    let mut bench = Bench::new();
    bench.reader.tear = Some(Tear::Before(DEBIT));
    bench.tap(TIER_C);
    bench.wait(11 * 60);
    assert_eq!(bench.tap(TIER_C), "E58 未扣款", "long after, only the old sale is settled");
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
}

#[test]
fn a_supervisor_releases_it_as_a_grey_record() {
    let mut bench = Bench::new();
    bench.reader.tear = Some(Tear::After(DEBIT));
    bench.tap(TIER_C);
    bench.keys("X");
    assert_eq!(bench.shown(), "supervisor ");
    bench.keys("111111E");
    assert_eq!(bench.shown(), "supervisor  (主管码不对，请重新输入)");
    bench.keys("2048");
    assert_eq!(bench.shown(), "supervisor ****");
    assert!(!bench.text().contains("2048"), "the code never reaches the screen");
    bench.keys("16E");
    assert_eq!(bench.shown(), "E13 已记录，由运营中心核对");
    bench.wait(4);
    assert_eq!(bench.shown(), "ready 午餐");
    assert_eq!(bench.uplink.offered, [1], "the grey record goes up");
    assert_eq!(bench.till().running().count, 0, "and is no sale");
    assert_eq!(bench.tap(FREE), "paid 0.00 Pending");
}

#[test]
fn guessers_are_kept_out() {
    let mut bench = Bench::new();
    bench.reader.tear = Some(Tear::After(DEBIT));
    bench.tap(TIER_C);
    bench.keys("X");
    for _ in 0..5 {
        bench.keys("000000E");
    }
    bench.keys("204816E");
    assert!(bench.shown().contains("请一分钟后再试"), "{}", bench.shown());
    bench.wait(61);
    bench.keys("X204816E");
    assert_eq!(bench.shown(), "E13 已记录，由运营中心核对");
}

/// The till loses power after every entry it ever writes in a torn sale; the end is always the same.
#[test]
fn power_cuts_between_entries() {
    for cut in 1..6 {
        let mut bench = Bench::new();
        bench.reader.tear = Some(Tear::After(DEBIT));
        bench.lay(TIER_C);
        bench.disk.entries.truncate(1 + cut);
        bench.restart();
        bench.wait(1);
        bench.tap(TIER_C);
        assert_eq!(bench.reader.cards[TIER_C].history.len(), 1, "cut after {cut}");
        assert_eq!(bench.till().running().count, 1, "cut after {cut}");
    }
}

#[test]
fn a_paid_sale_that_a_power_cut_kept_off_the_screen_is_shown_again() {
    let mut bench = Bench::new();
    bench.lay(TIER_C);
    bench.restart();
    assert_eq!(bench.shown(), "paid 6.00 Pending");
    bench.wait(20);
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    assert_eq!(bench.reader.cards[TIER_C].history.len(), 1, "shown again, not sold again");
}
