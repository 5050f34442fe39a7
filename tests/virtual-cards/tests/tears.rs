//! Wherever an elder pulls the card away, balance, counter, log, composite record and proof are all old or
//! all new.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that goes wrong shall stop")]

use apdu::{Transport, TransportError};
use expect_test::expect;
use virtual_cards::{
    Chip, Exchange, InField, Key, MasterKeys, Personalise, PersonalisePsam, PurseState, Tear, VirtualPsam,
    VirtualPurse,
};

const NAME: &[u8] = &[0x00, 0xA4, 0x04, 0x00, 8, 0xA0, 0, 0, 6, 0x32, 1, 1, 5, 0];
const TERMINAL: [u8; 6] = [0x55, 0x10, 0, 0, 0, 0x42];
const STAMP: [u8; 7] = [0x20, 0x26, 0x07, 0x21, 0x11, 0x40, 0x05];
const ISSUER: [u8; 8] = [0x03, 0x30, 0x33, 0x80, 0xFF, 0xFF, 0xFF, 0xFF];
const NUMBER: [u8; 10] = [0x03, 0x10, 0x33, 0x07, 0x03, 0, 0, 0, 0, 0x17];

fn keys() -> MasterKeys {
    MasterKeys { purchase: Key([1; 16]), load: Key([2; 16]), tac: Key([3; 16]), maintenance: Key([4; 16]) }
}

fn card() -> VirtualPurse {
    Personalise { balance: 5_000, ..Personalise::elder(keys(), ISSUER, NUMBER) }.card()
}

fn psam() -> InField<VirtualPsam> {
    let made = PersonalisePsam {
        purchase: Key([1; 16]),
        maintenance: Key([4; 16]),
        issuer: ISSUER,
        serial: [9; 10],
        terminal: TERMINAL,
    };
    let mut psam = made.psam();
    psam.reissue(|state| state.by_get_response = false);
    let mut slot = InField::tap(psam);
    slot.exchange(&[0, 0xA4, 0, 0, 2, 0x80, 0x11]).unwrap();
    slot
}

/// A composite purchase of 6.50 that marks a meal; ends at the first lost answer.
fn buy(card: &mut dyn Transport, sam: &mut dyn Transport) -> Result<Vec<u8>, TransportError> {
    card.exchange(NAME)?;
    let init = card.exchange(&[&[0x80, 0x50, 3, 2, 11, 1, 0, 0, 2, 0x8A][..], &TERMINAL, &[15]].concat())?;
    let (counter, random) = (&init[4..6], &init[11..15]);
    let factors = [&NUMBER[2..], &ISSUER].concat();
    let head = [random, counter, &[0, 0, 2, 0x8A, 9], &STAMP, &[1, 0], &factors].concat();
    let armed = sam.exchange(&[&[0x80, 0x70, 0, 0, 36][..], &head, &[8]].concat())?;
    card.exchange(&[0x80, 0xDC, 0xA1, 0xC8, 7, 0xA1, 5, 0, 0xC0, 0xFF, 0xEE, 1])?;
    let debit = [&[0x80, 0x54, 1, 0, 15][..], &armed[..4], &STAMP, &armed[4..8], &[8]].concat();
    let proof = card.exchange(&debit)?;
    sam.exchange(&[&[0x80, 0x72, 0, 0, 4][..], &proof[4..8]].concat())
}

fn what_is_new(before: &PurseState, after: &PurseState) -> &'static str {
    let changed = [
        before.balance - after.balance == 650,
        after.offline - before.offline == 1,
        after.log.len() - before.log.len() == 1,
        after.composites[0].0 == [0xA1, 5, 0, 0xC0, 0xFF, 0xEE, 1],
        after.proof.is_some_and(|proof| proof.counter == after.offline && proof.kind == 9),
        after.commits - before.commits == 1,
    ];
    match changed {
        [true, true, true, true, true, true] => "everything",
        _ if before == after => "nothing",
        _ => panic!("half a transaction: {changed:?}"),
    }
}

#[test]
fn every_tear_leaves_the_old_card_or_the_new_one() {
    let mut ledger = String::new();
    let places = [
        None,
        Some(Tear::DuringInquiry),
        Some(Tear::BeforeInitAnswer),
        Some(Tear::DuringCache),
        Some(Tear::BeforeDebit),
        Some(Tear::AfterCommit),
        Some(Tear::MidAnswer { keep: 5 }),
        Some(Tear::DuringProof),
    ];
    for place in places {
        let (mut card, mut sam) = (card(), psam());
        let before = card.state().clone();
        if let Some(tear) = place {
            card.arm(tear);
        }
        let end = buy(&mut InField::tap(&mut card), &mut sam);
        let said = match end {
            Ok(answer) => answer.iter().map(|byte| format!("{byte:02X}")).collect::<String>(),
            Err(error) => format!("{error:?}"),
        };
        let new = what_is_new(&before, card.state());
        ledger += &format!(
            "{:<24} {said:<9} changed: {new}\n",
            place.map_or("none".into(), |tear| format!("{tear:?}"))
        );
    }
    expect![[r#"
        none                     9000      changed: everything
        DuringInquiry            CardGone  changed: nothing
        BeforeInitAnswer         CardGone  changed: nothing
        DuringCache              CardGone  changed: nothing
        BeforeDebit              CardGone  changed: nothing
        AfterCommit              CardGone  changed: everything
        MidAnswer { keep: 5 }    CardGone  changed: everything
        DuringProof              9000      changed: everything
    "#]]
    .assert_eq(&ledger);
}

#[test]
fn a_tear_happens_once_and_the_proof_waits() {
    let (mut card, mut sam) = (card(), psam());
    card.arm(Tear::AfterCommit);
    let mut field = InField::tap(card);
    assert_eq!(buy(&mut field, &mut sam), Err(TransportError::CardGone));
    assert_eq!(field.exchange(NAME), Err(TransportError::CardGone), "the field is gone for good");
    let mut again = InField::tap(field.take());
    again.exchange(NAME).unwrap();
    let proof = again.exchange(&[0x80, 0x5A, 0, 9, 2, 0, 1, 8]).unwrap();
    assert_eq!(proof.len(), 10);
    let told = [&[0x80, 0x72, 0, 0, 4][..], &proof[..4]].concat();
    assert_eq!(
        sam.exchange(&told).unwrap(),
        [0x90, 0x00],
        "the SAM was not reset and still knows the purchase"
    );
}

/// Writes down what comes back, the cut answer included.
struct Tape<'a>(&'a mut VirtualPurse, Vec<u8>);

impl Transport for Tape<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        match self.0.exchange(command) {
            Exchange::Answer(bytes) => Ok(bytes),
            Exchange::Lost { partial } => {
                self.1 = partial;
                Err(TransportError::CardGone)
            }
        }
    }
}

#[test]
fn a_cut_answer_is_the_beginning_of_the_whole_one() {
    for keep in 0..=10 {
        let (mut card, mut sam) = (card(), psam());
        card.arm(Tear::MidAnswer { keep });
        card.power_on();
        let mut tape = Tape(&mut card, Vec::new());
        assert_eq!(buy(&mut tape, &mut sam), Err(TransportError::CardGone));
        let cut = tape.1;
        let proof = card.state().proof.unwrap();
        let whole = [&proof.tac[..], &proof.mac2, &[0x90, 0x00]].concat();
        assert_eq!(cut, whole[..keep]);
    }
}
