//! The bytes that must never change, kept in `tests/golden/records` with a word on every field.
//! `UPDATE_EXPECT=1` writes them anew; a change of a committed file is a new version, never an edit.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod officers;
mod story;

use expect_test::expect_file;
use money::Fen;
use officers::{officers, released};
use records::{
    Ack, AckRange, Announced, Batch, CardProfile, CardTxn, Chain, DayMinute, FactorOrder, KeyCustody,
    LotsSnapshot, Offer, OfferMode, OfficerRow, Parameters, ProfileParameters, Record, ReleaseBytes,
    RosterRow, Running, SCHEMA, SignedProfile, SigningKey, TariffRelease, TransactionMac, v1,
};
use story::{all_three, center_key, till, till_key};

const RECORD: [(usize, &str); 44] = [
    (2, "version"),
    (1, "kind: 1 sale, 2 grey, 3 day close"),
    (1, "flags: 1 recovered, 2 trial keys, 4 counter known, 8 MAC2 unverified"),
    (8, "terminal"),
    (8, "seq"),
    (32, "previous record, SHA-256"),
    (8, "start of the tap, UTC µs"),
    (1, "clock: 1 network, 2 chip, 3 guess"),
    (1, "tier letter"),
    (1, "tender: 0 nothing, 1 purse, 2 cash"),
    (1, "quantity"),
    (4, "business day, yyyymmdd"),
    (2, "service"),
    (2, "window"),
    (2, "rule"),
    (2, "reserved"),
    (8, "price, fen"),
    (8, "benefit, fen"),
    (8, "self-pay, fen"),
    (4, "tariff version"),
    (8, "tariff hash"),
    (4, "roster version"),
    (4, "stop-list version"),
    (4, "benefit bits"),
    (1, "card profile"),
    (1, "card transaction type"),
    (1, "key version"),
    (1, "algorithm"),
    (10, "card number, BCD"),
    (8, "issuer"),
    (4, "card counter before"),
    (4, "balance before, fen"),
    (4, "debited, fen"),
    (6, "security module terminal"),
    (4, "security module seq"),
    (4, "card date, BCD"),
    (3, "card time, BCD"),
    (4, "TAC"),
    (8, "sale"),
    (8, "amends"),
    (8, "running count"),
    (8, "running price, fen"),
    (8, "running benefit, fen"),
    (37, "zero"),
];

fn annotate(title: &str, bytes: &[u8], fields: &[(usize, &str)]) -> String {
    let mut text = format!("# {title}\n");
    let mut offset = 0;
    for &(len, name) in fields {
        let hex: String = bytes[offset..offset + len].iter().map(|byte| format!("{byte:02x}")).collect();
        text += &format!("{hex}  # {offset}: {name}\n");
        offset += len;
    }
    assert_eq!(offset, bytes.len(), "{title}: every byte has a name");
    text
}

/// The bytes of a golden file, after it was found equal to what is written today.
fn golden(name: &str, written: &str) -> Vec<u8> {
    expect_file![format!("../../../tests/golden/records/{name}")].assert_eq(written);
    let hex: String = written.lines().filter_map(|line| line.split('#').next()).map(str::trim).collect();
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn three_records() {
    let names = [
        ("sale-v1.hex", "A lunch of 12.00: 7.00 carried, 5.00 from the purse."),
        ("grey-v1.hex", "A torn tap released by the supervisor: no TAC, counter and balance known."),
        ("day-close-v1.hex", "The end of a day: no card, no money, the running totals of before."),
    ];
    for (record, (name, title)) in all_three().into_iter().zip(names) {
        let kept = golden(name, &annotate(title, &record.encode(), &RECORD));
        assert_eq!(Record::decode(&kept), Ok(record), "{name}");
    }
}

#[test]
fn a_record_of_a_desfire_purse() {
    let mut written = [0; 40];
    for (byte, value) in written.iter_mut().zip(0x11..) {
        *byte = value;
    }
    let record = Record {
        card_profile: CardProfile::DesfirePurse,
        card_txn: CardTxn::ValueDebit,
        tac: [0; 4],
        transaction_mac: Some(TransactionMac { written, value: [0xA1; 8], sealed: [0xB2; 16] }),
        ..all_three()[0].clone()
    };
    let evidence = [
        (40, "version 2: the record the card keeps"),
        (8, "version 2: transaction MAC value"),
        (16, "version 2: encrypted reader id of the transaction before"),
    ];
    let fields = [&RECORD[..], &evidence].concat();
    let kept =
        golden("sale-v2.hex", &annotate("The same lunch from a DESFire purse.", &record.encode(), &fields));
    assert_eq!(Record::decode(&kept), Ok(record.clone()));
    // Batches carry both sorts.
    let mut chain = Chain::START;
    let mut both = [all_three()[0].clone(), record, all_three()[1].clone()];
    for record in &mut both {
        (record.seq, record.prev) = (chain.next_seq, chain.head);
        chain.extend(record).unwrap();
    }
    let sealed = Batch::seal(&both, Announced::default(), 0, &till_key()).unwrap();
    assert_eq!(Batch::open(&sealed).unwrap().records, both);
    for cut in 0..sealed.len() {
        assert!(Batch::open(&sealed[..cut]).is_err(), "{cut} bytes");
    }
}

fn batch() -> Vec<u8> {
    let announced = Announced { seq: 5, running: Running { count: 3, price: Fen(3600), benefit: Fen(2100) } };
    Batch::seal(&all_three(), announced, 1_721_044_801_000_000, &till_key()).unwrap()
}

#[test]
fn a_batch_and_its_acknowledgement() {
    let fields = [
        (4, "LCB1"),
        (8, "terminal"),
        (8, "first seq"),
        (4, "count"),
        (32, "head before"),
        (32, "head after: SHA-256 of the last record"),
        (8, "sealed at, UTC µs"),
        (8, "announced: last seq written"),
        (8, "announced count"),
        (8, "announced price, fen"),
        (8, "announced benefit, fen"),
        (256, "sale-v1.hex"),
        (256, "grey-v1.hex"),
        (256, "day-close-v1.hex"),
        (64, "Ed25519 signature; secret key 32 × 11"),
    ];
    let kept = golden("batch-v1.hex", &annotate("Three records under one signature.", &batch(), &fields));
    let opened = Batch::open(&kept).unwrap();
    assert_eq!(opened.verify(&till_key().verifying_key()), Ok(()));
    assert_eq!(opened.records, all_three());
    assert_eq!(opened.check_chain().unwrap().next_seq, 4);

    let fields = [
        (4, "LCA1"),
        (8, "terminal"),
        (8, "first seq"),
        (8, "through seq"),
        (32, "head"),
        (32, "SHA-256 of batch-v1.hex"),
        (64, "Ed25519 signature; secret key 32 × 22"),
    ];
    let ack = Ack::sign(&AckRange::of(&opened), &center_key());
    let kept = golden("ack-v1.hex", &annotate("The center has that batch.", &ack, &fields));
    let opened = Ack::open(&kept).unwrap();
    assert_eq!(opened.verify(&center_key().verifying_key()), Ok(()));
    assert_eq!([0, 1, 3, 4].map(|seq| opened.covers(seq)), [false, true, true, false]);
}

fn roster() -> Vec<RosterRow> {
    let day = |number| records::BusinessDay::from_number(number).unwrap();
    let row = |from, to, tier, groups| RosterRow {
        card_no: "03104770000000001234".into(),
        from: day(from),
        to: day(to),
        tier,
        groups,
        place: 0,
        lapsed: false,
    };
    vec![row(20_240_101, 20_240_714, 'B', 0b10), row(20_240_715, 20_241_231, 'C', 0b100)]
}

fn offers() -> Vec<Offer> {
    vec![Offer {
        service: 2,
        price_fen: 1200,
        mode: OfferMode::Fixed,
        from: DayMinute::new(630).unwrap(),
        to: DayMinute::new(780).unwrap(),
    }]
}

fn profile() -> ProfileParameters {
    ProfileParameters {
        aids: vec!["A000000632010105".into()],
        issuers: vec!["03104770FFFFFFFF".into()],
        factor_order: FactorOrder::IssuerFirst,
        mark_sfi: 0x19,
        mark_record_id: 0x40,
    }
}

#[test]
fn a_parameter_package_of_version_1() {
    let package = v1::Parameters {
        schema: v1::SCHEMA.into(),
        terminal: till(),
        version: 2,
        issued_at_us: 1_720_972_800_000_000,
        effective_from_us: 1_720_972_800_000_000,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: "示例食堂".into(),
        point_name: "示例食堂一号窗口".into(),
        tariff_text: "[tariff]\nversion = 3\n".into(),
        roster_version: 12,
        roster: roster(),
        stoplist_version: 4,
        stoplist: vec!["03104770000000009999".into()],
        offers: offers(),
        supervisor_code_hash: String::new(),
        key_custody: KeyCustody::TrialFile,
        profile: profile(),
    };
    let bytes = package.sign(&center_key()).unwrap();
    let json = bytes.len() - 4 - 4 - 64;
    let fields =
        [(4, "LCP1"), (4, "length"), (json, "JSON, UTF-8"), (64, "Ed25519 signature; secret key 32 × 22")];
    let kept = golden("parameters-v1.hex", &annotate("What a terminal is told.", &bytes, &fields));
    assert_eq!(v1::Parameters::open_verified(&kept, &center_key().verifying_key()), Ok(package.clone()));
}

#[test]
fn a_tariff_release() {
    let release = released();
    let fields = [
        (4, "LCT1"),
        (4, "division"),
        (1, "length of the id"),
        (5, "tariff id"),
        (4, "tariff version"),
        (8, "effective, UTC µs: 2024-07-15 00:00 in the county"),
        (32, "text, SHA-256"),
        (4, "length of the text"),
        (release.terms.text.len(), "text"),
        (16, "maker's key, first half of its SHA-256"),
        (64, "Ed25519 signature over all before; secret key 32 × 33"),
        (16, "checker's key, first half of its SHA-256"),
        (64, "Ed25519 signature over all before; secret key 32 × 44"),
    ];
    let kept = golden("release-v1.hex", &annotate("A tariff two people signed.", release.bytes(), &fields));
    let opened = TariffRelease::open(&kept).unwrap();
    assert_eq!(opened, release);
    assert_eq!(opened.verify(&officers(), 330_703), Ok(()));
}

#[test]
fn a_card_profile() {
    let text = "format = 1\n";
    let made = SignedProfile::make((330_703, 2), text, &SigningKey::from_bytes(&[0x33; 32])).unwrap();
    let signed = made.check(&SigningKey::from_bytes(&[0x44; 32])).unwrap();
    let fields = [
        (4, "LCC1"),
        (4, "division"),
        (4, "version of the profile"),
        (32, "text, SHA-256"),
        (4, "length of the text"),
        (text.len(), "text"),
        (16, "maker's key, first half of its SHA-256"),
        (64, "Ed25519 signature over all before; secret key 32 × 33"),
        (16, "checker's key, first half of its SHA-256"),
        (64, "Ed25519 signature over all before; secret key 32 × 44"),
    ];
    let kept = golden(
        "card-profile-v1.hex",
        &annotate("A card profile two people signed.", signed.bytes(), &fields),
    );
    let opened = SignedProfile::open(&kept).unwrap();
    assert_eq!(opened, signed);
    assert_eq!(opened.verify(&officers(), 330_703), Ok(()));
    // No byte of it may be another.
    for place in 0..kept.len() {
        let mut other = kept.clone();
        other[place] ^= 1;
        let read = SignedProfile::open(&other).and_then(|read| read.verify(&officers(), 330_703));
        assert!(read.is_err(), "byte {place}");
    }
    for end in 0..kept.len() {
        let read = SignedProfile::open(&kept[..end]).and_then(|read| read.verify(&officers(), 330_703));
        assert!(read.is_err(), "cut at {end}");
    }
}

#[test]
fn a_parameter_package() {
    let package = Parameters {
        schema: SCHEMA.into(),
        terminal: till(),
        version: 2,
        issued_at_us: 1_720_972_800_000_000,
        effective_from_us: 1_720_972_800_000_000,
        division: 330_703,
        merchant_id: "canteen-1".parse().unwrap(),
        merchant_name: "示例食堂".into(),
        point_name: "示例食堂一号窗口".into(),
        kind: String::new(),
        place: String::new(),
        lots: LotsSnapshot::default(),
        officers: officers().iter().map(OfficerRow::from).collect(),
        releases: vec![ReleaseBytes(released().bytes().to_vec())],
        roster_version: 12,
        roster: roster(),
        stoplist_version: 4,
        stoplist: vec!["03104770000000009999".into()],
        offers: offers(),
        supervisor_code_hash: String::new(),
        key_custody: KeyCustody::TrialFile,
        profile: profile(),
        card_profile: String::new(),
    };
    let bytes = package.sign(&center_key()).unwrap();
    let json = bytes.len() - 4 - 4 - 64;
    let fields =
        [(4, "LCP2"), (4, "length"), (json, "JSON, UTF-8"), (64, "Ed25519 signature; secret key 32 × 22")];
    let kept = golden("parameters-v2.hex", &annotate("What a terminal is told.", &bytes, &fields));
    let opened = Parameters::open_verified(&kept, &center_key().verifying_key()).unwrap();
    assert_eq!(opened, package);
    assert_eq!(opened.officers(), officers());
    let shown = format!("{package:?} {:?}", package.roster);
    for secret in ["1234", "9999", "'C'", "canteen-1\", tariff"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
