//! Sales given back by hand: who gets which fen, once, and what counts afterwards.

use expect_test::expect;
use ledger::NewRefund;
use money::Fen;
use records::{BusinessDay, Kind, SigningKey};
use subsidy::{Returned, Taken};

use crate::benefits::{bath, county, put, shows, told};
use crate::support::{Card, County, DAY};

#[test]
fn what_comes_back_to_a_voucher_that_is_over_goes_to_the_fund() {
    let (county, mut card) = (county(), Card::new(3));
    let mut till = county.till("canteen-1");
    bath(&mut till, &mut card, "2024-09-20 09:00:00", (10_000, 10_000), Kind::Sale);
    bath(&mut till, &mut card, "2024-09-30 23:59:58", (5_000, 3_730), Kind::Sale);
    put(&county, &till, 1);
    let before = shows(&county);
    let mut all = String::new();
    for (seq, amount, reference) in [
        (2, "50.00", "TK-1"),
        (2, "50.00", "TK-1"),
        (2, "50.00", "TK-2"),
        (2, "49.00", "TK-1"),
        (1, "20.00", "TK-3"),
        (1, "95.00", "TK-4"),
        (1, "80.00", "TK-5"),
        (1, "0", "TK-6"),
        (3, "1.00", "TK-7"),
    ] {
        let id = till.id;
        let line =
            format!("refund --terminal {id} --seq {seq} --amount {amount} --reference {reference} --by 王一");
        all += &told(county.folder.path(), &line);
    }
    for line in ["books check", "fund statement --fund district --from 20240101 --to 20991231"] {
        all += &told(county.folder.path(), line);
    }
    expect![[r#"
        load 1 left 0.00
        load 2 left 0.00
        load 1 12.30
        load 2 125.00
        draw 1 12.30 1/1
        draw 2 87.70 1/1
        draw 2 37.30 1/2
        ! 107 LateRecord 1/1
        $ refund --terminal 33070300000001 --seq 2 --amount 50.00 --reference TK-1 --by 王一
        已登记退款 TK-1：33070300000001/2 退 50.00 · refund entered
        商户 canteen-1 少收 50.00 · the merchant is owed less
        老人得现金 12.70，由商户当面退还 · cash to the elder, from the merchant's hand
        退回资金 区财政 37.30 · back to the fund
        退回第 2 次发放 37.30，已到期，随即清零，归资金 · over, cleared at once: it is the fund's
        = 0
        $ refund --terminal 33070300000001 --seq 2 --amount 50.00 --reference TK-1 --by 王一
        TK-1 已登记过：现金 12.70，退回资金 37.30，未改动 · entered before, nothing was changed
        = 0
        $ refund --terminal 33070300000001 --seq 2 --amount 50.00 --reference TK-2 --by 王一
        未退款（此前已退 50.00）：退款 100.00 应大于 0.00 且不超过 50.00 · a refund of 100.00 must be above 0.00 and at most 50.00
        = 6
        $ refund --terminal 33070300000001 --seq 2 --amount 49.00 --reference TK-1 --by 王一
        退款单 TK-1 已用于另一笔退款，未改动；请换编号 · this reference is another refund's, nothing was changed
        = 6
        $ refund --terminal 33070300000001 --seq 1 --amount 20.00 --reference TK-3 --by 王一
        已登记退款 TK-3：33070300000001/1 退 20.00 · refund entered
        商户 canteen-1 少收 20.00 · the merchant is owed less
        老人得现金 0.00，由商户当面退还 · cash to the elder, from the merchant's hand
        退回资金 区财政 20.00 · back to the fund
        退回第 2 次发放 20.00，已到期，随即清零，归资金 · over, cleared at once: it is the fund's
        = 0
        $ refund --terminal 33070300000001 --seq 1 --amount 95.00 --reference TK-4 --by 王一
        未退款（此前已退 20.00）：退款 115.00 应大于 0.00 且不超过 100.00 · a refund of 115.00 must be above 0.00 and at most 100.00
        = 6
        $ refund --terminal 33070300000001 --seq 1 --amount 80.00 --reference TK-5 --by 王一
        已登记退款 TK-5：33070300000001/1 退 80.00 · refund entered
        商户 canteen-1 少收 80.00 · the merchant is owed less
        老人得现金 0.00，由商户当面退还 · cash to the elder, from the merchant's hand
        退回资金 区财政 80.00 · back to the fund
        退回第 1 次发放 12.30，已到期，随即清零，归资金 · over, cleared at once: it is the fund's
        退回第 2 次发放 67.70，已到期，随即清零，归资金 · over, cleared at once: it is the fund's
        = 0
        $ refund --terminal 33070300000001 --seq 1 --amount 0 --reference TK-6 --by 王一
        未退款（此前已退 100.00）：退款 0.00 应大于 0.00 且不超过 100.00 · a refund of 0.00 must be above 0.00 and at most 100.00
        = 6
        $ refund --terminal 33070300000001 --seq 3 --amount 1.00 --reference TK-7 --by 王一
        没有这笔记录，未退款 · there is no such record, nothing was given back
        = 6
        $ books check
        账本完整：终端 1，批次 1，记录 2，分录 5，借贷相抵为 0.00 · the books are whole
        = 0
        $ fund statement --fund district --from 20240101 --to 20991231
        district 区财政 2024-01-01–2099-12-31 期初 0.00 · opening
        承担 33070300000001/1 -100.00，余额 -100.00
        承担 33070300000001/2 -37.30，余额 -137.30
        退回 33070300000001/2 37.30，余额 -100.00
        退回 33070300000001/1 20.00，余额 -80.00
        退回 33070300000001/1 80.00，余额 0.00
        流入 0.00，支出 0.00，期末 0.00 · 5 笔 movements, closing
        = 0
        load 1 left 0.00
        load 2 left 0.00
        load 1 12.30
        load 2 125.00
        draw 1 12.30 1/1
        draw 2 87.70 1/1
        draw 2 37.30 1/2
        restore 2 37.30 1/2
        expire 2 37.30
        restore 2 20.00 1/1
        expire 2 20.00
        restore 1 12.30 1/1
        expire 1 12.30
        restore 2 67.70 1/1
        expire 2 67.70
        ! 107 LateRecord 1/1
    "#]].assert_eq(&format!("{before}{all}{}", shows(&county)));
}

/// A lunch at the price of tier C, given back by hand; then another in the same window.
fn second_lunch(refunded: bool, heard: bool) -> String {
    let (county, mut card) = (County::new(), Card::new(1));
    let mut till = county.till("canteen-1");
    let sold = till.sell(&mut card, 2, 1200);
    put(&county, &till, 1);
    if refunded {
        let day = BusinessDay::from_number(DAY).unwrap();
        let counts = vec![clearing::CountBack { slot: 7, times: 1, benefit: Fen(600) }];
        let nothing = Returned { amount: Fen::ZERO, quantity: 0 };
        let merchant = "canteen-1".parse::<records::MerchantId>().unwrap();
        let line = |account, amount| clearing::Posting { day, account, amount: Fen(amount) };
        let new = NewRefund {
            reference: "TK-1".to_owned(),
            sale: (till.id, sold.seq),
            back: Returned { amount: Fen(1200), quantity: 1 },
            before: nothing,
            cash: Fen(600),
            restored: Fen(600),
            by: "王一".to_owned(),
            counts,
            lots: vec![],
            postings: vec![
                line(clearing::Account::Merchant(merchant.clone()), 1200),
                line(clearing::Account::Cash(merchant), -600),
                line(clearing::Account::Fund(1), -500),
                line(clearing::Account::Fund(2), -100),
            ],
        };
        let entered = county.ledger().enter_refund(&new, &card.number, day, sold.tap.at_us + 30_000_000);
        assert_eq!(entered.unwrap(), ledger::Entered::New);
        let again = county.ledger().enter_refund(&new, &card.number, day, sold.tap.at_us + 40_000_000);
        assert_eq!(again.unwrap(), ledger::Entered::Known);
    }
    if heard {
        card.taken = Taken::default();
    }
    let second = till.sell(&mut card, 2, 1200);
    put(&county, &till, 2);
    let findings: Vec<&str> =
        county.ledger().findings(9).unwrap().iter().map(|found| found.finding.kind.name()).collect();
    let key = SigningKey::from_bytes(&[3; 32]).verifying_key();
    assert_eq!(county.ledger().check(&key).unwrap().faults, []);
    format!("refunded {refunded}, heard {heard}: benefit {}, {findings:?}\n", second.benefit)
}

#[test]
fn a_counter_that_was_given_back_may_be_used_again() {
    let all: String = [(true, true), (true, false), (false, true), (false, false)]
        .map(|(refunded, heard)| second_lunch(refunded, heard))
        .concat();
    expect![[r#"
        refunded true, heard true: benefit 6.00, []
        refunded true, heard false: benefit 0.00, []
        refunded false, heard true: benefit 6.00, ["PriceMismatch"]
        refunded false, heard false: benefit 0.00, []
    "#]]
    .assert_eq(&all);
}
