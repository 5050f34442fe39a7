//! Wherever an elder pulls the card away, money, record, counter and proof are all old or all new.

use crate::county;
use crate::reader::Reader;
use crate::sale::{commit, kept, newest, own_key, up_to_commit};
use apdu::TransportError;
use expect_test::expect;
use virtual_cards::desfire::{
    COUNTY_AID, CommMode, DesfireManner, DesfireState, Generation, PROOF_FILE, RECORD_FILE, VALUE_FILE,
};
use virtual_cards::{Chip, Exchange, InField, Tear};

/// A sale, then the proof read once more; ends at the first lost answer.
fn sell(reader: &mut Reader, generation: Generation) -> Result<(), TransportError> {
    up_to_commit(reader, generation)?;
    commit(reader, generation)?.unwrap();
    if generation != Generation::Ev1 {
        let place = [PROOF_FILE, 0, 0, 0, 0, 0, 0];
        reader.send(0xBD, &place, &[], CommMode::Mac, CommMode::Mac)?.unwrap();
    }
    Ok(())
}

fn what_is_new(before: &DesfireState, after: &DesfireState) -> &'static str {
    let look = |state: &DesfireState| {
        let files = state.application(COUNTY_AID).unwrap().files.clone();
        let proof = files.get(&PROOF_FILE).and_then(|file| file.transaction_mac().cloned());
        (
            files[&VALUE_FILE].value().unwrap().clone(),
            files[&RECORD_FILE].records().unwrap().records.clone(),
            proof,
        )
    };
    let ((money, records, proof), (money_now, records_now, proof_now)) = (look(before), look(after));
    let changed = [
        money.value - money_now.value == 650 && money_now.limited == 650,
        records_now.len() == records.len() + 1,
        match (proof, proof_now) {
            (Some(old), Some(new)) => {
                new.counter == old.counter + 1 && new.mac != old.mac && new.reader != old.reader
            }
            (old, new) => old.is_none() && new.is_none(),
        },
        after.commits == before.commits + 1,
    ];
    match changed {
        [true, true, true, true] => "everything",
        _ if before == after => "nothing",
        _ => panic!("half a transaction: {changed:?}"),
    }
}

const PLACES: [Option<Tear>; 8] = [
    None,
    Some(Tear::DuringInquiry),
    Some(Tear::BeforeInitAnswer),
    Some(Tear::DuringCache),
    Some(Tear::BeforeDebit),
    Some(Tear::AfterCommit),
    Some(Tear::MidAnswer { keep: 9 }),
    Some(Tear::DuringProof),
];

#[test]
fn every_tear_leaves_the_old_card_or_the_new_one() {
    let mut ledger = String::new();
    for generation in [Generation::Ev1, Generation::Ev2] {
        for place in PLACES {
            let mut reader = Reader::tap(county(generation).card());
            let before = reader.card().state().clone();
            if let Some(tear) = place {
                reader.card().arm(tear);
            }
            let end = sell(&mut reader, generation);
            let new = what_is_new(&before, reader.card().state());
            let place = place.map_or("none".into(), |tear| format!("{tear:?}"));
            let end = end.map_or_else(|error| format!("{error:?}"), |()| "done".into());
            ledger += &format!("{generation:?} {place:<22} {end:<9} changed: {new}\n");
        }
    }
    expect![[r#"
        Ev1 none                   done      changed: everything
        Ev1 DuringInquiry          CardGone  changed: nothing
        Ev1 BeforeInitAnswer       CardGone  changed: nothing
        Ev1 DuringCache            CardGone  changed: nothing
        Ev1 BeforeDebit            CardGone  changed: nothing
        Ev1 AfterCommit            CardGone  changed: everything
        Ev1 MidAnswer { keep: 9 }  CardGone  changed: everything
        Ev1 DuringProof            done      changed: everything
        Ev2 none                   done      changed: everything
        Ev2 DuringInquiry          CardGone  changed: nothing
        Ev2 BeforeInitAnswer       CardGone  changed: nothing
        Ev2 DuringCache            CardGone  changed: nothing
        Ev2 BeforeDebit            CardGone  changed: nothing
        Ev2 AfterCommit            CardGone  changed: everything
        Ev2 MidAnswer { keep: 9 }  CardGone  changed: everything
        Ev2 DuringProof            CardGone  changed: everything
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_torn_commit_is_settled_by_the_record_and_proved_by_the_file() {
    for place in [Tear::AfterCommit, Tear::BeforeDebit] {
        let mut reader = Reader::tap(county(Generation::Ev2).card());
        reader.card().arm(place);
        let record = up_to_commit(&mut reader, Generation::Ev2).unwrap();
        assert_eq!(commit(&mut reader, Generation::Ev2), Err(TransportError::CardGone));
        let mut again = Reader::tap(reader.field.take());
        again.select(COUNTY_AID).unwrap().unwrap();
        let found = newest(&mut again, 0xAB).unwrap().unwrap();
        assert_eq!(found == record, place == Tear::AfterCommit);
        again.login(0x71, 1, &own_key(1)).unwrap().unwrap();
        let read = again.send(0xBD, &[PROOF_FILE, 0, 0, 0, 0, 0, 0], &[], CommMode::Mac, CommMode::Mac);
        let counter = u8::from(place == Tear::AfterCommit);
        assert_eq!(read.unwrap().unwrap()[..4], [counter, 0, 0, 0]);
    }
}

#[test]
fn a_cut_answer_is_the_beginning_of_the_whole_one() {
    let mut whole = Vec::new();
    for keep in (0..=22).rev() {
        let mut reader = Reader::tap(county(Generation::Ev2).card());
        up_to_commit(&mut reader, Generation::Ev2).unwrap();
        let mut card = reader.field.chip().clone();
        let mut channel = reader.channel.take().unwrap();
        let wire = crate::reader::protect(&mut channel, 0xC7, &[], &[1], CommMode::Mac);
        let command = [&[0x90, 0xC7, 0, 0, 9][..], &wire, &[0]].concat();
        card.arm(Tear::MidAnswer { keep });
        let Exchange::Lost { partial } = card.exchange(&command) else { panic!("it was torn") };
        if keep == 22 {
            whole.clone_from(&partial);
            assert_eq!(whole[20..], [0x91, 0x00]);
        }
        assert_eq!(partial, whole[..keep]);
        assert_eq!(kept(&card), (4_350, 2));
    }
}

#[test]
fn a_stuck_commit_is_executed_every_time_and_never_answered() {
    let mut card = county(Generation::Ev2).card();
    card.behave(DesfireManner { stuck_commit: true, latency_ms: 60, ..DesfireManner::default() });
    assert_eq!(card.latency_ms(), 60);
    for sale in 1..=3_i32 {
        let mut reader = Reader { field: InField::tap(card), channel: None, commands: 0 };
        up_to_commit(&mut reader, Generation::Ev2).unwrap();
        assert_eq!(commit(&mut reader, Generation::Ev2), Err(TransportError::CardGone));
        card = reader.field.take();
        assert_eq!(kept(&card).0, 5_000 - 650 * sale);
    }
}

#[test]
fn power_takes_what_is_pending_and_nothing_else() {
    let mut reader = Reader::tap(county(Generation::Ev2).card());
    let before = reader.card().state().clone();
    up_to_commit(&mut reader, Generation::Ev2).unwrap();
    reader.card().reset();
    reader.channel = None;
    assert_eq!(reader.native(0xC7, &[0x01]), Ok(Err(0x0C)), "nothing is pending");
    assert_eq!(*reader.card().state(), before);
}
