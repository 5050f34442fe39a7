//! A batch goes in whole, once, at its place, or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{fresh, place};
use clearing::{Account, BatchVerdict, Cursor, Finding, FindingKind, Outstanding, Posting, Row, Status};
use ledger::{BatchEntry, County, EVIDENCE_PER_TERMINAL, Ledger, LedgerError, Merchant, Recorded};
use money::Fen;
use records::{Ack, AckRange, Announced, Batch, BusinessDay, Chain, Kind, Record, SigningKey, TerminalId};

const CENTER: [u8; 32] = [3; 32];
const TILL: [u8; 32] = [5; 32];

fn books(path: Option<&Path>) -> (Ledger, TerminalId) {
    let mut ledger = path.map_or_else(fresh, |path| Ledger::create(path).unwrap());
    let county = County {
        division: 330_703,
        name: "示例县".to_owned(),
        signing_key: CENTER,
        supervisor_code: String::new(),
    };
    ledger.open_county(&county, 1).unwrap();
    ledger.add_merchant(&Merchant { id: "canteen-1".to_owned(), name: "食堂".to_owned() }, 1).unwrap();
    let id = ledger.invite_terminal("canteen-1", "一号", &[9; 32], 1, 100).unwrap();
    let key = SigningKey::from_bytes(&TILL).verifying_key().to_bytes();
    assert_eq!(ledger.enrol_terminal(&[9; 32], &key, 2).unwrap(), Ok(id));
    (ledger, id)
}

/// A batch of day closes: records without money.
fn batch(id: TerminalId, chain: &mut Chain, count: usize) -> Batch {
    let day = BusinessDay::from_number(20_240_715).unwrap();
    let records: Vec<Record> = (0..count)
        .map(|_| {
            let record =
                Record { seq: chain.next_seq, prev: chain.head, ..Record::blank(Kind::DayClose, id, day) };
            chain.extend(&record).unwrap();
            record
        })
        .collect();
    let bytes = Batch::seal(&records, Announced::default(), 1, &SigningKey::from_bytes(&TILL)).unwrap();
    Batch::open(&bytes).unwrap()
}

fn verdict(batch: &Batch, amounts: &[i64]) -> BatchVerdict {
    let day = BusinessDay::from_number(20_240_715).unwrap();
    let row =
        |record: &Record| Row { record: record.clone(), status: Status::Good, settled: None, legs: vec![] };
    BatchVerdict {
        rows: batch.records.iter().map(row).collect(),
        settlements: vec![],
        findings: vec![Finding::about(FindingKind::ClockGuess, batch.terminal, batch.first_seq)],
        cleared: vec![],
        lots: vec![],
        postings: amounts
            .iter()
            .map(|&amount| Posting { day, account: Account::CardPurse, amount: Fen(amount) })
            .collect(),
        ack: AckRange::of(batch),
        cursor: Cursor { chain: batch.check_chain().unwrap(), ..Cursor::default() },
        outstanding: Outstanding::default(),
    }
}

fn store(
    ledger: &mut Ledger,
    batch: &Batch,
    before: &Cursor,
    amounts: &[i64],
) -> Result<Recorded, LedgerError> {
    let mark = ledger.mark()?;
    let verdict = verdict(batch, amounts);
    let ack = Ack::sign(&verdict.ack, &SigningKey::from_bytes(&CENTER));
    let entry = BatchEntry {
        body: batch.bytes(),
        ack: &ack,
        verdict: &verdict,
        before,
        merchant: "canteen-1",
        announced: &batch.announced,
        funds_left: &BTreeMap::new(),
        received_us: 7,
    };
    ledger.record_batch(mark, &entry)
}

/// What can be seen of a terminal's progress.
fn seen(ledger: &Ledger, id: TerminalId) -> (u64, usize, usize) {
    let next = ledger.cursor(id).unwrap().unwrap().chain.next_seq;
    (next, ledger.latest_batches(99).unwrap().len(), ledger.findings(99).unwrap().len())
}

#[test]
fn the_same_place_is_taken_once() {
    let (mut ledger, id) = books(None);
    let mut chain = Chain::START;
    let (first, start) = (batch(id, &mut chain, 2), Cursor::default());
    assert_eq!(store(&mut ledger, &first, &start, &[5, -5]).unwrap(), Recorded::Stored);
    assert_eq!(store(&mut ledger, &first, &start, &[5, -5]).unwrap(), Recorded::Moved);
    assert_eq!(seen(&ledger, id), (3, 1, 1));
    let stored = ledger.batch(id, 1).unwrap().unwrap();
    assert_eq!(stored.hash, first.hash());
    let center = SigningKey::from_bytes(&CENTER).verifying_key();
    assert!(Ack::open(&stored.ack).unwrap().verify(&center).is_ok());
    assert_eq!(ledger.check(&center).unwrap().faults, []);
}

#[test]
fn what_does_not_balance_or_fit_leaves_nothing_behind() {
    let (mut ledger, id) = books(None);
    let mut chain = Chain::START;
    let (first, start) = (batch(id, &mut chain, 2), Cursor::default());
    let before = seen(&ledger, id);
    assert!(matches!(store(&mut ledger, &first, &start, &[5, -4]), Err(LedgerError::Unbalanced(Fen(1)))));
    assert!(matches!(store(&mut ledger, &first, &start, &[i64::MAX, 1]), Err(LedgerError::OutOfRange(_))));
    // The cursor stands elsewhere than the judgement thought.
    let elsewhere = Cursor { chain: Chain { next_seq: 1, head: [1; 32] }, ..start };
    assert_eq!(store(&mut ledger, &first, &elsewhere, &[]).unwrap(), Recorded::Moved);
    // A verdict that names a terminal the books do not have breaks off in the middle of the step.
    let mut wrong = verdict(&first, &[]);
    wrong.settlements = vec![clearing::Settlement {
        terminal: id,
        seq: 99,
        merchant: "canteen-1".parse().unwrap(),
        status: Status::Adjusted,
        settled: None,
        legs: vec![],
        by: (id, 1),
    }];
    let entry = BatchEntry {
        body: first.bytes(),
        ack: &[],
        verdict: &wrong,
        before: &start,
        merchant: "canteen-1",
        announced: &first.announced,
        funds_left: &BTreeMap::new(),
        received_us: 7,
    };
    let mark = ledger.mark().unwrap();
    assert!(matches!(ledger.record_batch(mark, &entry), Err(LedgerError::Corrupt(_))));
    assert_eq!(seen(&ledger, id), before);
    assert_eq!(store(&mut ledger, &first, &start, &[]).unwrap(), Recorded::Stored);
}

#[test]
fn a_judgement_on_old_books_is_sent_back() {
    let place = place("old");
    let (mut ledger, id) = books(Some(place.path()));
    let mut chain = Chain::START;
    let first = batch(id, &mut chain, 1);
    let mark = ledger.mark().unwrap();
    let mut other = Ledger::open(place.path()).unwrap();
    other.revoke_terminal(id, "被盗", 5).unwrap();
    let verdict = verdict(&first, &[]);
    let entry = BatchEntry {
        body: first.bytes(),
        ack: &[],
        verdict: &verdict,
        before: &Cursor::default(),
        merchant: "canteen-1",
        announced: &first.announced,
        funds_left: &BTreeMap::new(),
        received_us: 7,
    };
    assert_eq!(ledger.record_batch(mark, &entry).unwrap(), Recorded::Moved);
    assert_eq!(seen(&ledger, id), (1, 0, 0));
}

#[test]
fn evidence_is_kept_once_and_within_bounds() {
    let (mut ledger, id) = books(None);
    let finding = Finding::about(FindingKind::ChainFork, id, 1);
    assert!(ledger.keep_evidence(b"bytes", &[0; 32], &finding, 1).unwrap());
    assert!(!ledger.keep_evidence(b"bytes", &[0; 32], &finding, 2).unwrap());
    let kept =
        (1..=99_u8).filter(|&mark| ledger.keep_evidence(b"x", &[mark; 32], &finding, 3).unwrap()).count();
    assert_eq!(i64::try_from(kept).unwrap() + 1, EVIDENCE_PER_TERMINAL);
    assert_eq!(i64::try_from(seen(&ledger, id).2).unwrap(), EVIDENCE_PER_TERMINAL);
}
