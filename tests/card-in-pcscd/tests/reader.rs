//! `card-reader` against a real pcscd with virtual chips in it: every condition a till meets.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong shall stop")]

mod till;

use apdu::{Transport, TransportError};
use card_in_pcscd::{Bench, CARD_READER, SAM_READER, measure, on_a_bench};
use card_reader::{CardSlot, Presence, SamSlot, Watch, readers};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use till::{PATIENCE, arm_purchase, ask, debit, present, select_psam, select_purse, until};
use virtual_cards::{
    ForeignCard, Key, Manner, MasterKeys, Personalise, PersonalisePsam, PurseState, Tear, UnreadableCard,
    VirtualCard, VirtualPsam,
};

const ISSUER: [u8; 8] = [0x01, 0x33, 0x07, 0x03, 0xFF, 0xFF, 0xFF, 0xFF];
const NUMBER: [u8; 10] = [0x03, 0x10, 0x33, 0x07, 0x03, 0, 0, 0, 0x12, 0x34];
const TERMINAL: [u8; 6] = [0x33, 0x07, 0x03, 0, 0, 0x01];

fn elder() -> Arc<Mutex<VirtualCard>> {
    let keys = MasterKeys {
        purchase: Key([1; 16]),
        load: Key([2; 16]),
        tac: Key([3; 16]),
        maintenance: Key([4; 16]),
    };
    let card = Personalise { balance: 5_000, ..Personalise::elder(keys, ISSUER, NUMBER) }.card();
    Arc::new(Mutex::new(card.into()))
}

fn psam() -> Arc<Mutex<VirtualPsam>> {
    let made = PersonalisePsam {
        purchase: Key([1; 16]),
        maintenance: Key([4; 16]),
        issuer: ISSUER,
        serial: [0x23; 10],
        terminal: TERMINAL,
    };
    Arc::new(Mutex::new(made.psam()))
}

fn state(card: &Mutex<VirtualCard>) -> PurseState {
    Bench::look(card).purse().unwrap().state().clone()
}

fn arm(card: &Mutex<VirtualCard>, tear: Tear) {
    Bench::look(card).purse_mut().unwrap().arm(tear);
}

fn connected_card(watch: &mut Watch) -> CardSlot {
    until(watch, "a card", present);
    let mut slot = CardSlot::at(CARD_READER);
    slot.connect().unwrap();
    slot
}

fn connected_sam() -> SamSlot {
    until(&mut Watch::new(SAM_READER), "the SAM", present);
    let mut sam = SamSlot::at(SAM_READER);
    sam.connect().unwrap();
    sam
}

#[test]
fn a_card_is_recognised_and_let_go() {
    on_a_bench("a_card_is_recognised_and_let_go", |bench| {
        let mut watch = Watch::new(CARD_READER);
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
        assert_eq!(readers().unwrap(), [CARD_READER, SAM_READER]);
        let mut slot = CardSlot::at(CARD_READER);
        assert_eq!(slot.connect(), Err(TransportError::CardGone), "nobody is there");
        assert_eq!(slot.exchange(&[0, 0xB0, 0x95, 0, 0]), Err(TransportError::CardGone), "not connected");

        let elder = elder();
        let tap = bench.tap(&elder);
        let Some(Presence::Present { atr }) = watch.wait_change(PATIENCE) else { panic!("no card seen") };
        assert_eq!(atr, [0x3B, 0x83, 0x80, 0x01, 0x20, 0x90, 0x00, 0xB2]);
        slot.connect().unwrap();
        assert_eq!(slot.uid().unwrap().unwrap(), [0x08, 0, 0x12, 0x34]);
        assert_eq!(select_purse(&mut slot).unwrap().data.len(), 51);
        slot.release();
        assert!(!slot.connected());
        slot.connect().unwrap();
        let file = ask(&mut slot, [0x00, 0xB0, 0x95, 0x00], &[], Some(0x20)).unwrap();
        assert_eq!(
            file.data[10..20],
            NUMBER,
            "still selected: letting go does not reset; and Le was corrected"
        );

        let progress = tap.remove();
        assert!(progress.commands >= 3 && progress.out && !progress.torn, "{progress:?}");
        assert_eq!(slot.exchange(&[0, 0xB0, 0x95, 0, 0]), Err(TransportError::CardGone));
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
    });
}

#[test]
fn a_purchase_goes_through_card_and_sam() {
    on_a_bench("a_purchase_goes_through_card_and_sam", |bench| {
        let (elder, psam) = (elder(), psam());
        let mut sam = SamSlot::at(SAM_READER);
        until(&mut Watch::new(SAM_READER), "an empty slot", |seen| *seen == Presence::Empty);
        assert_eq!(sam.connect(), Err(TransportError::CardGone), "the SAM is absent");
        let _plugged = bench.plug(&psam);
        let mut sam = connected_sam();
        select_psam(&mut sam);
        let tap = bench.tap(&elder);
        let mut card = connected_card(&mut Watch::new(CARD_READER));
        let order = arm_purchase(&mut card, &mut sam).unwrap();

        // The program forgets its handle; the module keeps its power and its pending purchase.
        drop(sam);
        let mut sam = connected_sam();
        let proof = debit(&mut card, &order).unwrap();
        assert!(proof.status.is_ok());
        assert!(ask(&mut sam, [0x80, 0x72, 0x00, 0x00], &proof.data[4..8], None).unwrap().status.is_ok());
        let after = state(&elder);
        assert_eq!((after.balance, after.offline, after.composites[0].0[3]), (4_350, 1, 0x4C));
        assert_eq!(Bench::look(&psam).state().sequence, 2);
        assert_eq!(tap.remove().debits, 1);
    });
}

#[test]
fn a_torn_debit_is_resolved_by_the_same_card() {
    on_a_bench("a_torn_debit_is_resolved_by_the_same_card", |bench| {
        let psam = psam();
        let _plugged = bench.plug(&psam);
        let mut sam = connected_sam();
        select_psam(&mut sam);
        let mut watch = Watch::new(CARD_READER);
        for (tear, debited) in [
            (Tear::BeforeDebit, false),
            (Tear::AfterCommit, true),
            (Tear::MidAnswer { keep: 1 }, true),
            (Tear::MidAnswer { keep: 9 }, true),
        ] {
            let elder = elder();
            arm(&elder, tear);
            let tap = bench.tap(&elder);
            let mut card = connected_card(&mut watch);
            let order = arm_purchase(&mut card, &mut sam).unwrap();
            // This driver hands on an answer that was cut as if it were whole: what matters is that it cannot
            // be taken for the proof of a debit.
            match debit(&mut card, &order) {
                Err(error) => assert_eq!(error, TransportError::CardGone, "{tear:?}"),
                Ok(cut) => assert!(
                    matches!(tear, Tear::MidAnswer { .. }) && !cut.status.is_ok(),
                    "{tear:?}: {cut:?}"
                ),
            }
            card.release();
            assert!(tap.wait(PATIENCE, |progress| progress.out).torn, "{tear:?}");
            until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
            assert_eq!(state(&elder).balance == 4_350, debited, "{tear:?}");

            let _again = bench.tap(&elder);
            let mut card = connected_card(&mut watch);
            assert!(select_purse(&mut card).unwrap().status.is_ok());
            let proof = ask(&mut card, [0x80, 0x5A, 0x00, 0x09], &[0, 1], Some(8)).unwrap();
            assert_eq!(proof.status.is_ok(), debited, "{tear:?}: {}", proof.status);
            if debited {
                let verdict = ask(&mut sam, [0x80, 0x72, 0x00, 0x00], &proof.data[..4], None).unwrap();
                assert!(verdict.status.is_ok(), "{tear:?}: the SAM still waits for this purchase");
            }
            card.release();
            drop(_again);
            until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
        }
    });
}

#[test]
fn every_other_tear_is_a_lost_card() {
    on_a_bench("every_other_tear_is_a_lost_card", |bench| {
        let psam = psam();
        let _plugged = bench.plug(&psam);
        let mut sam = connected_sam();
        select_psam(&mut sam);
        let mut watch = Watch::new(CARD_READER);
        for tear in [Tear::DuringInquiry, Tear::BeforeInitAnswer, Tear::DuringCache] {
            let elder = elder();
            arm(&elder, tear);
            let _tap = bench.tap(&elder);
            let mut card = connected_card(&mut watch);
            assert_eq!(arm_purchase(&mut card, &mut sam), Err(TransportError::CardGone), "{tear:?}");
            assert_eq!((state(&elder).balance, state(&elder).commits), (5_000, 0), "{tear:?}");
            until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
        }
    });
}

#[test]
fn the_service_dies_and_comes_back() {
    on_a_bench("the_service_dies_and_comes_back", |mut bench| {
        let (elder, psam) = (elder(), psam());
        let _plugged = bench.plug(&psam);
        let mut sam = connected_sam();
        select_psam(&mut sam);
        let _tap = bench.tap(&elder);
        let mut watch = Watch::new(CARD_READER);
        let mut card = connected_card(&mut watch);
        let order = arm_purchase(&mut card, &mut sam).unwrap();

        bench.pcscd.kill();
        assert_eq!(debit(&mut card, &order), Err(TransportError::ReaderGone));
        assert_eq!(card.connect(), Err(TransportError::ReaderGone));
        assert_eq!(ask(&mut sam, [0x00, 0xB0, 0x96, 0x00], &[], Some(6)), Err(TransportError::ReaderGone));
        until(&mut watch, "no service", |seen| *seen == Presence::NoService);
        assert_eq!(state(&elder).balance, 5_000, "the command never reached the card");

        bench.pcscd.restart().unwrap();
        // The same values work again; the chips have lost what was volatile.
        until(&mut watch, "the card again", present);
        card.connect().unwrap();
        until(&mut Watch::new(SAM_READER), "the SAM again", present);
        sam.connect().unwrap();
        assert_eq!(
            debit(&mut card, &order).unwrap().status.0,
            0x6985,
            "nothing is selected after power loss"
        );
        select_psam(&mut sam);
        let order = arm_purchase(&mut card, &mut sam).unwrap();
        assert!(debit(&mut card, &order).unwrap().status.is_ok());
        assert_eq!(state(&elder).balance, 4_350);
    });
}

#[test]
fn the_service_dies_while_the_card_thinks() {
    on_a_bench("the_service_dies_while_the_card_thinks", |mut bench| {
        let (elder, psam) = (elder(), psam());
        let _plugged = bench.plug(&psam);
        let mut sam = connected_sam();
        select_psam(&mut sam);
        let tap = bench.tap(&elder);
        let mut card = connected_card(&mut Watch::new(CARD_READER));
        let order = arm_purchase(&mut card, &mut sam).unwrap();
        let slow = Manner { latency_ms: 400, ..Manner::default() };
        Bench::look(&elder).purse_mut().unwrap().behave(slow);
        let told = thread::spawn(move || debit(&mut card, &order));
        // The card has committed and not yet answered.
        let deadline = Instant::now() + PATIENCE;
        while state(&elder).offline == 0 && Instant::now() < deadline {
            thread::yield_now();
        }
        bench.pcscd.kill();
        let told = told.join().unwrap();
        assert_eq!(told, Err(TransportError::ReaderGone), "unknown, never a clean refusal");
        assert_eq!(state(&elder).balance, 4_350, "and yet it was debited");
        drop(tap);
    });
}

#[test]
fn the_sam_loses_power_and_returns() {
    on_a_bench("the_sam_loses_power_and_returns", |bench| {
        let psam = psam();
        let plugged = bench.plug(&psam);
        let mut sam = connected_sam();
        select_psam(&mut sam);
        plugged.remove();
        let gone = ask(&mut sam, [0x00, 0xB0, 0x97, 0x00], &[], Some(25));
        assert_eq!(gone, Err(TransportError::CardGone));
        let mut watch = Watch::new(SAM_READER);
        until(&mut watch, "an empty slot", |seen| *seen == Presence::Empty);
        let _plugged = bench.plug(&psam);
        until(&mut watch, "the SAM", present);
        sam.connect().unwrap();
        let file = ask(&mut sam, [0x00, 0xB0, 0x97, 0x00], &[], Some(25)).unwrap();
        assert_eq!(file.status.0, 0x6A82, "it has to be selected again");
    });
}

#[test]
fn watching() {
    on_a_bench("watching", |bench| {
        let mut watch = Watch::new(CARD_READER);
        until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
        assert_eq!(watch.wait_change(Duration::from_millis(50)), None, "nothing new");
        assert_eq!(Watch::new("No Such Reader").now(), Presence::NoReader);

        let waker = watch.waker();
        let before = Instant::now();
        let waiting = thread::spawn(move || {
            let news = watch.wait_change(PATIENCE);
            (watch, news)
        });
        waker.wake();
        let (mut watch, news) = waiting.join().unwrap();
        assert_eq!(news, None);
        assert!(before.elapsed() < Duration::from_secs(5), "woken, not timed out");

        // A card that is taken and replaced between two looks is news.
        let (one, other) = (elder(), elder());
        let tap = bench.tap(&one);
        assert!(watch.wait_change(PATIENCE).as_ref().is_some_and(present));
        tap.remove();
        let mut second = Watch::new(CARD_READER);
        until(&mut second, "an empty reader", |seen| *seen == Presence::Empty);
        let _tap = bench.tap(&other);
        until(&mut second, "the other card", present);
        assert!(
            watch.wait_change(PATIENCE).as_ref().is_some_and(present),
            "the same answer to reset, another card"
        );
    });
}

#[test]
fn another_program_probes_the_card_first() {
    on_a_bench("another_program_probes_the_card_first", |bench| {
        let elder = elder();
        let _tap = bench.tap(&elder);
        let mut watch = Watch::new(CARD_READER);
        until(&mut watch, "a card", present);
        let context = pcsc::Context::establish(pcsc::Scope::System).unwrap();
        let name = std::ffi::CString::new(CARD_READER).unwrap();
        let probe = context.connect(&name, pcsc::ShareMode::Shared, pcsc::Protocols::ANY).unwrap();
        let mut slot = CardSlot::at(CARD_READER);
        let refused = slot.connect();
        assert_eq!(
            refused,
            Err(TransportError::Unexpected(0x8010_000B)),
            "sharing violation, after some patience"
        );
        let waiting = thread::spawn(move || (slot.connect(), slot));
        probe.disconnect(pcsc::Disposition::ResetCard).map_err(|(_, error)| error).unwrap();
        let (connected, mut slot) = waiting.join().unwrap();
        connected.unwrap();
        assert!(select_purse(&mut slot).unwrap().status.is_ok());
    });
}

#[test]
fn other_cards_and_slow_cards() {
    on_a_bench("other_cards_and_slow_cards", |bench| {
        let mut watch = Watch::new(CARD_READER);
        let strangers = [
            (VirtualCard::Foreign(ForeignCard::bank(&[1, 2, 3, 4])), 0x6A82),
            (VirtualCard::Unreadable(UnreadableCard::new(&[4, 3, 2, 1])), 0x6D00),
        ];
        for (stranger, status) in strangers {
            let _tap = bench.tap(&Arc::new(Mutex::new(stranger)));
            let mut slot = connected_card(&mut watch);
            assert_eq!(select_purse(&mut slot).unwrap().status.0, status);
            drop((slot, _tap));
            until(&mut watch, "an empty reader", |seen| *seen == Presence::Empty);
        }
        let elder = elder();
        Bench::look(&elder).purse_mut().unwrap().behave(Manner { latency_ms: 150, ..Manner::default() });
        let _tap = bench.tap(&elder);
        let mut slot = connected_card(&mut watch);
        let asked = Instant::now();
        assert!(select_purse(&mut slot).unwrap().status.is_ok());
        assert!(asked.elapsed() >= Duration::from_millis(150));
    });
}

#[test]
fn an_exchange_does_not_wait_for_delayed_acknowledgements() {
    on_a_bench("an_exchange_does_not_wait_for_delayed_acknowledgements", |bench| {
        let [door, _] = bench.pcscd.doors();
        let card = Bench::look(&elder()).clone();
        let figures = measure(&door, card, 300).unwrap();
        println!("{figures:?}");
        // 44 ms is the trap; a busy machine may take a millisecond or two.
        assert!(figures.p50 < Duration::from_millis(10), "{figures:?}");
    });
}
