//! Chips that name their holder and hold no money, as the cashier sees them.

use crate::bench::{Bench, TIER_C, center_key, package};
use cashier::{Event, News, Presence};
use purse::{CardNumber, ChipScheme};
use records::{Parameters, RosterRow, Tender};

const SERIAL: [u8; 4] = [0xDE, 0xAD, 0xBE, 0xEF];
const PROFILE: &str = r#"
format = 1
name = "爱心卡与白卡"
[[application]]
family = "pboc"
aid = "A000000632010105"
[[application]]
family = "chip"
offline = { uses = 2, benefit-fen = 2000 }
"#;

/// A till whose profile takes chips by their serial, and whose roster lists one like the elder of tier C.
fn bench() -> Bench {
    let mut bench = Bench::new();
    let mut told = Parameters { card_profile: PROFILE.to_owned(), ..package(2) };
    let number = CardNumber::of_chip(ChipScheme::Serial, &SERIAL).unwrap();
    told.roster.push(RosterRow { card_no: number.digits(), ..told.roster[TIER_C].clone() });
    bench.news(News::Parameters { bytes: told.sign(&center_key()).unwrap() });
    bench
}

/// The chip comes, stays a second, leaves.
fn tap(bench: &mut Bench, serial: [u8; 4]) -> (String, String) {
    bench.reader.serial = Some(serial);
    bench.event(Event::Reader(Presence::Present));
    let seen = (bench.shown(), bench.text());
    bench.wait(1);
    bench.reader.serial = None;
    bench.event(Event::Reader(Presence::Empty));
    bench.wait(14);
    seen
}

#[test]
fn the_own_part_is_taken_in_cash_and_the_screen_says_so() {
    let mut bench = bench();
    let (shown, text) = tap(&mut bench, SERIAL);
    assert_eq!(shown, "paid 6.00 Pending");
    assert!(text.contains("此卡无钱包，收现金 6.00"), "{text}");
    assert!(!text.contains("3735928559"), "no number on a screen: {text}");
    let record = bench.till().outbox().next().unwrap();
    assert_eq!((record.tender, record.card_amount, record.card_before()), (Tender::Cash, 0, None));
}

/// A second meal at full price, then the till waits for the center; a love card is served as ever.
#[test]
fn little_before_the_center_has_answered() {
    let mut bench = bench();
    assert_eq!(tap(&mut bench, SERIAL).0, "paid 6.00 Pending");
    assert_eq!(tap(&mut bench, SERIAL).0, "paid 12.00 Pending");
    let (shown, text) = tap(&mut bench, SERIAL);
    assert_eq!(shown, "E64 未扣款");
    assert!(text.contains("请联网后再刷"), "{text}");
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
    bench.center_takes();
    assert_eq!(tap(&mut bench, SERIAL).0, "paid 12.00 Pending", "the center has answered");
}

#[test]
fn a_strangers_chip_is_foreign() {
    let mut bench = bench();
    assert_eq!(tap(&mut bench, [1, 2, 3, 4]).0, "E01 未扣款");
    assert_eq!(tap(&mut bench, [8, 2, 3, 4]).0, "E01 未扣款", "a serial drawn anew at every tap");
}
