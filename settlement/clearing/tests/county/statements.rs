//! What people read: a merchant's day, and the list of numbers.

use clearing::{FindingKind, Outstanding, RefuseCause, SaleRow, statement};
use expect_test::{expect, expect_file};
use money::Fen;

use crate::books::Books;

#[test]
fn a_merchants_day() {
    let mut books = Books::new();
    books.tell(
        "
        1 8001 15 12:00 12.00 6.00  73 5 100.00

        2 7001 15 11:30 12.00 4.00  72 9  50.00 cash
        2 5001 15 12:03 12.00 12.00 15 1   0.00
        2 8002 15 12:10 12.00 6.00  73 1  90.00 grey
        2 8002 15 12:11 12.00 6.00  73 1  5.00
        2 0000 15 19:00 0.00  0.00   0 0   0.00 close
        ",
    );
    let rows: Vec<SaleRow> = books
        .rows
        .values()
        .map(|(row, _)| SaleRow { record: row.record.clone(), status: row.status, legs: row.legs.clone() })
        .collect();
    let announced = Outstanding { count: 2, price: Fen(2400), benefit: Fen(1200) };
    let day = rows[0].record.business_day.date();
    let statement =
        statement(&"canteen-a".parse().unwrap(), "示例食堂", day, &rows, announced, &books).unwrap();
    let mut text = String::new();
    for (name, totals) in
        [("verified", statement.verified), ("pending", statement.pending), ("refused", statement.refused)]
    {
        text += &format!(
            "{name}: {} sales, {} = {} + {}, cash {}, payable {}\n",
            totals.count,
            totals.price,
            totals.benefit,
            totals.self_pay,
            totals.cash,
            totals.payable()
        );
    }
    for service in &statement.services {
        text += &format!("{} {} {}: {}\n", service.code, service.zh, service.en, service.totals.price);
    }
    for sale in &statement.sales {
        text += &format!("{} {} {} {} {}\n", sale.at, sale.card, sale.service_zh, sale.price, sale.status);
        for line in &sale.lines {
            let amount = line.amount.map_or_else(String::new, |amount| format!(" {amount}"));
            text += &format!("    {} · {}{amount}\n", line.zh, line.en);
        }
    }
    expect![[r#"
        verified: 3 sales, 36.00 = 22.00 + 14.00, cash 8.00, payable 28.00
        pending: 3 sales, 36.00 = 18.00 + 18.00, cash 0.00, payable 36.00
        refused: 1 sales, 12.00 = 6.00 + 6.00, cash 0.00, payable 12.00
        2 午餐 lunch: 36.00
        2024-07-15T11:30:00 ****7001 午餐 12.00 good
            应收：午餐 · Gross: lunch 12.00
            补贴：B 档午餐 · Benefit: tier B lunch -4.00
            自付：现金，商户已收 · Self-pay: cash, taken by the merchant 8.00
            中心已核对，付给商户 · Verified by the center, payable
            补贴由县财政承担 · Borne by county budget 3.00
            补贴由慈善资金承担 · Borne by charity 1.00
        2024-07-15T12:00:00 ****8001 午餐 12.00 good
            应收：午餐 · Gross: lunch 12.00
            补贴：C 档午餐 · Benefit: tier C lunch -6.00
            自付：爱心卡钱包 · Self-pay: from the card's purse 6.00
            中心已核对，付给商户 · Verified by the center, payable
            补贴由县财政承担 · Borne by county budget 3.00
            补贴由慈善资金承担 · Borne by charity 1.00
            补贴由村集体承担 · Borne by village 2.00
        2024-07-15T12:03:00 ****5001 午餐 12.00 good
            应收：午餐 · Gross: lunch 12.00
            补贴：免费午餐 · Benefit: free lunch -12.00
            自付：无需付款 · Self-pay: nothing due 0.00
            中心已核对，付给商户 · Verified by the center, payable
            补贴由慈善资金承担 · Borne by charity 12.00
        2024-07-15T12:10:00 ****8002 午餐 12.00 waiting:04
            应收：午餐 · Gross: lunch 12.00
            补贴：C 档午餐 · Benefit: tier C lunch -6.00
            自付：爱心卡钱包 · Self-pay: from the card's purse 6.00
            灰记录待核 · grey, waiting
            该卡下次刷卡时自动核定，无需操作 · Decided by the card's next tap, nothing to do
        2024-07-15T12:11:00 ****8002 午餐 12.00 refused:05
            应收：午餐 · Gross: lunch 12.00
            补贴：C 档午餐 · Benefit: tier C lunch -6.00
            自付：爱心卡钱包 · Self-pay: from the card's purse 6.00
            卡内余额不足 · balance too low
            不付给商户；如有异议，请联系运营中心 · Not payable; ask the operations center when in doubt
    "#]]
    .assert_eq(&text);
}

#[test]
fn numbers_are_never_reused() {
    let mut text = String::from(
        "# Numbers, names and sentences of the center. Lines are added, never changed or removed.\n\n## Refusal causes\n",
    );
    let mut causes = RefuseCause::ALL;
    causes.sort_by_key(|cause| cause.code());
    for cause in causes {
        let ((zh, en), (todo_zh, todo_en)) = (cause.words(), cause.advice());
        text +=
            &format!("{:02} {cause:?}\n    {zh} · {en}\n    → {todo_zh}\n    → {todo_en}\n", cause.code());
        assert_eq!(RefuseCause::from_code(cause.code()), Some(cause));
    }
    text += "\n## Findings\n";
    for &kind in FindingKind::ALL {
        let ((zh, en), (todo_zh, todo_en)) = (kind.sentence(), kind.advice());
        text += &format!(
            "{} {}\n    {zh} · {en}\n    → {todo_zh}\n    → {todo_en}\n",
            kind.number(),
            kind.name()
        );
        assert_eq!(FindingKind::from_number(kind.number()), Some(kind));
    }
    assert!(FindingKind::ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
    expect_file!["../../../../tests/golden/findings.txt"].assert_eq(&text);
}
