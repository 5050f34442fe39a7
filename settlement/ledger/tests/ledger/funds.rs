//! Funds in the books: entered once, drawn and given back with batches, told in the order of booking.

use std::collections::BTreeMap;

use crate::{fresh, place};
use clearing::{
    Account, BatchVerdict, Cursor, Finding, FindingKind, FundMove, Leg, Outstanding, Posting, RefuseCause,
    Row, Settlement, Status, inflow,
};
use ledger::{
    BatchEntry, County, Entered, FundBalance, Inflow, InflowKind, Ledger, LedgerError, Merchant, Recorded,
};
use money::Fen;
use records::{AckRange, Announced, Batch, BusinessDay, Chain, Kind, Record, SigningKey, TerminalId};

const TILL: [u8; 32] = [5; 32];

pub(crate) fn day() -> BusinessDay {
    BusinessDay::from_number(20_240_715).unwrap()
}

/// Books with one terminal that writes records without money: what they cost is said by hand.
pub(crate) struct Books {
    pub(crate) ledger: Ledger,
    pub(crate) id: TerminalId,
    pub(crate) chain: Chain,
}

impl Books {
    pub(crate) fn new() -> Books {
        let mut ledger = fresh();
        let (name, supervisor_code) = ("示例县".to_owned(), String::new());
        let county = County { division: 330_703, name, signing_key: [3; 32], supervisor_code };
        ledger.open_county(&county, 1).unwrap();
        ledger.add_merchant(&Merchant { id: "canteen-1".to_owned(), name: "食堂".to_owned() }, 1).unwrap();
        let id = ledger.invite_terminal("canteen-1", "一号", &[9; 32], 1, 100).unwrap();
        let key = SigningKey::from_bytes(&TILL).verifying_key().to_bytes();
        assert_eq!(ledger.enrol_terminal(&[9; 32], &key, 2).unwrap(), Ok(id));
        Books { ledger, id, chain: Chain::START }
    }

    pub(crate) fn give(&mut self, reference: &str, amount: i64, now_us: i64) -> Result<Entered, LedgerError> {
        let (reference, source) = (reference.to_owned(), "某企业".to_owned());
        let new = Inflow {
            reference,
            fund: 2,
            amount: Fen(amount),
            source,
            kind: InflowKind::Donation,
            note: String::new(),
        };
        self.ledger.enter_inflow(&new, day(), now_us)
    }

    /// Books a batch of one record that these legs bear, with decisions about earlier ones and what they draw.
    pub(crate) fn book(
        &mut self,
        legs: Vec<Leg>,
        settled: Vec<(u64, Vec<Leg>)>,
        drawn: &[(u8, i64)],
        dry: impl Into<Option<FindingKind>>,
        now_us: i64,
    ) {
        let before = Cursor { chain: self.chain, ..Cursor::default() };
        let seq = self.chain.next_seq;
        let record = Record { seq, prev: self.chain.head, ..Record::blank(Kind::DayClose, self.id, day()) };
        self.chain.extend(&record).unwrap();
        let key = SigningKey::from_bytes(&TILL);
        let bytes = Batch::seal(std::slice::from_ref(&record), Announced::default(), 1, &key).unwrap();
        let batch = Batch::open(&bytes).unwrap();
        let settle = |(seq, legs): (u64, Vec<Leg>)| Settlement {
            terminal: self.id,
            seq,
            merchant: "canteen-1".parse().unwrap(),
            status: if legs.is_empty() {
                Status::Refused(RefuseCause::GreyAdjustRefused)
            } else {
                Status::Adjusted
            },
            settled: None,
            legs,
            by: (self.id, seq + 1),
        };
        let line = |account, amount| Posting { day: day(), account, amount: Fen(amount) };
        let funds = drawn.iter().map(|&(fund, amount)| line(Account::Fund(fund), amount));
        let sum: i64 = drawn.iter().map(|(_, amount)| amount).sum();
        let dry = dry.into();
        let told = |kind| Finding { fund: Some(2), ..Finding::about(kind, self.id, seq) };
        let verdict = BatchVerdict {
            rows: vec![Row { record, status: Status::Good, settled: None, legs }],
            settlements: settled.into_iter().map(settle).collect(),
            findings: dry.map(told).into_iter().collect(),
            cleared: vec![],
            lots: vec![],
            postings: funds.chain([line(Account::CardPurse, -sum)]).collect(),
            ack: AckRange::of(&batch),
            cursor: Cursor { chain: self.chain, ..Cursor::default() },
            outstanding: Outstanding::default(),
        };
        let funds_left = BTreeMap::from([(2, self.ledger.fund(2).unwrap().left())]);
        let entry = BatchEntry {
            body: batch.bytes(),
            ack: &[],
            verdict: &verdict,
            before: &before,
            merchant: "canteen-1",
            announced: &batch.announced,
            funds_left: &funds_left,
            received_us: now_us,
        };
        let mark = self.ledger.mark().unwrap();
        assert_eq!(self.ledger.record_batch(mark, &entry).unwrap(), Recorded::Stored);
    }

    pub(crate) fn left(&self) -> i64 {
        self.ledger.fund(2).unwrap().left().0
    }

    /// Faults about funds; these batches have no acknowledgements, and their sales no prices.
    pub(crate) fn faults(&self) -> Vec<String> {
        let checked = self.ledger.check(&SigningKey::from_bytes(&[3; 32]).verifying_key()).unwrap();
        let faults = checked.faults.iter().map(ToString::to_string);
        let words = ["fund", "inflow", "outside"];
        faults.filter(|fault| words.iter().any(|word| fault.starts_with(word))).collect()
    }

    pub(crate) fn told(&self) -> Vec<String> {
        let entries = self.ledger.fund_entries(2, 0, i64::MAX).unwrap();
        let line = |(at, what, amount): &(i64, FundMove, Fen)| {
            let what = match what {
                FundMove::Inflow { reference, source } => format!("inflow {reference} {source}"),
                FundMove::Reversed { reference, inflow } => format!("reversed {reference} {inflow}"),
                FundMove::Borne { seq, odd, .. } => {
                    format!("borne {seq}{}", if *odd { " odd" } else { "" })
                }
                FundMove::Returned { seq, .. } => format!("returned {seq}"),
            };
            format!("{at} {what} {amount}")
        };
        entries.iter().map(line).collect()
    }
}

pub(crate) fn leg(fund: u8, amount: i64) -> Leg {
    Leg::whole(fund, Fen(amount))
}

#[test]
fn one_reference_is_one_inflow() {
    let mut books = Books::new();
    assert_eq!(books.give("A-1", 100, 5).unwrap(), Entered::New);
    assert_eq!(books.give("A-1", 100, 6).unwrap(), Entered::Known);
    assert!(matches!(books.give("A-1", 101, 7), Err(LedgerError::Taken { .. })));
    for amount in [0, -1] {
        assert!(matches!(books.give("A-2", amount, 7), Err(LedgerError::OutOfRange(_))), "{amount}");
    }
    assert!(matches!(books.give("A-3", i64::MAX, 7), Err(LedgerError::OutOfRange(_))));
    assert_eq!(books.ledger.funds().unwrap(), BTreeMap::from([(2, balance(100, 0))]));
    assert_eq!(books.told(), ["5 inflow A-1 某企业 1.00"]);
    let totals = books.ledger.account_totals(day()).unwrap();
    assert_eq!(totals, [("fund:2".to_owned(), Fen(-100)), ("outside:2".to_owned(), Fen(100))]);
    assert_eq!(books.faults(), Vec::<String>::new());
    assert_eq!(inflow(2, Fen(100), day()).len(), 2);
}

fn balance(inflow: i64, drawn: i64) -> FundBalance {
    FundBalance { inflow: Fen(inflow), drawn: Fen(drawn), exhausted_us: None }
}

/// Donations of 10,000.00, of which 9,998.50 are drawn; the next benefit of 5.00 takes the last 1.50.
#[test]
fn ten_thousand_in_and_drawn_to_the_fen() {
    let mut books = Books::new();
    books.give("A-1", 1_000_000, 5).unwrap();
    books.book(vec![leg(2, 999_850)], vec![], &[(2, 999_850)], None, 10);
    assert_eq!(books.left(), 150);
    books.book(vec![leg(2, 150), leg(1, 350)], vec![], &[(2, 150), (1, 350)], FindingKind::FundExhausted, 20);
    assert_eq!(books.left(), 0);
    let fund = books.ledger.fund(2).unwrap();
    assert_eq!((fund.exhausted_us, books.ledger.findings(9).unwrap().len()), (Some(20), 1));
    // Drier it does not get: since when is the first time.
    books.book(vec![], vec![], &[], FindingKind::FundExhausted, 30);
    assert_eq!(books.ledger.fund(2).unwrap().exhausted_us, Some(20));
    books.give("A-2", 1, 40).unwrap();
    assert_eq!(books.ledger.fund(2).unwrap().exhausted_us, None);
    assert_eq!(books.ledger.findings(9).unwrap(), []);
    assert_eq!(books.ledger.funds_drawn_since(20).unwrap(), BTreeMap::from([(1, Fen(350)), (2, Fen(150))]));
    assert_eq!(books.ledger.fund_left_before(2, 20).unwrap(), Fen(150));
    assert_eq!(books.faults(), Vec::<String>::new());
}

/// A record that waited draws when it is decided; what is displaced comes back; both stand where they happened.
#[test]
fn the_statement_tells_draws_and_returns_when_they_happened() {
    let mut books = Books::new();
    books.give("A-1", 500, 5).unwrap();
    let odd = Leg { odd: true, ..leg(2, 100) };
    books.book(vec![odd], vec![], &[(2, 100)], None, 10);
    books.book(vec![], vec![], &[], None, 20);
    books.book(vec![], vec![(2, vec![leg(2, 60), leg(2, 40), leg(1, 7)])], &[(2, 100), (1, 7)], None, 30);
    assert_eq!(books.left(), 300);
    books.book(vec![leg(2, 300)], vec![], &[(2, 300)], FindingKind::FundExhausted, 40);
    // The first is displaced, and then the second too.
    books.book(vec![], vec![(1, vec![])], &[(2, -100)], None, 50);
    assert_eq!((books.left(), books.ledger.fund(2).unwrap().exhausted_us), (100, None));
    books.book(vec![], vec![(2, vec![])], &[(2, -100), (1, -7)], None, 60);
    assert_eq!(
        books.told(),
        [
            "5 inflow A-1 某企业 5.00",
            "10 borne 1 odd -1.00",
            "30 borne 2 -1.00",
            "40 borne 4 -3.00",
            "50 returned 1 1.00",
            "60 returned 2 1.00",
        ]
    );
    assert_eq!(books.left(), 200);
    assert_eq!(books.ledger.fund_left_before(2, 60).unwrap(), Fen(100));
    assert_eq!(books.faults(), Vec::<String>::new());
}

/// Whatever of a fund is touched from outside, the check finds.
#[test]
fn a_touched_fund_is_found_out() {
    let place = place("funds");
    let mut books = Books { ledger: Ledger::create(place.path()).unwrap(), ..Books::new() };
    books.give("A-1", 500, 5).unwrap();
    for (touch, mend) in [
        ("UPDATE fund SET inflow = inflow + 1", "UPDATE fund SET inflow = inflow - 1"),
        ("UPDATE fund SET drawn = drawn + 1", "UPDATE fund SET drawn = drawn - 1"),
        ("UPDATE inflow SET amount = amount + 1", "UPDATE inflow SET amount = amount - 1"),
        (
            "UPDATE inflow_posting SET amount = amount + 1 WHERE line = 2",
            "UPDATE inflow_posting SET amount = amount - 1 WHERE line = 2",
        ),
        ("UPDATE fund SET exhausted_us = 1", "UPDATE fund SET exhausted_us = NULL"),
    ] {
        place.meddle(touch);
        assert!(!books.faults().is_empty(), "{touch}");
        place.meddle(mend);
        assert_eq!(books.faults(), Vec::<String>::new(), "{mend}");
    }
}
