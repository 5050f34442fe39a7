//! What must hold for any record, any batch, any garbage.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod story;

use money::Fen;
use proptest::prelude::*;
use records::{
    Ack, AckRange, Announced, Batch, BatchError, BusinessDay, CardNo, CardProfile, CardTxn, Chain,
    ChainBreak, ClockQuality, EnrolmentCode, Further, Kind, Moment, Parameters, Record, RecordError, Running,
    SealError, SigningKey, Tender, TerminalId, Tier, TransactionMac, v1,
};
use story::{all_three, center_key, till_key};

prop_compose! {
    fn heading()(
        kind in prop::sample::select(vec![Kind::Sale, Kind::Grey, Kind::DayClose]),
        flags in any::<[bool; 4]>(),
        seq in 1..u64::MAX,
        prev in any::<[u8; 32]>(),
        at_us in any::<i64>(),
        clock in prop::sample::select(vec![ClockQuality::Network, ClockQuality::ClockChip, ClockQuality::Guess]),
        tier in prop::sample::select(vec!['A', 'M', 'Z', '-']),
        tender in prop::sample::select(vec![Tender::Nothing, Tender::CardPurse, Tender::Cash]),
        quantity in any::<u8>(),
        (year, month, day) in (1_u32..=9999, 1_u32..=12, 1_u32..=28),
        codes in any::<[u16; 3]>(),
    ) -> Record {
        let day = BusinessDay::from_number(year * 10_000 + month * 100 + day).unwrap();
        Record {
            recovered: flags[0],
            trial_keys: flags[1],
            mac2_unverified: flags[2],
            ordered: flags[3],
            seq,
            prev,
            tap: Moment { at_us, clock },
            tier: Tier::new(tier).unwrap(),
            tender,
            quantity,
            service: codes[0],
            window: codes[1],
            rule: codes[2],
            ..Record::blank(kind, TerminalId(seq), day)
        }
    }
}

/// Rules after the first, each with a part of the benefit.
fn further() -> impl Strategy<Value = [Further; 2]> {
    let part =
        || (1..=u16::MAX, any::<u32>()).prop_map(|(rule, fen)| Further { rule, benefit: Fen(fen.into()) });
    prop_oneof![
        Just([Further::NONE; 2]),
        part().prop_map(|second| [second, Further::NONE]),
        (part(), part()).prop_map(|(second, third)| [second, third]),
    ]
}

/// Any card, with the evidence it may leave.
fn card() -> impl Strategy<Value = (CardProfile, Option<TransactionMac>)> {
    let plain = prop::sample::select(vec![
        CardProfile::NoCard,
        CardProfile::TUnionPurse,
        CardProfile::DesfirePurse,
        CardProfile::IdentityCard,
    ]);
    let desfire = prop::sample::select(vec![CardProfile::DesfirePurse, CardProfile::DesfireEv1Purse]);
    let mac =
        (any::<[[u8; 8]; 5]>(), any::<[u8; 8]>(), any::<[u8; 16]>()).prop_map(|(written, value, sealed)| {
            TransactionMac { written: written.concat().try_into().unwrap(), value, sealed }
        });
    prop_oneof![plain.prop_map(|profile| (profile, None)), (desfire, mac.prop_map(Some))]
}

prop_compose! {
    fn record()(
        heading in heading(),
        sums in any::<[i64; 5]>(),
        numbers in any::<[u32; 6]>(),
        known in any::<[Option<u32>; 2]>(),
        longs in any::<[u64; 3]>(),
        card_no in any::<[u8; 10]>(),
        bytes in any::<[u8; 32]>(),
        (card_profile, transaction_mac) in card(),
        card_txn in prop::sample::select(vec![CardTxn::None, CardTxn::Purchase, CardTxn::Composite, CardTxn::ValueDebit]),
        further in further(),
        (minutes, points) in any::<(u16, u32)>(),
    ) -> Record {
        let (further, benefit) = if heading.rule == 0 { ([Further::NONE; 2], sums[1]) } else { (further, sums[1].max(1 << 33)) };
        let part = |from: usize, len: usize| bytes[from..from + len].to_vec();
        Record {
            price: Fen(sums[0]),
            benefit: Fen(benefit),
            further,
            minutes,
            points,
            self_pay: Fen(sums[2]),
            tariff_version: numbers[0],
            tariff_hash: part(0, 8).try_into().unwrap(),
            roster_version: numbers[1],
            stoplist_version: numbers[2],
            groups: numbers[3],
            card_profile,
            card_txn,
            key_version: bytes[31],
            alg_id: bytes[30],
            card_no: CardNo(card_no),
            card_issuer: part(8, 8).try_into().unwrap(),
            // All ones stand for unknown, so no card can have them.
            card_counter: known[0].filter(|&value| value != u32::MAX),
            balance_before: known[1].filter(|&value| value != u32::MAX),
            card_amount: numbers[4],
            psam_terminal: part(16, 6).try_into().unwrap(),
            psam_seq: numbers[5],
            card_date: part(22, 4).try_into().unwrap(),
            card_time: part(26, 3).try_into().unwrap(),
            tac: part(0, 4).try_into().unwrap(),
            sale: longs[0],
            orig_seq: longs[1],
            running: Running { count: longs[2], price: Fen(sums[3]), benefit: Fen(sums[4]) },
            transaction_mac,
            ..heading
        }
    }
}

/// Any run of records of one terminal, linked.
fn linked(mut records: Vec<Record>) -> Vec<Record> {
    let mut chain = Chain::START;
    for record in &mut records {
        record.terminal = story::till();
        record.seq = chain.next_seq;
        record.prev = chain.head;
        chain.extend(record).unwrap();
    }
    records
}

fn sealed(records: &[Record]) -> Vec<u8> {
    Batch::seal(records, Announced::default(), 0, &till_key()).unwrap()
}

/// Opens, verifies, follows the chain: what every receiver does.
fn receive(bytes: &[u8]) -> bool {
    Batch::open(bytes)
        .is_ok_and(|batch| batch.verify(&till_key().verifying_key()).is_ok() && batch.check_chain().is_ok())
}

proptest! {
    #[test]
    fn what_is_written_is_read(record in record()) {
        prop_assert_eq!(Record::decode(&record.encode()), Ok(record));
    }

    #[test]
    fn what_is_read_is_written_the_same(record in record(), place in 0_usize..320, value in any::<u8>()) {
        let mut bytes = record.encode();
        let place = place.min(bytes.len() - 1);
        bytes[place] = value;
        if let Ok(other) = Record::decode(&bytes) {
            prop_assert_eq!(other.encode(), bytes, "one meaning, one spelling");
        }
    }

    #[test]
    fn garbage_is_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0_usize..5) {
        let magic: &[u8] = [b"LCB1", b"LCA1", b"LCP1", b"LCP2", b"\0\x01\x01\0"][kind];
        for bytes in [bytes.clone(), [magic, &bytes].concat()] {
            let _ = Record::decode(&bytes);
            prop_assert!(Batch::open(&bytes).is_err());
            let _ = Ack::open(&bytes);
            prop_assert!(Parameters::open_verified(&bytes, &center_key().verifying_key()).is_err());
            prop_assert!(v1::Parameters::open_verified(&bytes, &center_key().verifying_key()).is_err());
            let _ = String::from_utf8_lossy(&bytes).parse::<EnrolmentCode>();
        }
    }

    #[test]
    fn a_sealed_batch_comes_back(records in prop::collection::vec(record(), 1..8)) {
        let records = linked(records);
        let bytes = sealed(&records);
        prop_assert!(receive(&bytes));
        prop_assert_eq!(Batch::open(&bytes).unwrap().records, records);
    }
}

#[test]
fn every_flipped_bit_of_a_batch_is_found() {
    let bytes = sealed(&all_three());
    assert!(receive(&bytes));
    for place in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        assert!(!receive(&flipped), "bit {place}");
    }
}

/// A thief with the terminal's key, but without the chain: the chain alone finds every edit of a record.
#[test]
fn the_chain_finds_edits_under_a_good_signature() {
    let bytes = sealed(&all_three());
    let body = bytes.len() - 64;
    let records_at = body - 3 * 256;
    for place in records_at * 8..body * 8 {
        let mut flipped = bytes[..body].to_vec();
        flipped[place / 8] ^= 1 << (place % 8);
        use ed25519_dalek::Signer as _;
        let message = [b"lovecard batch v1\0".as_slice(), &flipped].concat();
        flipped.extend_from_slice(&till_key().sign(&message).to_bytes());
        let found = Batch::open(&flipped).is_err_and(|error| matches!(error, BatchError::Record { .. }))
            || Batch::open(&flipped).is_ok_and(|batch| {
                assert_eq!(batch.verify(&till_key().verifying_key()), Ok(()));
                batch.check_chain().is_err()
            });
        assert!(found, "bit {place}");
    }
}

#[test]
fn every_flipped_bit_of_an_acknowledgement_is_found() {
    let bytes = Ack::sign(&AckRange::of(&Batch::open(&sealed(&all_three())).unwrap()), &center_key());
    for place in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        let good = Ack::open(&flipped).is_ok_and(|ack| ack.verify(&center_key().verifying_key()).is_ok());
        assert!(!good, "bit {place}");
    }
    assert!(Ack::open(&bytes).unwrap().verify(&till_key().verifying_key()).is_err());
}

#[test]
fn what_cannot_be_sealed() {
    let three = all_three();
    let seal = |records: &[Record]| Batch::seal(records, Announced::default(), 0, &till_key());
    assert_eq!(seal(&[]), Err(SealError::Empty));
    let gap = [three[0].clone(), three[2].clone()];
    assert_eq!(seal(&gap), Err(SealError::Chain(ChainBreak::Seq { expected: 2, found: 3 })));
    let mut edited = three.clone();
    edited[0].price = Fen(1);
    assert_eq!(seal(&edited), Err(SealError::Chain(ChainBreak::Previous { seq: 2 })));
    let mut foreign = three.clone();
    foreign[1].terminal = TerminalId(1);
    let found = TerminalId(1);
    assert_eq!(seal(&foreign), Err(SealError::Chain(ChainBreak::Terminal { seq: 2, found })));
    assert_eq!(seal(&vec![three[0].clone(); 5001]), Err(SealError::TooMany(5001)));
}

#[test]
fn a_batch_of_another_till_is_refused() {
    let batch = Batch::open(&sealed(&all_three())).unwrap();
    let stranger = SigningKey::from_bytes(&[0x33; 32]).verifying_key();
    assert_eq!(batch.verify(&stranger), Err(BatchError::Signature));
}

#[test]
fn each_undefined_value_is_named() {
    let bytes = all_three()[0].encode();
    for (place, value, field) in [
        (2, 4, "kind"),
        (3, 0x20, "flags"),
        (3, 0x04, "flags"),
        (60, 0, "clock"),
        (61, b'a', "tier"),
        (62, 3, "tender"),
        (66, 0xFF, "business day"),
        (75, 1, "reserved"),
        (124, 9, "card profile"),
        (125, 7, "card transaction"),
        (222, 1, "further rule"),
        (226, 1, "further rule"),
        (237, 1, "padding"),
        (255, 1, "padding"),
    ] {
        let mut wrong = bytes.clone();
        wrong[place] = value;
        let named =
            matches!(Record::decode(&wrong), Err(RecordError::Field { field: found, .. }) if found == field);
        assert!(named, "{field}: {:?}", Record::decode(&wrong));
    }
    assert_eq!(Record::decode(&bytes[1..]), Err(RecordError::Length(255)));
    let mut newer = bytes.clone();
    newer[1] = 3;
    assert_eq!(Record::decode(&newer), Err(RecordError::Version(3)));
    // Only a DESFire purse leaves a transaction MAC.
    let mut foreign = [bytes, vec![0; 64]].concat();
    foreign[1] = 2;
    let named = matches!(Record::decode(&foreign), Err(RecordError::Field { field: "card profile", .. }));
    assert!(named, "{:?}", Record::decode(&foreign));
    foreign[124] = 2;
    assert!(Record::decode(&foreign).is_ok());
    assert_eq!(Record::decode(&foreign[..319]), Err(RecordError::Length(319)));
}

#[test]
fn running_totals_count_sales_only() {
    let before = Running { count: 1, price: Fen(1200), benefit: Fen(700) };
    let after = Running { count: 2, price: Fen(2400), benefit: Fen(1400) };
    assert_eq!(before.plus(Kind::Sale, Fen(1200), Fen(700)), Ok(after));
    assert_eq!(before.plus(Kind::Grey, Fen(1200), Fen(700)), Ok(before));
    assert!(before.plus(Kind::Sale, Fen(i64::MAX), Fen(0)).is_err());
}
