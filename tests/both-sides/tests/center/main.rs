//! What the center makes of sales that cards of every family have signed, or cannot sign: a real till's records go
//! through the real intake into real books.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod batches;
mod late;
mod token;

use both_sides::county::{self, HAIRCUT, Kind, LUNCH, LUNCH_IN_CASH, NOON_US, TERMINAL};
use both_sides::{Ending, Till, till};
use county_center::intake::{Intake, Proofs, Receipt};
use desfire_purse::proof::TransactionMacMasterKey;
use ledger::{County, Ledger, Merchant};
use pboc_purse::proof::TacMasterKey;
use records::{Announced, Batch, BusinessDay, CardProfile, FactorOrder, Record, SigningKey};
use sale::Order;
use virtual_cards::SocialGeneration;
use virtual_cards::desfire::Generation;

const TILL_KEY: [u8; 32] = [5; 32];
const CENTER_KEY: [u8; 32] = [3; 32];

/// The profile that the county of these cards has installed.
const PROFILE: &str = "format = 1\nname = \"DESFire\"\n[[application]]\nfamily = \"desfire\"\n";

/// Books that know the till and its merchant, and read these cards.
fn books(profile: &str) -> Ledger {
    let mut ledger = Ledger::in_memory().unwrap();
    let (name, supervisor_code) = ("示例县".to_owned(), String::new());
    ledger
        .open_county(&County { division: 330_703, name, signing_key: CENTER_KEY, supervisor_code }, 1)
        .unwrap();
    ledger.add_merchant(&Merchant { id: "canteen-1".to_owned(), name: "食堂".to_owned() }, 1).unwrap();
    // Terminals are numbered in the order of their invitations.
    let mut code = 0;
    let id = loop {
        code += 1;
        let id = ledger.invite_terminal("canteen-1", "一号", &[code; 32], 1, 100).unwrap();
        if id == TERMINAL {
            break id;
        }
    };
    let key = SigningKey::from_bytes(&TILL_KEY).verifying_key().to_bytes();
    assert_eq!(ledger.enrol_terminal(&[code; 32], &key, 2).unwrap(), Ok(id));
    if !profile.is_empty() {
        ledger.install_card_profile(profile, "运维", 3).unwrap();
    }
    ledger
}

fn intake(transaction_mac: Option<[u8; 16]>) -> Intake {
    let tac = || TacMasterKey::new(county::PURSE_KEYS.tac.0);
    let transaction_mac = transaction_mac.map(TransactionMacMasterKey::new);
    let proofs = Proofs::of_masters(tac(), FactorOrder::IssuerFirst, Some(tac()), transaction_mac);
    Intake::new(SigningKey::from_bytes(&CENTER_KEY), proofs, true)
}

/// The records of these taps, each by the elder at its place.
fn sales(kind: Kind, taps: &[(usize, Order)]) -> Vec<Record> {
    let mut till = Till::new(kind, Kind::TUnion);
    taps.iter()
        .map(|&(place, order)| match till.tap(place, order, None) {
            Ending::Paid(record) => *record,
            other => panic!("{kind:?}: {other:?}"),
        })
        .collect()
}

/// Seals records as their till would, sends them, and answers how each one stands in the books.
fn standings(intake: &Intake, ledger: &mut Ledger, records: &[Record]) -> Vec<String> {
    send(intake, ledger, records);
    standing(ledger)
}

/// How each record of the day stands.
fn standing(ledger: &Ledger) -> Vec<String> {
    let day = BusinessDay::from_number(20_250_716).unwrap();
    ledger.merchant_day("canteen-1", day).unwrap().iter().map(|row| row.status.to_string()).collect()
}

/// Seals records as their till would and sends them.
fn send(intake: &Intake, ledger: &mut Ledger, records: &[Record]) {
    let last = records.last().unwrap();
    let announced = Announced { seq: last.seq, running: last.running };
    let bytes =
        Batch::seal(records, announced, NOON_US + 3_600_000_000, &SigningKey::from_bytes(&TILL_KEY)).unwrap();
    let address = (records[0].terminal, records[0].seq);
    let taken = intake.take(ledger, address, &bytes, NOON_US + 3_600_000_000).unwrap();
    assert!(matches!(taken, Receipt::Taken { .. }));
}

const TAPS: [(usize, Order); 3] = [(till::OURS, LUNCH), (till::ANOTHER, LUNCH), (till::OURS, HAIRCUT)];

#[test]
fn what_a_desfire_card_signed_is_good() {
    for generation in [Generation::Ev2, Generation::Ev3] {
        let records = sales(Kind::Desfire(generation), &TAPS);
        assert!(records.iter().all(|record| record.card_profile == CardProfile::DesfirePurse));
        let told = standings(&intake(Some(county::PROOF_KEY)), &mut books(PROFILE), &records);
        assert_eq!(told, ["good", "good", "good"]);
    }
}

/// Without the key, the profile or the right key the center waits; it never takes a till's word for a card's.
#[test]
fn what_nobody_can_prove_waits() {
    let records = sales(Kind::Desfire(Generation::Ev2), &TAPS);
    let other = "format = 1\nname = \"x\"\n[[application]]\nfamily = \"desfire\"\naid = \"123456\"\n";
    for (key, profile) in [
        (None, PROFILE),
        (Some([0; 16]), PROFILE),
        (Some(county::PROOF_KEY), ""),
        (Some(county::PROOF_KEY), other),
    ] {
        let told = standings(&intake(key), &mut books(profile), &records);
        assert_eq!(told, ["waiting:01"; 3], "{profile}");
    }
}

/// Without their key SM4 purses wait.
#[test]
fn sm4_needs_its_own_key() {
    let proofs = Proofs::new(TacMasterKey::new(county::PURSE_KEYS.tac.0), FactorOrder::IssuerFirst);
    let intake = Intake::new(SigningKey::from_bytes(&CENTER_KEY), proofs, true);
    let records = sales(Kind::Sm4, &[(till::OURS, LUNCH)]);
    assert_eq!(standings(&intake, &mut books(""), &records), ["waiting:01"]);
}

/// Whatever of a signed sale is altered by a till that is nobody's friend, the card has not signed it.
#[test]
fn an_altered_sale_is_not_what_the_card_signed() {
    let [record] = &sales(Kind::Desfire(Generation::Ev2), &TAPS[..1])[..] else { panic!("one sale") };
    let alter = |change: &dyn Fn(&mut Record)| {
        let mut altered = record.clone();
        change(&mut altered);
        let mut ledger = books(PROFILE);
        let told = standings(&intake(Some(county::PROOF_KEY)), &mut ledger, &[altered]).remove(0);
        let found: Vec<&str> =
            ledger.findings(9).unwrap().iter().map(|one| one.finding.kind.name()).collect();
        assert_eq!(found.contains(&"TacError"), told == "waiting:01", "{found:?}");
        told
    };
    assert_eq!(alter(&|_| {}), "good");
    let mac = |record: &mut Record, change: &dyn Fn(&mut records::TransactionMac)| {
        change(record.transaction_mac.as_mut().unwrap());
    };
    for place in 0..40 {
        assert_eq!(
            alter(&|record| mac(record, &|mac| mac.written[place] ^= 1)),
            "waiting:01",
            "written {place}"
        );
    }
    for place in 0..8 {
        assert_eq!(alter(&|record| mac(record, &|mac| mac.value[place] ^= 1)), "waiting:01", "value {place}");
    }
    for place in 0..16 {
        assert_eq!(
            alter(&|record| mac(record, &|mac| mac.sealed[place] ^= 1)),
            "waiting:01",
            "sealed {place}"
        );
    }
    let other = sales(Kind::Desfire(Generation::Ev2), &[(till::ANOTHER, LUNCH)]).remove(0).card_no;
    assert_eq!(alter(&|record| record.card_no = other), "waiting:01", "another card");
    assert_eq!(alter(&|record| record.card_counter = record.card_counter.map(|one| one + 1)), "waiting:01");
    assert_eq!(
        alter(&|record| record.balance_before = record.balance_before.map(|one| one + 1)),
        "waiting:01"
    );
    assert_eq!(alter(&|record| record.sale += 1), "waiting:01", "another sale");
    assert_eq!(alter(&|record| record.card_time[2] ^= 1), "waiting:01", "another second");
    assert_eq!(alter(&|record| record.card_issuer[0] ^= 1), "waiting:01", "another application");
}

/// Purses prove themselves by a TAC of either cipher; cards that sign nothing are believed on the till's word, each
/// under its own name.
#[test]
fn the_other_cards() {
    let table = [
        (Kind::Desfire(Generation::Ev1), CardProfile::DesfireEv1Purse, LUNCH),
        (Kind::Social(SocialGeneration::Three), CardProfile::IdentityCard, LUNCH_IN_CASH),
        (Kind::Serial, CardProfile::IdentityCard, LUNCH_IN_CASH),
        (Kind::TUnion, CardProfile::TUnionPurse, LUNCH),
        (Kind::Sm4, CardProfile::TUnionPurse, LUNCH),
    ];
    for (kind, profile, order) in table {
        let records = sales(kind, &[(till::OURS, order), (till::ANOTHER, order)]);
        assert!(records.iter().all(|record| record.card_profile == profile), "{kind:?}");
        let told = standings(&intake(Some(county::PROOF_KEY)), &mut books(PROFILE), &records);
        assert_eq!(told, ["good"; 2], "{kind:?}");
    }
}
