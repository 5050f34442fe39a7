//! What the center learns late: keys that come after their records, applications under one identifier, and the till
//! that a card remembers.

use super::{CENTER_KEY, PROFILE, TAPS, TILL_KEY, books, intake, sales, send, standing};
use both_sides::county::{self, HAIRCUT, Kind, LUNCH, NOON_US, TERMINAL};
use both_sides::till;
use county_center::intake::{Receipt, Rechecked};
use ledger::Ledger;
use records::{
    Announced, Batch, BusinessDay, Kind as RecordKind, Record, SigningKey, TerminalId, TransactionMac,
};
use virtual_cards::desfire::Generation;

fn whole(ledger: &Ledger) {
    let center = SigningKey::from_bytes(&CENTER_KEY).verifying_key();
    assert_eq!(ledger.check(&center).unwrap().faults, []);
}

/// Names of the findings that stand.
fn found(ledger: &Ledger) -> Vec<&'static str> {
    let mut names: Vec<&str> =
        ledger.findings(99).unwrap().iter().map(|one| one.finding.kind.name()).collect();
    names.sort_unstable();
    names
}

/// What the day comes to on every account that is not empty.
fn accounts(ledger: &Ledger) -> Vec<(String, i64)> {
    let day = BusinessDay::from_number(20_250_716).unwrap();
    let all = ledger.account_totals(day).unwrap().into_iter();
    all.map(|(account, amount)| (account, amount.0)).filter(|(_, amount)| *amount != 0).collect()
}

/// The key of transaction MACs arrives a day late: whatever waited is judged as if the key had been there.
#[test]
fn what_waited_for_a_key_is_judged_when_it_comes() {
    for kind in [Kind::Desfire(Generation::Ev2), Kind::Desfire(Generation::Ev3)] {
        let records = sales(kind, &TAPS);
        let (without, with) = (intake(None), intake(Some(county::PROOF_KEY)));
        let mut at_once = books(PROFILE);
        send(&with, &mut at_once, &records);
        let mut late = books(PROFILE);
        send(&without, &mut late, &records);
        assert_eq!(standing(&late), ["waiting:01"; 3]);
        whole(&late);
        let nothing = Rechecked { cards: 2, paid: 0, refused: 0 };
        assert_eq!(without.recheck(&mut late, NOON_US + 5).unwrap(), nothing, "no key, no change");
        let all = Rechecked { cards: 2, paid: 3, refused: 0 };
        assert_eq!(with.recheck(&mut late, NOON_US + 6).unwrap(), all);
        assert_eq!(standing(&late), ["good"; 3]);
        assert_eq!(accounts(&late), accounts(&at_once));
        whole(&late);
        assert!(!found(&late).contains(&"TacError"), "{:?}", found(&late));
        assert_eq!(with.recheck(&mut late, NOON_US + 7).unwrap(), Rechecked::default(), "nothing waits");
        // The batch again: the same acknowledgement, and no second booking.
        let announced = Announced { seq: records[2].seq, running: records[2].running };
        let key = SigningKey::from_bytes(&TILL_KEY);
        let bytes = Batch::seal(&records, announced, NOON_US + 3_600_000_000, &key).unwrap();
        let again = with.take(&mut late, (TERMINAL, 1), &bytes, NOON_US + 8).unwrap();
        assert!(matches!(again, Receipt::Replayed { .. }));
        assert_eq!(accounts(&late), accounts(&at_once));
    }
}

/// A batch that brings news of a card looks again at what waits of it.
#[test]
fn the_next_batch_of_a_card_judges_what_waits() {
    let records = sales(Kind::Desfire(Generation::Ev2), &TAPS);
    let mut ledger = books(PROFILE);
    send(&intake(None), &mut ledger, &records[..1]);
    assert_eq!(standing(&ledger), ["waiting:01"]);
    send(&intake(Some(county::PROOF_KEY)), &mut ledger, &records[1..]);
    assert_eq!(standing(&ledger), ["good"; 3]);
    assert_eq!(found(&ledger).iter().filter(|name| **name == "TacProved").count(), 1);
    whole(&ledger);
}

/// EV1 and EV2 purses under one identifier, EV1 named first: the record says which of the two it is.
#[test]
fn two_generations_under_one_identifier() {
    let application =
        |generation| format!("[[application]]\nfamily = \"desfire\"\ngeneration = \"{generation}\"\n");
    let profile = format!("format = 1\nname = \"x\"\n{}{}", application("ev1"), application("ev2"));
    for generation in [Generation::Ev1, Generation::Ev2] {
        let mut ledger = books(&profile);
        send(&intake(Some(county::PROOF_KEY)), &mut ledger, &sales(Kind::Desfire(generation), &TAPS));
        assert_eq!(standing(&ledger), ["good"; 3], "{generation:?}");
    }
}

/// A second till claims to have made the first debit, and its grey record fits the counter and the balance. The
/// card's own memory names the till that really did.
#[test]
fn a_card_remembers_who_came_before() {
    let honest = sales(Kind::Desfire(Generation::Ev2), &[(till::OURS, LUNCH), (till::OURS, HAIRCUT)]);
    let mut ledger = books(PROFILE);
    send(&intake(Some(county::PROOF_KEY)), &mut ledger, &honest);
    assert!(!found(&ledger).contains(&"OtherReader"), "{:?}", found(&ledger));

    let mut ledger = books(PROFILE);
    let other = ledger.invite_terminal("canteen-1", "二号", &[200; 32], 1, 100).unwrap();
    let key = SigningKey::from_bytes(&TILL_KEY).verifying_key().to_bytes();
    assert_eq!(ledger.enrol_terminal(&[200; 32], &key, 2).unwrap(), Ok(other));
    let first = |terminal: TerminalId, record: &Record| {
        let blank = Record::blank(record.kind, terminal, record.business_day);
        let running = blank.running.plus(record.kind, record.price, record.benefit).unwrap();
        Record { terminal, seq: 1, prev: blank.prev, running, ..record.clone() }
    };
    let unproved = |mac: TransactionMac| TransactionMac { value: [0; 8], sealed: [0; 16], ..mac };
    let mut invented = Record { kind: RecordKind::Grey, ..honest[0].clone() };
    invented.transaction_mac = invented.transaction_mac.map(unproved);
    send(&intake(Some(county::PROOF_KEY)), &mut ledger, &[first(other, &invented)]);
    send(&intake(Some(county::PROOF_KEY)), &mut ledger, &[first(TERMINAL, &honest[1])]);
    assert!(
        found(&ledger).contains(&"GreyPaid") && found(&ledger).contains(&"OtherReader"),
        "{:?}",
        found(&ledger)
    );
}
