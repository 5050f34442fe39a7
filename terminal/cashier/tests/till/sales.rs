//! Sales that go well, and refusals.

use crate::bench::{Bench, FREE, NOON_US, STOPPED, TIER_C, UNLISTED};
use cashier::Ending;
use expect_test::expect;

#[test]
fn one_lunch() {
    let mut bench = Bench::new();
    assert_eq!(bench.shown(), "ready 午餐");
    let tapped = bench.lay(TIER_C).unwrap();
    assert!(matches!(tapped.ending, Ending::Paid { recovered: false, .. }), "{:?}", tapped.ending);
    let report = tapped.report;
    assert_eq!((report.result, report.card_apdus, report.sam_apdus, report.syncs), ("paid", 5, 2, 2));
    expect![[r#"
        [
            "trouble E57 未扣款",
            "ready 午餐",
            "working",
            "quote 6.00",
            "paid 6.00 Pending",
        ]"#]]
    .assert_eq(&format!("{:#?}", bench.screen.seen));
    assert!(bench.text().contains("94.00"), "the balance is shown: {}", bench.text());
    assert_eq!(bench.uplink.offered, [1]);
    assert_eq!((bench.reader.cards[TIER_C].balance, bench.reader.cards[TIER_C].history.len()), (9_400, 1));
}

/// Each line: who taps, what stands on the screen, and what the card holds afterwards.
#[test]
fn a_lunch_rush() {
    let mut bench = Bench::new();
    let table = [
        (TIER_C, "paid 6.00 Pending", 9_400),
        (FREE, "paid 0.00 Pending", 5_000),
        (UNLISTED, "paid 12.00 Pending", 1_800),
        (STOPPED, "E08 未扣款", 9_000),
        (FREE, "E04 未扣款", 5_000),
        (TIER_C, "paid 12.00 Pending", 8_200),
        (UNLISTED, "paid 12.00 Pending", 600),
        (UNLISTED, "E07 未扣款", 600),
    ];
    for (turn, (card, shown, balance)) in table.into_iter().enumerate() {
        bench.wait(10);
        assert_eq!(bench.tap(card), shown, "turn {turn}");
        assert_eq!(bench.reader.cards[card].balance, balance, "turn {turn}");
        assert_eq!(bench.shown(), "ready 午餐", "turn {turn}");
    }
    assert_eq!(bench.till().running().count, 5);
}

#[test]
fn paid_stays_for_three_seconds_and_until_the_card_leaves() {
    let mut bench = Bench::new();
    bench.lay(TIER_C);
    bench.wait(20);
    assert_eq!(bench.shown(), "paid 6.00 Pending", "the card still lies there");
    bench.lift();
    assert_eq!(bench.shown(), "ready 午餐", "seen long enough");
    bench.lay(FREE);
    bench.lift();
    bench.wait(2);
    assert_eq!(bench.shown(), "paid 0.00 Pending", "gone, but not seen for three seconds");
    bench.lay(UNLISTED);
    assert_eq!(bench.shown(), "paid 12.00 Pending", "the next tap comes before the three seconds are over");
}

#[test]
fn a_card_is_sold_to_once_however_long_it_lies() {
    let mut bench = Bench::new();
    bench.lay(TIER_C);
    bench.wait(60);
    assert_eq!(bench.till().running().count, 1);
    bench.lift();
    bench.lay(TIER_C);
    assert_eq!(bench.till().running().count, 2, "it came again after more than the interval");
    bench.lift();
    assert_eq!(bench.tap(TIER_C), "E20 未扣款", "and again at once");
}

#[test]
fn keyed_amounts() {
    let mut bench = Bench::new();
    bench.keys("12");
    assert_eq!(bench.shown(), "ready 午餐", "digits are dead in fixed mode");
    bench.keys("x");
    assert_eq!(bench.shown(), "ready 理发");
    bench.keys("8.5+3x2");
    assert_eq!(bench.shown(), "keying 8.50 + 3.00 × 2");
    bench.keys("E");
    assert_eq!(bench.shown(), "tap 14.50");
    assert_eq!(bench.tap(UNLISTED), "paid 14.50 Pending");
    assert_eq!(bench.shown(), "ready 理发");
    bench.keys("E5C");
    assert_eq!(bench.shown(), "ready 理发");
    bench.keys("0E");
    assert!(bench.text().contains("请先输入金额"), "{}", bench.text());
    bench.keys("C99E");
    bench.wait(10);
    assert_eq!(bench.tap(UNLISTED), "E07 未扣款");
    assert_eq!(bench.shown(), "tap 99.00", "a refused sale keeps its amount");
    assert_eq!(bench.tap(TIER_C), "paid 99.00 Pending", "so another card may pay it");
}

#[test]
fn the_next_amount_may_be_keyed_while_green_still_stands() {
    let mut bench = Bench::new();
    bench.keys("x8E");
    bench.lay(UNLISTED);
    bench.lift();
    bench.keys("EC");
    assert_eq!(bench.shown(), "paid 8.00 Pending", "what only clears waits for the elder");
    bench.keys("9");
    assert_eq!(bench.shown(), "keying 9");
}

#[test]
fn an_early_card_waits_for_the_amount_and_a_served_one_does_not_pay_the_next() {
    let mut bench = Bench::new();
    bench.keys("x");
    assert_eq!(bench.lay(UNLISTED), None);
    bench.keys("7E");
    assert_eq!(bench.shown(), "paid 7.00 Pending");
    bench.wait(30);
    bench.keys("8E");
    assert_eq!(bench.shown(), "tap 8.00", "the card of the last elder still lies there");
    assert_eq!(bench.till().running().count, 1);
    bench.lift();
    bench.lay(TIER_C);
    assert_eq!(bench.till().running().count, 2);
}

#[test]
fn outside_the_hours() {
    let mut bench = Bench::new();
    bench.time.wall_us.set(NOON_US + 7 * 3_600_000_000);
    bench.wait(1);
    assert_eq!(bench.shown(), "closed");
    assert_eq!(bench.tap(TIER_C), "E06 未扣款");
    assert!(bench.reader.cards[TIER_C].history.is_empty());
}

#[test]
fn the_days_sums_and_its_close() {
    let mut bench = Bench::new();
    bench.tap(TIER_C);
    bench.tap(UNLISTED);
    bench.keys("a");
    assert_eq!(bench.shown(), "totals 2 18.00 closed=false");
    bench.keys("d");
    assert_eq!(bench.shown(), "totals 2 18.00 closed=true");
    bench.keys("X");
    assert_eq!(bench.shown(), "ready 午餐");
    assert_eq!(bench.uplink.offered, [1, 2, 3], "closing is a record in the stream");
    assert_eq!(bench.tap(FREE), "paid 0.00 Pending", "and stops nothing");
}

#[test]
fn cards_that_cannot_pay() {
    let mut bench = Bench::new();
    bench.reader.cards[TIER_C].locked = true;
    bench.reader.cards[FREE].enabled = 2;
    bench.reader.cards[UNLISTED].valid[1] = [0x20, 0x23, 0x12, 0x31];
    for (card, shown) in [(TIER_C, "E10 未扣款"), (FREE, "E11 未扣款"), (UNLISTED, "E09 未扣款")] {
        assert_eq!(bench.tap(card), shown);
    }
    bench.reader.cards[UNLISTED].issuer = [1; 8];
    assert_eq!(bench.tap(UNLISTED), "E01 未扣款");
    assert_eq!(bench.till().next_sale(), 1, "nothing was even intended");
}

#[test]
fn a_forged_card_is_kept_as_evidence_and_not_served() {
    let mut bench = Bench::new();
    bench.reader.cards[TIER_C].forged = true;
    assert_eq!(bench.tap(TIER_C), "E60 已记录，由运营中心核对");
    assert_eq!(bench.uplink.offered, [1]);
    assert_eq!(bench.sam.chip.wrong, 1, "asked once");
}
