//! News from the center.

use crate::bench::{Bench, FREE, NOON_US, TIER_C, UNLISTED, center_key, package};
use cashier::News;
use records::{Ack, AckRange, Batch, ReleaseBytes, SigningKey};

#[test]
fn pending_turns_into_verified_on_the_screen() {
    let mut bench = Bench::new();
    let link = |bench: &Bench| bench.screen.now.as_ref().unwrap().0.link;
    bench.news(News::Online);
    bench.lay(TIER_C);
    assert_eq!((link(&bench).pending, link(&bench).verified, link(&bench).online), (1, 0, true));
    bench.center_takes();
    assert_eq!(bench.shown(), "paid 6.00 Verified", "the elder's own screen says so");
    assert_eq!((link(&bench).pending, link(&bench).verified), (0, 1));
    bench.news(News::Offline);
    assert!(!link(&bench).online);
    assert_eq!(bench.shown(), "paid 6.00 Verified");
}

#[test]
fn only_a_signed_acknowledgement_verifies() {
    let mut bench = Bench::new();
    bench.tap(TIER_C);
    bench.news(News::SealWanted { limit: 500 });
    let bytes = bench.till().sealed_bytes(&crate::bench::till_key()).unwrap().unwrap();
    let range = AckRange::of(&Batch::open(&bytes).unwrap());
    bench.news(News::Verified { ack: Ack::sign(&range, &SigningKey::from_bytes(&[8; 32])) });
    bench.news(News::Verified { ack: b"garbage".to_vec() });
    bench.news(News::Verified { ack: Ack::sign(&AckRange { head: [1; 32], ..range }, &center_key()) });
    assert_eq!(bench.till().verified_through(), 0);
    bench.news(News::Verified { ack: Ack::sign(&range, &center_key()) });
    assert_eq!(bench.till().verified_through(), 1);
}

#[test]
fn a_plan_is_kept_and_told_again() {
    let mut bench = Bench::new();
    bench.news(News::SealWanted { limit: 500 });
    assert_eq!((bench.uplink.sealed.len(), bench.uplink.not_sealed), (0, 1), "nothing to seal");
    bench.tap(TIER_C);
    bench.news(News::SealWanted { limit: 500 });
    bench.tap(FREE);
    bench.restart();
    bench.news(News::SealWanted { limit: 500 });
    assert_eq!(bench.uplink.sealed.len(), 2);
    assert_eq!(bench.uplink.sealed[0], bench.uplink.sealed[1], "the same plan after a restart");
    bench.center_takes();
    bench.center_takes();
    assert_eq!(bench.till().pending(), 0);
}

#[test]
fn an_acknowledgement_that_could_not_be_written_is_written_later() {
    let mut bench = Bench::new();
    bench.tap(TIER_C);
    bench.news(News::SealWanted { limit: 500 });
    bench.disk.fails = Some((0, false));
    bench.center_takes();
    assert_eq!(bench.till().verified_through(), 0);
    bench.wait(2);
    assert_eq!(bench.till().verified_through(), 1);
    assert_eq!(bench.shown(), "ready 午餐");
}

#[test]
fn a_center_that_lost_its_tail_gets_it_again() {
    let mut bench = Bench::new();
    for card in [TIER_C, FREE, UNLISTED] {
        bench.tap(card);
    }
    bench.center_takes();
    bench.news(News::Rewind { from_seq: 2 });
    assert_eq!(bench.uplink.rewound, [(1, 2, 1)]);
}

#[test]
fn parameters() {
    let mut bench = Bench::new();
    let told = |bench: &mut Bench, package: &records::Parameters, key: &SigningKey| {
        bench.news(News::Parameters { bytes: package.sign(key).unwrap() });
    };
    assert_eq!(bench.uplink.installed, [1]);
    let mut dearer = package(2);
    dearer.offers[0].price_fen = 1_500;
    told(&mut bench, &dearer, &SigningKey::from_bytes(&[8; 32]));
    told(&mut bench, &records::Parameters { version: 1, ..dearer.clone() }, &center_key());
    told(
        &mut bench,
        &records::Parameters { terminal: records::TerminalId(33_070_300_000_018), ..dearer.clone() },
        &center_key(),
    );
    told(
        &mut bench,
        &records::Parameters { releases: vec![ReleaseBytes(b"garbage".to_vec())], ..dearer.clone() },
        &center_key(),
    );
    bench.news(News::Parameters { bytes: vec![0; 9] });
    assert_eq!(bench.uplink.installed, [1], "foreign key, old version, another till, garbage: the old stays");
    told(&mut bench, &dearer, &center_key());
    assert_eq!(bench.uplink.installed, [1, 2]);
    assert_eq!(bench.tap(UNLISTED), "paid 15.00 Pending");
    bench.restart();
    assert_eq!(bench.cashier.rules().unwrap().version, 2, "kept");
}

/// Rules of tomorrow, delivered today, come into force at their instant without a link.
#[test]
fn parameters_of_tomorrow() {
    let mut bench = Bench::new();
    let mut later = package(2);
    later.effective_from_us = NOON_US + 60_000_000;
    later.offers[0].price_fen = 1_500;
    bench.news(News::Parameters { bytes: later.sign(&center_key()).unwrap() });
    assert_eq!(bench.tap(UNLISTED), "paid 12.00 Pending");
    bench.wait(60);
    assert_eq!(bench.tap(UNLISTED), "paid 15.00 Pending");
}

#[test]
fn a_refusing_center_stops_no_sale() {
    let mut bench = Bench::new();
    bench.news(News::Refused { code: "terminal-revoked".to_owned() });
    assert!(bench.text().contains("中心拒收"), "{}", bench.text());
    assert_eq!(bench.tap(TIER_C), "paid 6.00 Pending");
}
