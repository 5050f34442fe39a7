//! Public failures of others, each retold as a small scene that must end well here.

use apdu::TransportError;
use virtual_cards::Tear;
use virtual_county::{Health, Loss, Mishap, Story, Weather};

fn story() -> Story {
    Story::open(1).unwrap_or_else(|violation| panic!("{violation:?}"))
}

fn torn(tear: Tear) -> Mishap {
    Mishap { tear: Some(tear), ..Mishap::default() }
}

fn cut_at(fuse: u32) -> Mishap {
    Mishap { fuse, ..Mishap::default() }
}

/// An order confirmed on the screen is gone after a power cut (Odoo 125037, ERPNext 11745).
#[test]
fn power_cut_after_ok() {
    let mut story = story();
    let before = story.card(1);
    assert_eq!(story.tap(0, 1), "paid E00");
    let (entries, ..) = story.journal(0);
    story.power_cut(0);
    assert_eq!(story.journal(0).0, entries);
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).1), (1, 1));
    assert_eq!(story.card(1).1, before.1 + 1);
    story.end().unwrap();
}

/// Power cut at every single operation of a tap: whatever the elder paid is found again, once.
#[test]
fn power_cut_at_every_operation() {
    let mut dark = 0;
    for fuse in 1..=90 {
        let mut story = story();
        let (balance, counter) = story.card(1);
        dark += u32::from(story.tap_with(0, 1, &cut_at(fuse)) == "dark");
        story.minutes(1);
        let again = story.tap(0, 1);
        assert!(["paid E00", "recovered E00", "refused E20"].contains(&again.as_str()), "{fuse}: {again}");
        let (after, used) = story.card(1);
        assert!(used <= counter + 2 && after < balance, "{fuse}");
        story.end().unwrap_or_else(|violation| panic!("{fuse}: {violation:?}"));
    }
    assert!(dark > 25, "the fuse reached {dark} operations only");
}

/// Paid offline reverts to draft after a synchronisation (Odoo 288974): a paid record never moves back.
#[test]
fn paid_offline_then_peer_sync() {
    let mut story = story();
    story.link(0, 30, Weather::FINE);
    assert_eq!(story.tap(0, 1), "paid E00");
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).2), (0, 1));
    assert_eq!(story.tap(1, 1), "paid E00");
    story.upload(1);
    story.minutes(31 * 60);
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).2, story.journal(1).2), (2, 0, 0));
    story.end().unwrap();
}

/// A browser evicts unsynced orders (Odoo 284790): refuse the tap before the card is touched.
#[test]
fn store_full_or_evicted() {
    for (health, word) in [(Health::Full, "refused E54"), (Health::ReadOnly, "refused E55")] {
        let mut story = story();
        assert_eq!(story.tap(0, 1), "paid E00");
        let (entries, ..) = story.journal(0);
        story.disk(0, health);
        let (touched, card) = (story.card_commands(0), story.card(2));
        assert_eq!(story.tap(0, 2), word);
        assert_eq!((story.card_commands(0), story.card(2)), (touched, card), "the card was not touched");
        assert_eq!(story.journal(0).0, entries, "nothing was evicted");
        story.disk(0, Health::Good);
        story.minutes(1);
        assert_eq!(story.tap(0, 2), "paid E00");
        story.end().unwrap();
    }
}

/// The disk turns read-only between debit and outcome: the sale is held, written later, and nobody pays twice.
#[test]
fn disk_fails_between_debit_and_outcome() {
    for sync in 1..=3 {
        let mut story = story();
        let (_, counter) = story.card(1);
        let first = story.tap_with(0, 1, &Mishap { sync, ..Mishap::default() });
        assert!(sync == 3 || first.starts_with("stuck"), "{sync}: {first}");
        story.minutes(1);
        story.rest(0);
        let again = story.tap(0, 1);
        assert!(["paid E00", "refused E20"].contains(&again.as_str()), "{sync}: {again}");
        assert!(story.card(1).1 <= counter + 2);
        story.end().unwrap_or_else(|violation| panic!("{sync}: {violation:?}"));
    }
}

/// Duplicates after reconnecting (POSNext 50 and 97, ERPNext 11000): any number of uploads, one posting.
#[test]
fn reconnect_retry_storm() {
    let mut story = story();
    let storm = Weather { request_lost: 300, answer_lost: 500, doubled: 500, delayed: 500, busy: 200 };
    story.link(0, 0, storm);
    for elder in 1..6 {
        assert_eq!(story.tap(0, elder), "paid E00");
        story.upload(0);
    }
    for _ in 0..40 {
        story.upload(0);
    }
    assert_eq!((story.booked(), story.journal(0).1), (5, 5));
    story.end().unwrap();
}

/// Idempotency keys that expire: the answer is lost, and thirty days later the same bytes come again.
#[test]
fn retry_after_30_days() {
    let mut story = story();
    assert_eq!(story.tap(0, 1), "paid E00");
    // The till knows where the center stands, and that more may come for its batch; then the answers stay away.
    story.speak(0);
    story.link(0, 0, Weather { answer_lost: 1_000, ..Weather::FINE });
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).1), (1, 0), "taken, and the till does not know");
    story.link(0, 30 * 24, Weather::FINE);
    story.minutes(30 * 24 * 60);
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).1), (1, 1));
    story.end().unwrap();
}

/// Green although nothing was uploaded (SanaMobile 88): verified is said of acknowledged records alone.
#[test]
fn green_means_on_server() {
    let mut story = story();
    story.link(0, 5, Weather::FINE);
    assert_eq!(story.tap(0, 1), "paid E00");
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0)), (0, (story.journal(0).0, 0, 1)), "paid and pending");
    story.minutes(6 * 60);
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).1), (1, 1), "verified");
    story.end().unwrap();
}

/// The same card comes back after every kind of tear: no second debit, and green at last.
#[test]
fn retap_same() {
    let committed = [Tear::AfterCommit, Tear::MidAnswer { keep: 1 }, Tear::MidAnswer { keep: 7 }];
    for tear in committed {
        let mut story = story();
        let (balance, counter) = story.card(1);
        assert_eq!(story.tap_with(0, 1, &torn(tear)), "hold E13", "{tear:?}");
        assert_eq!(story.shows(0), "HoldCard");
        let debited = story.card(1);
        assert_eq!(debited.1, counter + 1);
        assert_eq!(story.tap(0, 1), "recovered E00", "{tear:?}");
        assert_eq!(story.card(1), debited, "no second debit");
        assert!(debited.0 < balance);
        story.end().unwrap();
    }
    for tear in [Tear::DuringInquiry, Tear::BeforeInitAnswer, Tear::DuringCache] {
        let mut story = story();
        let before = story.card(1);
        assert_eq!(story.tap_with(0, 1, &torn(tear)), "refused E58", "{tear:?}");
        assert_eq!(story.card(1), before, "{tear:?}");
        assert_eq!(story.tap(0, 1), "paid E00", "{tear:?}");
        story.end().unwrap();
    }
    let mut story = story();
    let (_, counter) = story.card(1);
    assert_eq!(story.tap_with(0, 1, &torn(Tear::BeforeDebit)), "hold E13");
    assert_eq!(story.card(1).1, counter);
    assert_eq!(story.tap(0, 1), "paid E00", "not debited then, sold now");
    assert_eq!(story.card(1).1, counter + 1);
    story.end().unwrap();
}

/// The answer alone was lost and the card still lies there: it is asked at once.
#[test]
fn answer_lost_card_stays() {
    let mut story = story();
    let (_, counter) = story.card(1);
    let loss = Loss { error: TransportError::CardReset, stays: true };
    let mishap = Mishap { loss, ..torn(Tear::AfterCommit) };
    assert_eq!(story.tap_with(0, 1, &mishap), "recovered E00");
    assert_eq!(story.card(1).1, counter + 1);
    story.end().unwrap();
}

/// Another card comes while a sale waits for its own: refused with a clear word, untouched.
#[test]
fn retap_other_card() {
    let mut story = story();
    assert_eq!(story.tap_with(0, 1, &torn(Tear::AfterCommit)), "hold E13");
    let other = story.card(2);
    assert_eq!(story.tap(0, 2), "other-card E14");
    assert_eq!(
        (story.card(2), story.shows(0)),
        (other, "HoldCard".to_owned()),
        "and asks for the first again"
    );
    assert_eq!(story.tap(0, 1), "recovered E00");
    story.minutes(1);
    assert_eq!(story.tap(0, 2), "paid E00");
    story.end().unwrap();
}

/// The torn card is used at another till first; then it comes back.
#[test]
fn retap_other_terminal() {
    let mut story = story();
    assert_eq!(story.tap_with(0, 1, &torn(Tear::AfterCommit)), "hold E13");
    let (_, counter) = story.card(1);
    assert_eq!(story.tap(1, 1), "paid E00");
    story.minutes(5);
    assert_eq!(story.tap(0, 1), "recovered E00");
    assert_eq!(story.card(1).1, counter + 1, "one debit at the other till, none here");
    story.upload(0);
    story.upload(1);
    story.end().unwrap();
}

/// The torn card comes back two hours later, after a restart.
#[test]
fn retap_after_2h() {
    let mut story = story();
    assert_eq!(story.tap_with(0, 1, &torn(Tear::AfterCommit)), "hold E13");
    let debited = story.card(1);
    story.power_cut(0);
    story.minutes(120);
    story.rest(0);
    assert_eq!(story.shows(0), "HoldCard");
    assert_eq!(story.tap(0, 1), "recovered E00");
    assert_eq!(story.card(1), debited);
    story.end().unwrap();
}

/// The torn card never comes back: the supervisor releases it, and the card's next record decides.
#[test]
fn grey_is_decided_by_the_next_record() {
    for tear in [Tear::AfterCommit, Tear::BeforeDebit] {
        let mut story = story();
        assert_eq!(story.tap_with(0, 1, &torn(tear)), "hold E13");
        story.release(0);
        assert!(story.is_grey(1));
        assert_eq!(story.tap(0, 2), "paid E00", "the next elder is served");
        story.upload(0);
        assert!(story.is_grey(1), "uploaded and undecided");
        assert_eq!(story.tap(1, 1), "paid E00");
        story.upload(1);
        assert!(!story.is_grey(1), "{tear:?}");
        story.end().unwrap();
    }
}

/// Torn before the debit and released; the elder pays the same price at a till that is offline, then elsewhere.
/// The grey looks debited until the offline till delivers: then its own record is paid, and the grey is not.
#[test]
fn grey_is_not_paid_with_another_tills_debit() {
    let mut story = story();
    story.link(1, 48, Weather::FINE);
    assert_eq!(story.tap_with(0, 1, &torn(Tear::BeforeDebit)), "hold E13");
    story.release(0);
    assert_eq!(story.tap(1, 1), "paid E00");
    assert_eq!(story.tap(2, 1), "paid E00");
    story.upload(0);
    story.upload(2);
    story.minutes(49 * 60);
    story.upload(1);
    assert!(!story.is_grey(1));
    assert_eq!(story.booked(), 3);
    story.end().unwrap();
}

/// Days offline, then one connection: everything arrives once.
#[test]
fn days_offline_then_one_connection() {
    let mut story = story();
    story.link(0, 5 * 24, Weather::FINE);
    for day in 0..5 {
        for elder in 1..6 {
            assert_eq!(story.tap(0, elder), "paid E00", "day {day}");
        }
        story.upload(0);
        story.minutes(24 * 60 - 21);
    }
    assert_eq!((story.booked(), story.journal(0).2), (0, 25));
    story.minutes(60);
    story.upload(0);
    assert_eq!((story.booked(), story.journal(0).1, story.journal(0).2), (25, 25, 0));
    story.end().unwrap();
}

/// Reader unplugged in mid-sale, security module reset in mid-sale: told with a number, and back by itself.
#[test]
fn reader_and_module_come_back() {
    for step in 1..=8 {
        for mishap in
            [Mishap { reader: step, ..Mishap::default() }, Mishap { sam: step, ..Mishap::default() }]
        {
            let mut story = story();
            let (_, counter) = story.card(1);
            let first = story.tap_with(0, 1, &mishap);
            story.minutes(1);
            let again = story.tap(0, 1);
            assert!(["paid E00", "recovered E00"].contains(&again.as_str()), "{mishap:?}: {first}, {again}");
            assert!(story.card(1).1 <= counter + 2, "{mishap:?}");
            story.end().unwrap_or_else(|violation| panic!("{mishap:?}: {violation:?}"));
        }
    }
}
