//! Limited funds: what they bear, when they run dry, and that nothing of it reaches an elder's price. Fund 2 is the
//! charity: up to 1.00 of a lunch after the county's 3.00, up to 12.00 of a free one; the village bears the rest.

use std::collections::BTreeMap;

use clearing::{Account, FindingKind, Outstanding, Posting, SaleRow, balance, inflow, statement};
use money::Fen;
use proptest::prelude::*;
use records::BusinessDay;

use crate::books::{self, Books};

const CHARITY: u8 = 2;

fn left(books: &Books) -> Fen {
    books.left.get(&CHARITY).copied().unwrap()
}

/// Fund and amount of one row, in order.
fn legs(books: &Books, till: u32, seq: u64) -> Vec<(u8, i64)> {
    books.rows[&(books::till(till), seq)].0.legs.iter().map(|leg| (leg.fund, leg.amount.0)).collect()
}

/// What all paid rows draw on a fund.
fn drawn(books: &Books, fund: u8) -> Fen {
    let all = books.rows.values().flat_map(|(row, _)| &row.legs).filter(|leg| leg.fund == fund);
    Fen::sum(all.map(|leg| leg.amount)).unwrap()
}

fn dry(books: &Books) -> Vec<String> {
    let findings = books.findings.values().filter(|finding| finding.kind == FindingKind::FundExhausted);
    findings
        .map(|finding| {
            format!(
                "fund {} at {}/{} bears {} of {}",
                finding.fund.unwrap(),
                finding.terminal.number(),
                finding.seq,
                finding.found.unwrap(),
                finding.expected.unwrap()
            )
        })
        .collect()
}

#[test]
fn an_inflow_sums_to_zero() {
    let day = BusinessDay::from_number(20_240_715).unwrap();
    let lines = inflow(CHARITY, Fen(1_000_000), day);
    assert_eq!(balance(&lines), Some(Fen::ZERO));
    let from = Posting { day, account: Account::Outside(2), amount: Fen(1_000_000) };
    let into = Posting { day, account: Account::Fund(2), amount: Fen(-1_000_000) };
    assert_eq!(lines, [from, into]);
}

/// 85 years old, the gap is 6.00, and the charity has 0.40.
#[test]
fn one_record_is_split_where_the_fund_ends() {
    let mut books = Books::new();
    books.give(CHARITY, Fen(40));
    books.tell("1 8001 15 12:00 12.00 6.00 73 5 100.00");
    assert_eq!(legs(&books, 1, 1), [(1, 300), (2, 40), (3, 260)]);
    assert_eq!((left(&books), dry(&books)), (Fen::ZERO, vec!["fund 2 at 1/1 bears 0.40 of 1.00".to_owned()]));
}

/// 10,000.00 came in and 1.50 is left; the next lunch of 12.00 finds it.
#[test]
fn the_last_of_a_donation() {
    let mut books = Books::new();
    books.give(CHARITY, Fen(1_000_000));
    books.left.insert(CHARITY, Fen(150));
    books.tell("1 5001 15 12:00 12.00 12.00 15 1 0.00");
    assert_eq!(legs(&books, 1, 1), [(2, 150), (3, 1_050)]);
    let row = &books.rows[&(books::till(1), 1)].0;
    assert_eq!((row.record.self_pay, row.record.benefit), (Fen::ZERO, Fen(1_200)));
}

#[test]
fn a_fund_is_told_dry_once_until_money_arrives() {
    let mut books = Books::new();
    books.give(CHARITY, Fen(100));
    let lunch =
        |day: u32, counter: u32, rest: u32| format!("1 8001 {day} 12:00 12.00 6.00 73 {counter} {rest}.00");
    books.tell(&lunch(15, 5, 100));
    assert_eq!((left(&books), dry(&books)), (Fen::ZERO, vec![]), "spent to the fen is not short of anything");
    books.tell(&lunch(16, 6, 94));
    books.tell(&lunch(17, 7, 88));
    assert_eq!(dry(&books), ["fund 2 at 1/2 bears 0.00 of 1.00"]);
    books.give(CHARITY, Fen(150));
    assert_eq!(dry(&books), Vec::<String>::new());
    books.tell(&lunch(18, 8, 82));
    books.tell(&lunch(19, 9, 76));
    assert_eq!(dry(&books), ["fund 2 at 1/5 bears 0.50 of 1.00"]);
    assert!((1..=5).all(|seq| books.rows[&(books::till(1), seq)].0.record.self_pay == Fen(600)));
}

fn at_ceiling(books: &Books) -> Vec<String> {
    let findings = books.findings.values().filter(|finding| finding.kind == FindingKind::CeilingReached);
    findings
        .map(|finding| {
            let (found, expected) = (finding.found.unwrap(), finding.expected.unwrap());
            format!("fund {} at {} bears {found} of {expected}", finding.fund.unwrap(), finding.seq)
        })
        .collect()
}

/// The gap of a lunch is 6.00: the county 3.00, the charity 1.00, the village the rest.
#[test]
fn above_a_ceiling_the_next_bears_and_the_guarantor_goes_on() {
    let lunch =
        |day: u32, counter: u32, rest: u32| format!("1 8001 {day} 12:00 12.00 6.00 73 {counter} {rest}.00");
    for (fund, ceiling, borne, told) in [
        (1, 400, [[300, 100, 200], [100, 100, 400], [0, 100, 500]], "fund 1 at 2 bears 1.00 of 3.00"),
        (1, 300, [[300, 100, 200], [0, 100, 500], [0, 100, 500]], "fund 1 at 2 bears 0.00 of 3.00"),
        // It has more than the ceiling: what it has is not what holds it back.
        (2, 140, [[300, 100, 200], [300, 40, 260], [300, 0, 300]], "fund 2 at 2 bears 0.40 of 1.00"),
        // Nobody steps in for a guarantor.
        (3, 300, [[300, 100, 200], [300, 100, 200], [300, 100, 200]], "fund 3 at 2 bears 2.00 of 1.00"),
        (3, -100, [[300, 100, 200], [300, 100, 200], [300, 100, 200]], "fund 3 at 1 bears 2.00 of 0.00"),
    ] {
        let mut books = Books::new();
        books.left.insert(fund, Fen(ceiling));
        books.capped.insert(fund);
        books.tell(&lunch(15, 5, 100));
        books.tell(&lunch(16, 6, 94));
        books.tell(&lunch(17, 7, 88));
        for (seq, borne) in (1..).zip(borne) {
            let mut all = BTreeMap::from([(1, 0), (2, 0), (3, 0)]);
            all.extend(legs(&books, 1, seq));
            assert_eq!(all.into_values().collect::<Vec<_>>(), borne, "{fund} {ceiling} {seq}");
        }
        assert_eq!((at_ceiling(&books), dry(&books)), (vec![told.to_owned()], vec![]), "once");
        assert!((1..=3).all(|seq| books.rows[&(books::till(1), seq)].0.record.self_pay == Fen(600)));
    }
}

#[test]
fn a_fund_nobody_gave_to_bears_nothing() {
    let mut books = Books::new();
    books.left.insert(CHARITY, Fen::ZERO);
    books.tell("1 8001 15 12:00 12.00 6.00 73 5 100.00");
    assert_eq!(legs(&books, 1, 1), [(1, 300), (3, 300)]);
    assert_eq!(dry(&books).len(), 1);
}

/// What another till's batch took is gone for the next one: first come, first borne.
#[test]
fn two_terminals_share_one_fund() {
    let mut books = Books::new();
    books.give(CHARITY, Fen(140));
    books.tell("6 8001 16 12:00 12.00 6.00 73 5 100.00").tell("1 8002 15 12:00 12.00 6.00 73 5 100.00");
    assert_eq!(legs(&books, 6, 1), [(1, 300), (2, 100), (3, 200)]);
    assert_eq!(legs(&books, 1, 1), [(1, 300), (2, 40), (3, 260)]);
}

/// A grey paid by inference is displaced by a sale that draws nothing: the fund has what it had, to the fen,
/// and the finding that it was dry is answered by what came back.
#[test]
fn what_a_displaced_payment_drew_flows_back() {
    for given in [0, 1, 40, 99, 100, 101, 250] {
        let mut books = Books::new();
        books.give(CHARITY, Fen(given));
        books.tell("1 8001 15 12:00 12.00 6.00 73 5 100.00 grey");
        assert_eq!(left(&books), Fen(given), "what waits draws nothing");
        books.tell("6 8001 17 12:00 6.00 0.00 0 6 94.00");
        assert_eq!(left(&books), Fen(given - given.min(100)));
        books.tell("2 8001 16 12:00 6.00 0.00 0 5 100.00");
        assert_eq!((left(&books), legs(&books, 1, 1)), (Fen(given), vec![]));
        assert_eq!(dry(&books).is_empty(), given > 0, "{given}");
        let funds = books.postings.keys().filter(|(_, account)| matches!(account, Account::Fund(_)));
        assert_eq!(funds.count(), 0, "every posting on a fund is turned");
    }
}

/// Money that flows back serves the very batch that brought it back.
#[test]
fn what_flows_back_is_borne_again_at_once() {
    let mut books = Books::new();
    books.give(CHARITY, Fen(100));
    books.tell("1 8001 15 12:00 12.00 6.00 73 5 100.00 grey");
    books.tell("6 8001 17 12:00 12.00 0.00 0 6 94.00");
    assert_eq!(left(&books), Fen::ZERO);
    books.tell("2 8001 16 12:00 12.00 6.00 73 5 100.00");
    assert_eq!(legs(&books, 2, 1), [(1, 300), (2, 100), (3, 200)]);
    assert_eq!((left(&books), drawn(&books, CHARITY)), (Fen::ZERO, Fen(100)));
}

/// A haircut whose 11.99 does not divide by 60 and 40 of a hundred: the odd fen is named on the sale.
#[test]
fn the_odd_fen_is_named() {
    let mut books = Books::new();
    books.tell("1 8001 15 12:00 20.00 11.99 1 5 100.00");
    let (row, merchant) = &books.rows[&(books::till(1), 1)];
    let rows = [SaleRow { record: row.record.clone(), status: row.status, legs: row.legs.clone() }];
    let day = row.record.business_day.date();
    let told = statement(merchant, "理发", day, &rows, Outstanding::default(), &books).unwrap();
    let borne: Vec<_> =
        told.sales[0].borne.iter().map(|one| (one.zh.as_str(), one.amount.0, one.odd)).collect();
    assert_eq!(borne, [("县财政", 719, false), ("商家让利", 480, true)]);
    let lines: Vec<&str> = told.sales[0].lines.iter().map(|line| line.zh.as_str()).collect();
    assert!(lines.contains(&"尾分 0.01 归商家让利，已计入上一行"), "{lines:?}");
}

/// One thing that happens: a till sells one of two lunches, or money comes in.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Lunch { till: u32, free: bool },
    Gift(i64),
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let lunch = (1_u32..8, any::<bool>()).prop_map(|(till, free)| Happening::Lunch { till, free });
    let gift = (1_i64..1_500).prop_map(Happening::Gift);
    prop::collection::vec(prop_oneof![4 => lunch, 1 => gift], 1..40)
}

/// Delivers in this order, one record a batch; every elder has a card of her own.
fn deliver(order: &[(usize, Happening)]) -> Books {
    let mut books = Books::new();
    books.left.insert(CHARITY, Fen::ZERO);
    let mut given = Fen::ZERO;
    for &(who, happening) in order {
        match happening {
            Happening::Gift(amount) => {
                books.give(CHARITY, Fen(amount));
                given = given.checked_add(Fen(amount)).unwrap();
            }
            Happening::Lunch { till, free: true } => {
                books.tell(&format!("{till} 5{who:03} 15 12:00 12.00 12.00 15 1 0.00"));
            }
            Happening::Lunch { till, free: false } => {
                books.tell(&format!("{till} 8{who:03} 15 12:00 12.00 6.00 73 5 100.00"));
            }
        }
        assert!(!left(&books).is_negative());
        assert_eq!(given.checked_sub(drawn(&books, CHARITY)), Some(left(&books)));
    }
    books
}

/// Sums of the accounts that are not funds.
fn beside_funds(books: &Books) -> Vec<String> {
    let sums = books.postings.iter().filter(|((_, account), _)| !matches!(account, Account::Fund(_)));
    sums.map(|((_, account), sum)| format!("{account} {sum}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Who pays depends on the order of arrival; what elders paid and merchants get does not.
    #[test]
    fn order_changes_only_who_pays(happenings in happenings(), turn in 0_usize..40) {
        let mut order: Vec<(usize, Happening)> = happenings.into_iter().enumerate().collect();
        let books = deliver(&order);
        for (row, _) in books.rows.values() {
            let borne = Fen::sum(row.legs.iter().map(|leg| leg.amount));
            prop_assert_eq!(borne, Some(row.record.benefit));
        }
        order.reverse();
        let turn = turn % order.len();
        order.rotate_left(turn);
        let other = deliver(&order);
        prop_assert_eq!(beside_funds(&other), beside_funds(&books));
        let borne = |books: &Books| Fen::sum([1, 2, 3].map(|fund| drawn(books, fund)));
        prop_assert_eq!(borne(&other), borne(&books));
    }
}
