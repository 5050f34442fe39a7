//! Budgets, ceilings and reversals in the books: what a period bore, what it may still bear, what was taken back.

use std::collections::BTreeMap;

use clearing::FindingKind;
use ledger::{
    BudgetTerms, CeilingLeft, Entered, Inflow, InflowKind, Ledger, LedgerError, NewReversal, ReversalRefusal,
};
use money::Fen;
use records::{BusinessDay, Officer, OfficerRole, SigningKey};

use crate::funds::{Books, leg};
use crate::place;

const CEILING: FindingKind = FindingKind::CeilingReached;
/// Moments count from 1970: without an accounting day the county's day is 1970-01-01.
const THEN: u32 = 19_700_101;

fn day(number: u32) -> BusinessDay {
    BusinessDay::from_number(number).unwrap()
}

fn office(mut books: Books) -> Books {
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    books.ledger.add_officer("策划", &Officer { key, role: OfficerRole::Maker }, 1).unwrap();
    books
}

fn terms(first: u32, last: u32, amount: i64, ceiling: Option<i64>) -> BudgetTerms {
    let ceiling = ceiling.map(Fen);
    BudgetTerms {
        fund: 2,
        first: day(first),
        last: day(last),
        amount: Fen(amount),
        ceiling,
        note: String::new(),
    }
}

/// Per period: first day, version, drawn, what the ceiling leaves, whether it was reached.
fn stand(ledger: &Ledger) -> Vec<(u32, u32, i64, Option<i64>, bool)> {
    let budgets = ledger.fund_budgets(2).unwrap();
    let one = |one: &ledger::FundBudget| {
        let left = one.ceiling_left().map(|left| left.0);
        (one.terms.first.number(), one.version, one.drawn.0, left, one.reached_us.is_some())
    };
    budgets.iter().map(one).collect()
}

fn left(ledger: &Ledger, now_us: i64) -> Option<(i64, bool)> {
    ledger.fund_ceilings(now_us).unwrap().get(&2).map(|CeilingLeft { left, told }| (left.0, *told))
}

#[test]
fn an_inflow_is_taken_back_whole_and_once() {
    let mut books = office(Books::new());
    books.give("A-1", 500, 5).unwrap();
    books.give("A-2", 70, 6).unwrap();
    books.book(vec![leg(2, 100)], vec![], &[(2, 100)], None, 10);
    let reverse = |books: &mut Books, reference, inflow| {
        let new = NewReversal { reference, inflow, reason: "退汇", officer: 1 };
        books.ledger.reverse_inflow(&new, day(20_240_716), 20).unwrap()
    };
    assert_eq!(reverse(&mut books, "C-1", "A-9"), Err(ReversalRefusal::Unknown));
    assert_eq!(reverse(&mut books, "A-2", "A-1"), Err(ReversalRefusal::ReferenceTaken));
    assert_eq!(reverse(&mut books, "C-1", "A-1"), Ok(Entered::New));
    assert_eq!(reverse(&mut books, "C-1", "A-1"), Ok(Entered::Known));
    assert_eq!(reverse(&mut books, "C-1", "A-2"), Err(ReversalRefusal::ReferenceTaken));
    let by = "C-1".to_owned();
    assert_eq!(reverse(&mut books, "C-2", "A-1"), Err(ReversalRefusal::Reversed { by }));
    // What it paid for was paid: the fund is overdrawn.
    assert_eq!(books.left(), -30);
    assert_eq!(
        books.told(),
        [
            "5 inflow A-1 某企业 5.00",
            "6 inflow A-2 某企业 0.70",
            "10 borne 1 -1.00",
            "20 reversed C-1 A-1 -5.00"
        ]
    );
    assert_eq!(books.ledger.fund_left_before(2, 20).unwrap(), Fen(470));
    assert_eq!(books.ledger.fund_left_before(2, 21).unwrap(), Fen(-30));
    let totals = books.ledger.account_totals(day(20_240_716)).unwrap();
    assert_eq!(totals, [("fund:2".to_owned(), Fen(500)), ("outside:2".to_owned(), Fen(-500))]);
    let held = books.ledger.entered_inflows(2).unwrap();
    let reversed = Some(("C-1".to_owned(), "退汇".to_owned()));
    assert_eq!([&held[0].reversed, &held[1].reversed], [&reversed, &None]);
    assert_eq!(books.faults(), Vec::<String>::new());
}

#[test]
fn an_inflow_keeps_kind_day_and_note() {
    let mut books = Books::new();
    let (kind, note) = (InflowKind::Appropriation, "第三季度".to_owned());
    let (reference, source) = ("B-1".to_owned(), "财政".to_owned());
    let new = Inflow { reference, fund: 1, amount: Fen(9), source, kind, note };
    books.ledger.enter_inflow(&new, day(20_240_701), 5).unwrap();
    let held = books.ledger.entered_inflows(1).unwrap();
    let [one] = held.as_slice() else { panic!("{held:?}") };
    assert_eq!((one.kind, one.note.as_str(), one.day), (kind, "第三季度", day(20_240_701)));
}

#[test]
fn a_budget_changes_by_version_and_says_what_it_bore() {
    let mut books = office(Books::new());
    books.give("A-1", 10_000, 5).unwrap();
    books.book(vec![leg(2, 100)], vec![], &[(2, 100)], None, 10);
    let mut set = |terms: &BudgetTerms, now_us| books.ledger.set_budget(terms, 1, now_us);
    let year = terms(19_700_101, 19_701_231, 5_000, None);
    let month = |ceiling| terms(19_700_101, 19_700_131, 400, ceiling);
    assert_eq!([set(&year, 11).unwrap(), set(&year, 12).unwrap()], [1, 1], "the same again");
    assert_eq!([set(&month(Some(300)), 13).unwrap(), set(&month(Some(150)), 14).unwrap()], [1, 2]);
    for wrong in [terms(THEN, THEN, -1, None), terms(THEN, THEN, 1, Some(-1)), terms(THEN + 1, THEN, 1, None)]
    {
        assert!(matches!(set(&wrong, 15), Err(LedgerError::OutOfRange(_))));
    }
    assert_eq!(
        stand(&books.ledger),
        [(19_700_101, 1, 100, None, false), (19_700_101, 2, 100, Some(50), false)]
    );
    assert_eq!(left(&books.ledger, 16), Some((50, false)), "the tightest in force");
    assert_eq!(left(&books.ledger, 40 * 86_400_000_000), None, "in February only the year holds");
}

#[test]
fn a_ceiling_is_told_once_and_answered_by_a_higher_one() {
    let mut books = office(Books::new());
    books.give("A-1", 10_000, 5).unwrap();
    books.ledger.set_budget(&terms(THEN, THEN, 400, Some(150)), 1, 6).unwrap();
    books.ledger.set_budget(&terms(THEN, 19_700_131, 400, Some(1_000)), 1, 6).unwrap();
    books.book(vec![leg(2, 150), leg(1, 50)], vec![], &[(2, 150), (1, 50)], CEILING, 10);
    assert_eq!(left(&books.ledger, 11), Some((0, true)));
    // By first day, the longer first: the month has room.
    assert_eq!(stand(&books.ledger), [(THEN, 1, 150, Some(850), false), (THEN, 1, 150, Some(0), true)]);
    let told = |books: &Books| books.ledger.findings(9).unwrap().len();
    assert_eq!((told(&books), books.ledger.fund(2).unwrap().exhausted_us), (1, None), "dry it is not");
    books.ledger.set_budget(&terms(THEN, THEN, 400, Some(100)), 1, 12).unwrap();
    assert_eq!(
        (told(&books), left(&books.ledger, 13)),
        (1, Some((-50, false))),
        "a lower one answers nothing"
    );
    books.ledger.set_budget(&terms(THEN, THEN, 400, Some(200)), 1, 14).unwrap();
    assert_eq!((told(&books), left(&books.ledger, 15)), (0, Some((50, false))));
    assert_eq!(books.faults(), Vec::<String>::new());
}

/// A period is made of accounting days; what was booked before there were any belongs to the first.
#[test]
fn what_is_booked_counts_on_its_accounting_day() {
    let mut books = office(Books::new());
    books.give("A-1", 10_000, 5).unwrap();
    let march = terms(20_240_301, 20_240_331, 900, Some(500));
    let april = terms(20_240_401, 20_240_430, 900, Some(600));
    for month in [&march, &april] {
        books.ledger.set_budget(month, 1, 6).unwrap();
    }
    books.book(vec![leg(2, 100)], vec![], &[(2, 100)], None, 10);
    let cut = |books: &mut Books, from, to| {
        assert_eq!(books.ledger.cut_over(day(from), day(to), 11).unwrap(), Ok(()));
        assert!(books.ledger.finish_day(day(from), 12).unwrap());
    };
    cut(&mut books, 20_240_330, 20_240_331);
    books.book(vec![leg(2, 30)], vec![], &[(2, 30)], None, 20);
    assert_eq!(left(&books.ledger, 21), Some((370, false)));
    cut(&mut books, 20_240_331, 20_240_401);
    books.book(vec![leg(2, 7)], vec![], &[(2, 7)], None, 30);
    // A sale of March that turns out unpaid in April: it comes back in April.
    books.book(vec![], vec![(2, vec![])], &[(2, -30)], None, 40);
    assert_eq!(
        stand(&books.ledger),
        [(20_240_301, 1, 130, Some(370), false), (20_240_401, 1, -23, Some(623), false)]
    );
    assert_eq!(left(&books.ledger, 41), Some((623, false)));
    // Day 0, of before there were accounting days, is in no row of them.
    assert_eq!(books.ledger.fund_days(2, 28).unwrap(), [(day(20_240_331), Fen(30))]);
    assert_eq!(books.faults(), Vec::<String>::new());
}

#[test]
fn a_touched_budget_is_found_out() {
    let place = place("budgets");
    let mut books = office(Books { ledger: Ledger::create(place.path()).unwrap(), ..Books::new() });
    books.give("A-1", 500, 5).unwrap();
    let new = NewReversal { reference: "C-1", inflow: "A-1", reason: "退汇", officer: 1 };
    books.ledger.reverse_inflow(&new, day(20_240_716), 20).unwrap().unwrap();
    assert_eq!(books.ledger.funds().unwrap(), BTreeMap::from([(2, ledger::FundBalance::default())]));
    for (touch, mend) in [
        ("INSERT INTO fund_day VALUES (2, 20240715, 1)", "DELETE FROM fund_day"),
        (
            "UPDATE inflow_reversal_posting SET amount = amount + 1 WHERE line = 2",
            "UPDATE inflow_reversal_posting SET amount = amount - 1 WHERE line = 2",
        ),
        (
            "UPDATE inflow_reversal_posting SET amount = 2 * amount",
            "UPDATE inflow_reversal_posting SET amount = amount / 2",
        ),
    ] {
        place.meddle(touch);
        assert!(!books.faults().is_empty(), "{touch}");
        place.meddle(mend);
        assert_eq!(books.faults(), Vec::<String>::new(), "{mend}");
    }
}
