//! What waited and was judged again: booked beside the batches, whole or not at all, and seen when it happened.

use std::collections::BTreeMap;

use clearing::{
    Account, BatchVerdict, Cursor, FundMove, Leg, Outstanding, Posting, RefuseCause, Rejudged, Row,
    Settlement, Status,
};
use ledger::{BatchEntry, County, Inflow, InflowKind, Ledger, LedgerError, Merchant, Recorded};
use money::Fen;
use records::{
    Ack, AckRange, Announced, Batch, BusinessDay, CardNo, Chain, Kind, Record, SigningKey, TerminalId,
};

use crate::place;

const CENTER: [u8; 32] = [3; 32];
const TILL: [u8; 32] = [5; 32];
const CAUSE: RefuseCause = RefuseCause::TacError;

fn day() -> BusinessDay {
    BusinessDay::from_number(20_240_715).unwrap()
}

fn line(account: Account, amount: i64) -> Posting {
    Posting { day: day(), account, amount: Fen(amount) }
}

fn card() -> CardNo {
    "03104770000000008001".parse().unwrap()
}

fn merchant() -> records::MerchantId {
    "canteen-1".parse().unwrap()
}

/// Books with ten yuan in fund 2 and one sale of twelve yuan that waits for a key.
fn books(path: &std::path::Path) -> (Ledger, TerminalId) {
    let mut ledger = Ledger::create(path).unwrap();
    let (name, supervisor_code) = ("示例县".to_owned(), String::new());
    ledger.open_county(&County { division: 330_703, name, signing_key: CENTER, supervisor_code }, 1).unwrap();
    ledger.add_merchant(&Merchant { id: "canteen-1".to_owned(), name: "食堂".to_owned() }, 1).unwrap();
    let id = ledger.invite_terminal("canteen-1", "一号", &[9; 32], 1, 100).unwrap();
    let key = SigningKey::from_bytes(&TILL);
    assert_eq!(ledger.enrol_terminal(&[9; 32], &key.verifying_key().to_bytes(), 2).unwrap(), Ok(id));
    let gift = Inflow {
        reference: "JZ-1".to_owned(),
        fund: 2,
        amount: Fen(1_000),
        source: String::new(),
        kind: InflowKind::Donation,
        note: String::new(),
    };
    ledger.enter_inflow(&gift, day(), 3).unwrap();
    let record = Record {
        seq: 1,
        card_no: card(),
        price: Fen(1_200),
        benefit: Fen(600),
        self_pay: Fen(600),
        quantity: 1,
        ..Record::blank(Kind::Sale, id, day())
    };
    let bytes = Batch::seal(std::slice::from_ref(&record), Announced::default(), 1, &key).unwrap();
    let batch = Batch::open(&bytes).unwrap();
    let verdict = BatchVerdict {
        rows: vec![Row { record, status: Status::Waiting(CAUSE), settled: None, legs: vec![] }],
        settlements: vec![],
        findings: vec![],
        cleared: vec![],
        lots: vec![],
        postings: vec![line(Account::Suspense(CAUSE), 1_200), line(Account::Held(merchant()), -1_200)],
        ack: AckRange::of(&batch),
        cursor: Cursor { chain: batch.check_chain().unwrap(), ..Cursor::default() },
        outstanding: Outstanding::default(),
    };
    let ack = Ack::sign(&verdict.ack, &SigningKey::from_bytes(&CENTER));
    let before = Cursor { chain: Chain::START, ..Cursor::default() };
    let entry = BatchEntry {
        body: batch.bytes(),
        ack: &ack,
        verdict: &verdict,
        before: &before,
        merchant: "canteen-1",
        announced: &batch.announced,
        funds_left: &BTreeMap::new(),
        received_us: 7,
    };
    let mark = ledger.mark().unwrap();
    assert_eq!(ledger.record_batch(mark, &entry).unwrap(), Recorded::Stored);
    (ledger, id)
}

/// The sale is good after all, and fund 2 bears its benefit.
fn good(id: TerminalId) -> Rejudged {
    let settlement = Settlement {
        terminal: id,
        seq: 1,
        merchant: merchant(),
        status: Status::Good,
        settled: None,
        legs: vec![Leg::whole(2, Fen(600))],
        by: (id, 1),
    };
    let postings = vec![
        line(Account::Suspense(CAUSE), -1_200),
        line(Account::Held(merchant()), 1_200),
        line(Account::CardPurse, 600),
        line(Account::Fund(2), 600),
        line(Account::Merchant(merchant()), -1_200),
    ];
    Rejudged { settlements: vec![settlement], postings, ..Rejudged::default() }
}

fn faults(ledger: &Ledger) -> Vec<String> {
    let checked = ledger.check(&SigningKey::from_bytes(&CENTER).verifying_key()).unwrap();
    checked.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_recheck_is_booked_once_and_beside_the_batches() {
    let place = place("recheck");
    let (mut ledger, id) = books(place.path());
    assert_eq!(ledger.cards_unproved().unwrap(), [card()]);
    assert_eq!(ledger.waiting_of(&card()).unwrap().len(), 1);
    assert_eq!(faults(&ledger), Vec::<String>::new());
    let equation = |ledger: &Ledger| ledger.equations().unwrap().into_values().next().unwrap();
    let waiting = equation(&ledger);
    assert!(waiting.holds() && waiting.waiting.amount == Fen(1_200), "{waiting:?}");

    let (good, left) = (good(id), BTreeMap::from([(2, Fen(1_000))]));
    let mark = ledger.mark().unwrap();
    let mut lame = good.clone();
    lame.postings.pop();
    assert!(matches!(ledger.record_recheck(mark, &lame, &left, 9), Err(LedgerError::Unbalanced(_))));
    let dearer = BTreeMap::from([(2, Fen(999))]);
    assert_eq!(ledger.record_recheck(mark, &good, &dearer, 9).unwrap(), Recorded::Moved);
    assert_eq!(equation(&ledger), waiting, "nothing was written");
    let mark = ledger.mark().unwrap();
    assert_eq!(ledger.record_recheck(mark, &good, &left, 9).unwrap(), Recorded::Stored);
    assert_eq!(ledger.record_recheck(mark, &good, &left, 9).unwrap(), Recorded::Moved, "on old books");

    assert_eq!(ledger.cards_unproved().unwrap(), []);
    let confirmed = equation(&ledger);
    assert!(confirmed.holds() && confirmed.confirmed.amount == Fen(1_200), "{confirmed:?}");
    assert_eq!(ledger.fund(2).unwrap().left(), Fen(400));
    // The draw stands at the moment of the recheck, not of the batch.
    let entries = ledger.fund_entries(2, 4, i64::MAX).unwrap();
    assert_eq!(entries, [(9, FundMove::Borne { terminal: id, seq: 1, odd: false }, Fen(-600))]);
    assert_eq!(ledger.fund_left_before(2, 9).unwrap(), Fen(1_000));
    assert_eq!(ledger.fund_left_before(2, 10).unwrap(), Fen(400));
    let drawn = ledger.funds_drawn_since(8).unwrap();
    assert_eq!(drawn, BTreeMap::from([(2, Fen(600))]));
    let total = ledger.account_totals(day()).unwrap().iter().map(|(_, amount)| amount.0).sum::<i64>();
    assert_eq!(total, 0);
    assert_eq!(faults(&ledger), Vec::<String>::new());

    place.meddle("UPDATE recheck_posting SET amount = amount - 1 WHERE line = 5");
    assert!(faults(&ledger).iter().any(|fault| fault.starts_with("recheck 1")), "{:?}", faults(&ledger));
}

/// A record that is not where its batch left it, or a row that nobody sent, breaks the equation.
#[test]
fn a_touched_row_breaks_the_equation() {
    for sql in ["UPDATE tx SET price = price + 1", "UPDATE tx SET day = 20240716", "DELETE FROM tx"] {
        let place = place("equation");
        let (ledger, _) = books(place.path());
        place.meddle(sql);
        let faults = faults(&ledger);
        assert!(faults.iter().any(|fault| fault.contains("uploaded")), "{sql}: {faults:?}");
    }
}
