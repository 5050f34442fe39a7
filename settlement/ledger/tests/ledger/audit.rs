//! The audit log: whatever somebody does to its lines from outside is found.

use ed25519_dalek::Signer as _;
use ledger::{AuditLine, County, Ledger, Outcome};
use proptest::prelude::*;
use records::SigningKey;

use crate::{fresh, place};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn line(number: i64, login: &str) -> AuditLine {
    AuditLine {
        at_us: number,
        login: login.to_owned(),
        role: "supervision".to_owned(),
        deed: "see-sale".to_owned(),
        thing: format!("sale 33070300000001-{number}"),
        outcome: Outcome::Seen,
    }
}

fn write(ledger: &mut Ledger, lines: &[AuditLine]) {
    for line in lines {
        ledger.note(line, &|text| key().sign(text).to_bytes()).unwrap();
    }
}

fn faults(ledger: &Ledger) -> Vec<String> {
    let checked = ledger.check(&key().verifying_key()).unwrap();
    checked.faults.iter().map(ToString::to_string).collect()
}

fn open(ledger: &mut Ledger) {
    let (division, name) = (330_703, "示例县".to_owned());
    let county = County { division, name, signing_key: [7; 32], supervisor_code: String::new() };
    ledger.open_county(&county, 1).unwrap();
}

#[test]
fn lines_are_kept_in_order_and_whole() {
    let mut ledger = fresh();
    open(&mut ledger);
    assert_eq!((ledger.audit_head().unwrap(), faults(&ledger)), (None, vec![]));
    let lines: Vec<AuditLine> = (1..=3).map(|number| line(number, "desk")).collect();
    write(&mut ledger, &lines);
    assert_eq!(ledger.audit_head().unwrap().unwrap().lines, 3);
    let newest = ledger.audit_lines(2).unwrap();
    assert_eq!(newest, [(3, lines[2].clone()), (2, lines[1].clone())]);
    assert_eq!(faults(&ledger), Vec::<String>::new());
    // Another center's key seals nothing here.
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    let checked = ledger.check(&other).unwrap();
    assert!(checked.faults.iter().any(|fault| fault.zh == "日志封印不符"), "{checked:?}");
}

#[test]
fn who_did_it_is_known_and_who_only_asked_is_not_taken_for_it() {
    let mut ledger = fresh();
    open(&mut ledger);
    let of = |login: &str, outcome| AuditLine { outcome, ..line(1, login) };
    write(&mut ledger, &[of("a", Outcome::Asked), of("b", Outcome::Done), of("c", Outcome::Refused)]);
    assert_eq!(ledger.who_did("see-sale", "sale 33070300000001-1").unwrap(), ["b"]);
    assert_eq!(ledger.who_did("see-sale", "sale 33070300000001-2").unwrap(), Vec::<String>::new());
}

/// What somebody may do to a log of `count` lines, at one of them.
fn meddled(what: usize, at: i64, count: i64) -> String {
    let row = |number: i64, from: i64| {
        format!(
            "INSERT INTO audit_line SELECT {number}, at_us, login, role, deed, thing, outcome, before, hash
             FROM audit_line WHERE number = {from};"
        )
    };
    match what {
        0 => format!("UPDATE audit_line SET at_us = at_us + 1 WHERE number = {at};"),
        1 => format!("UPDATE audit_line SET login = login || 'x' WHERE number = {at};"),
        2 => format!("UPDATE audit_line SET role = 'auditor' WHERE number = {at};"),
        3 => format!("UPDATE audit_line SET deed = 'see-day' WHERE number = {at};"),
        4 => format!("UPDATE audit_line SET thing = thing || '0' WHERE number = {at};"),
        5 => format!("UPDATE audit_line SET outcome = 'done' WHERE number = {at};"),
        6 => format!("UPDATE audit_line SET before = x'{}' WHERE number = {at};", "01".repeat(32)),
        7 => format!("UPDATE audit_line SET hash = zeroblob(32) WHERE number = {at};"),
        // Moved along between two fields: what is read one after the other does not read the same.
        8 => format!("UPDATE audit_line SET login = login || role, role = '' WHERE number = {at};"),
        9 => format!("DELETE FROM audit_line WHERE number = {at};"),
        10 => row(count + 1, at),
        11 => format!("DELETE FROM audit_line WHERE number >= {at};"),
        // The last line is gone, and the head says so; only its seal does not.
        12 => format!(
            "UPDATE audit_head SET lines = lines - 1, hash = (SELECT before FROM audit_line WHERE number = {count});
             DELETE FROM audit_line WHERE number = {count};"
        ),
        13 => "DELETE FROM audit_head;".to_owned(),
        14 => "UPDATE audit_head SET seal = zeroblob(64);".to_owned(),
        15 => "DELETE FROM audit_line;".to_owned(),
        // Taken out, and everything after it moved up.
        _ => format!(
            "DELETE FROM audit_line WHERE number = {at};
             UPDATE audit_line SET number = -number WHERE number > {at};
             UPDATE audit_line SET number = -number - 1 WHERE number < 0;"
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_changed_taken_out_or_put_in_unseen(
        logins in prop::collection::vec("[a-z]{1,4}", 1..9),
        what in 0_usize..17,
        at in any::<prop::sample::Index>(),
    ) {
        let books = place("audit");
        let mut ledger = Ledger::create(books.path()).unwrap();
        open(&mut ledger);
        let lines: Vec<AuditLine> = (1..).zip(&logins).map(|(number, login)| line(number, login)).collect();
        write(&mut ledger, &lines);
        prop_assert_eq!(faults(&ledger), Vec::<String>::new());
        let count = i64::try_from(logins.len()).unwrap();
        let at = i64::try_from(at.index(logins.len())).unwrap() + 1;
        books.meddle(&meddled(what, at, count));
        let found = faults(&ledger);
        prop_assert!(!found.is_empty(), "{} at {} of {}", what, at, count);
        prop_assert!(found.iter().all(|fault| fault.starts_with("审计日志")), "{:?}", found);
    }
}
