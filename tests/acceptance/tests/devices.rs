//! Devices come and go; the till says so, comes back by itself, and loses nothing.

#![expect(clippy::indexing_slicing, reason = "an absent field of a JSON value reads as null")]

use card_in_pcscd::tray::TapOrder;
use laptop_till::child::wait_for;
use laptop_till::lunch::{Lunch, Ports};
use std::path::{Path, PathBuf};
use std::time::Duration;
use virtual_cards::Manner;

const LOOK: Duration = Duration::from_secs(20);
const HOLD: Duration = Duration::from_secs(6);

fn lunch(name: &str) -> Lunch {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let lunch =
        Lunch::start(&folder, 12, 1, Ports::Free).expect("a lunch starts; run `make test`, which builds it");
    shows(&lunch, "ready", "");
    lunch
}

/// Waits until the screen shows this view, with this code where one is named.
fn shows(lunch: &Lunch, view: &str, code: &str) {
    let mut last = String::new();
    let seen = wait_for(view, LOOK, || {
        let seen = lunch.view(0).ok()?;
        last = seen.to_string();
        (seen["view"] == view && (code.is_empty() || seen["fields"]["code"] == code)).then_some(())
    });
    assert!(seen.is_ok(), "{seen:?}; it shows {last}");
}

fn tap(lunch: &Lunch, card: usize) -> card_in_pcscd::tray::Outcome {
    lunch.tray.tap(TapOrder { card, counter: 1, hold: HOLD, tear: None }).expect("the reader is free")
}

fn offline_counter(lunch: &Lunch, card: usize) -> Option<u16> {
    lunch.tray.cards[card].money().map(|(_, counter)| counter)
}

#[test]
fn without_a_sam_nothing_is_sold() {
    let lunch = lunch("no-sam");
    let counter = lunch.tray.counter(1).expect("counter 1");
    counter.plug(false);
    shows(&lunch, "trouble", "E51");
    let refused = tap(&lunch, 0);
    assert_eq!(refused.balance, refused.balance_before, "no SAM, no debit");
    counter.plug(true);
    shows(&lunch, "ready", "");
    let paid = tap(&lunch, 0);
    assert_eq!(paid.debits, 1);
    shows(&lunch, "paid", "");
}

#[test]
fn pcscd_restarts_between_sales() {
    let lunch = lunch("pcscd-restarts");
    let counter = lunch.tray.counter(1).expect("counter 1");
    counter.kill_service().expect("it is ours");
    shows(&lunch, "trouble", "E50");
    counter.start_service().expect("pcscd starts again");
    shows(&lunch, "ready", "");
    assert_eq!(tap(&lunch, 1).debits, 1);
    shows(&lunch, "paid", "");
}

#[test]
fn pcscd_dies_in_mid_sale() {
    let lunch = lunch("pcscd-dies");
    let counter = lunch.tray.counter(1).expect("counter 1");
    let before = offline_counter(&lunch, 2);
    let slow = |latency_ms| {
        if let Some(purse) = lunch.tray.cards[2].look().purse_mut() {
            purse.behave(Manner { latency_ms, ..Manner::default() });
        }
    };
    slow(1000);
    lunch.tray.insert(2, 1, None).expect("the reader is free");
    wait_for("the card has debited", Duration::from_secs(30), || {
        (offline_counter(&lunch, 2) != before).then_some(())
    })
    .expect("the card debits");
    counter.kill_service().expect("it is ours");
    counter.take_away();
    slow(0);
    counter.start_service().expect("pcscd starts again");
    shows(&lunch, "hold_card", "E13");
    let back = tap(&lunch, 2);
    assert_eq!((back.debits, back.balance), (0, back.balance_before), "no second debit");
    shows(&lunch, "paid", "");
    let journal = lunch.inspect(0).expect("the journal can be read");
    assert_eq!(journal["sales"], 1, "{journal}");
}
