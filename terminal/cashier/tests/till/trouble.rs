//! Everything that may be missing or broken: a clear screen, automatic return, nothing lost.

use crate::bench::{Bench, FREE, NOON_US, TIER_C, UNLISTED};
use cashier::{Event, News, Presence};
use sale::MemoryFault;

#[test]
fn no_parameters() {
    let mut bench = Bench::without_parameters();
    assert_eq!(bench.shown(), "trouble E57 未扣款");
    assert_eq!(bench.lay(TIER_C), None);
    assert!(bench.reader.asked.is_empty(), "the card is not touched");
}

#[test]
fn no_reader_and_no_service() {
    let mut bench = Bench::new();
    for presence in [Presence::NoReader, Presence::NoService] {
        bench.reader.there = false;
        bench.event(Event::Reader(presence));
        assert_eq!(bench.shown(), "trouble E50 未扣款");
        bench.reader.there = true;
        bench.event(Event::Reader(Presence::Empty));
        if presence == Presence::NoService {
            assert_eq!(
                bench.shown(),
                "trouble E51 未扣款",
                "its module must be started again before it is ready"
            );
        }
        bench.wait(2);
        assert_eq!(bench.shown(), "ready 午餐");
    }
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
}

/// A card that lay there while the service was away is not sold to a second time.
#[test]
fn a_service_restarted_under_a_lying_card() {
    let mut bench = Bench::new();
    bench.lay(TIER_C);
    bench.wait(60);
    bench.event(Event::Reader(Presence::NoService));
    assert_eq!(bench.shown(), "paid 6.00 Pending", "a result is not wiped away");
    bench.wait(5);
    bench.event(Event::Reader(Presence::Present));
    assert_eq!(bench.shown(), "E20 未扣款");
    assert_eq!(bench.reader.cards[TIER_C].history.len(), 1);
    bench.lift();
    assert_eq!(bench.tap(UNLISTED), "paid 12.00 Pending");
}

#[test]
fn the_service_dies_in_mid_debit() {
    let mut bench = Bench::new();
    bench.reader.tear = Some(crate::bench::Tear::After(0x54));
    bench.lay(TIER_C);
    bench.event(Event::Reader(Presence::NoService));
    assert_eq!(bench.shown(), "trouble E50 结果待确认，不会重复扣款");
    bench.event(Event::Reader(Presence::Empty));
    assert_eq!(bench.shown(), "hold ****1201");
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    assert_eq!(bench.reader.cards[TIER_C].history.len(), 1);
}

#[test]
fn no_sam() {
    let mut bench = Bench::new();
    bench.sam.there = false;
    bench.wait(11);
    assert_eq!(bench.shown(), "trouble E51 未扣款", "found out without a tap");
    assert_eq!(bench.tap(TIER_C), "E51 未扣款");
    bench.sam.there = true;
    bench.wait(2);
    assert_eq!(bench.shown(), "ready 午餐");
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
}

/// The SAM goes silent before MAC1: nothing debited. After the debit: paid all the same, the center checks.
#[test]
fn the_sam_dies_in_mid_sale() {
    let mut bench = Bench::new();
    bench.sam.silent_at = Some(0x70);
    assert_eq!(bench.tap(TIER_C), "E51 未扣款");
    assert!(bench.reader.cards[TIER_C].history.is_empty());
    bench.sam.there = true;
    bench.wait(2);
    bench.sam.silent_at = Some(0x72);
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    bench.sam.there = true;
    bench.sam.chip.power_off();
    bench.wait(2);
    assert_eq!(bench.tap(UNLISTED), "paid 12.00 Pending");
}

/// The SAM stands at another number than the till believes: the sale is intended anew, the card need not move.
#[test]
fn the_sam_stands_elsewhere() {
    let mut bench = Bench::new();
    bench.tap(FREE);
    bench.sam.chip.next_seq += 5;
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    assert_eq!(bench.reader.cards[TIER_C].history.len(), 1);
}

/// A module of SM4 keys, one that wants the card's identification first, one with a single derivation level: none tells
/// its number without a card, all serve one. Only a locked one serves nobody.
#[test]
fn a_module_that_tells_its_number_to_a_card_alone_serves() {
    for refusal in [0x6A88, 0x9403, 0x6985, 0x6700] {
        let mut bench = Bench::new();
        bench.sam.chip.unready = Some(refusal);
        bench.restart();
        assert_eq!(bench.shown(), "ready 午餐", "{refusal:04X}");
        assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending", "{refusal:04X}");
        assert_eq!(bench.tap(UNLISTED), "paid 12.00 Pending", "{refusal:04X}");
        assert_eq!((bench.sam.chip.next_seq, bench.sam.chip.wrong), (502, 0), "{refusal:04X}");
    }
    for locked in [0x9303, 0x6A81, 0x6983] {
        let mut bench = Bench::new();
        bench.sam.chip.unready = Some(locked);
        bench.restart();
        assert_eq!(bench.shown(), "trouble E52 未扣款", "{locked:04X}");
    }
}

/// The SAM was without power for a moment and nobody saw it: it is started again in the sale, once.
#[test]
fn a_sam_that_forgot_its_application_is_started_again() {
    let mut bench = Bench::new();
    bench.sam.chip.power_off();
    bench.sam.chip.selected = false;
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    assert_eq!(bench.reader.cards[TIER_C].history.len(), 1);
    assert_eq!((bench.sam.chip.next_seq, bench.sam.chip.wrong), (501, 0));
    bench.sam.stuck = true;
    assert_eq!(bench.tap(UNLISTED), "E52 未扣款", "it forgets again and again");
    assert_eq!(bench.sam.purchases, 3, "one with the card, one without, one with the card");
    bench.sam.stuck = false;
    assert_eq!(bench.tap(UNLISTED), "paid 12.00 Pending");
}

#[test]
fn a_disk_without_room_refuses_before_the_card_is_touched() {
    let full = MemoryFault::Full { free_kib: 1, needed_kib: 2 };
    let read_only = MemoryFault::ReadOnly { what: "bench".to_owned() };
    for (fault, code) in [(full, "E54"), (read_only, "E55")] {
        let mut bench = Bench::new();
        bench.disk.room = Some(fault);
        bench.reader.asked.clear();
        assert_eq!(bench.tap(TIER_C), format!("{code} 未扣款"));
        assert!(bench.reader.asked.is_empty(), "the card is not touched");
        bench.wait(11);
        assert_eq!(bench.shown(), format!("trouble {code} 未扣款"));
        bench.disk.room = None;
        bench.wait(2);
        assert_eq!(bench.shown(), "ready 午餐");
        assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    }
}

/// The disk fails at each write of a sale, having taken it or not; it stays away for a while or comes back at
/// once; the till may lose power meanwhile. One debit, one sale, and the elder is told.
#[test]
fn the_disk_fails_in_mid_sale() {
    for write in 0..2 {
        for reaches in [false, true] {
            for restart in [false, true] {
                let mut bench = Bench::new();
                let case = format!("write {write}, reaches {reaches}, restart {restart}");
                bench.disk.fails = Some((write, reaches));
                bench.disk.shut = true;
                bench.lay(TIER_C);
                assert_eq!(bench.shown(), "trouble E56 结果待确认，不会重复扣款", "{case}");
                bench.lift();
                bench.wait(5);
                assert_eq!(bench.shown(), "trouble E56 结果待确认，不会重复扣款", "{case}");
                bench.disk.shut = false;
                if restart {
                    bench.restart();
                } else {
                    bench.wait(2);
                }
                let debited = write == 1;
                if debited && !restart {
                    assert_eq!(bench.shown(), "paid 6.00 Pending", "{case}: written after all");
                    bench.wait(15);
                }
                let again = bench.tap(TIER_C);
                let count = bench.till().running().count;
                let debits = bench.reader.cards[TIER_C].history.len() as u64;
                assert_eq!(debits, count, "{case}: {again}");
                // Where the first debit was settled beforehand, the second tap is a sale of its own.
                assert_eq!(count, if debited && !restart { 2 } else { 1 }, "{case}: {again}");
            }
        }
    }
}

#[test]
fn a_clock_that_moved_back_or_that_the_center_contradicts() {
    let mut bench = Bench::new();
    bench.tap(TIER_C);
    bench.time.wall_us.set(NOON_US - 3_600_000_000);
    assert_eq!(bench.tap(FREE), "E30 未扣款");
    bench.time.wall_us.set(NOON_US + 60_000_000);
    bench.news(News::CenterTime { center_time_s: NOON_US / 1_000_000 + 1_800 });
    bench.wait(1);
    assert_eq!(bench.shown(), "trouble E30 未扣款");
    bench.time.wall_us.set(NOON_US + 1_801_000_000);
    bench.wait(1);
    assert_eq!(bench.shown(), "ready 午餐");
    assert_eq!(bench.tap(FREE), "paid 0.00 Pending");
}
