//! What people see: a merchant its day, an operator everything, nobody else anything.

use axum::http::{StatusCode, header};
use county_center::Center;
use expect_test::expect;
use ledger::Role;

use crate::support::http::{get, login, put, words};
use crate::support::{Card, County, Till};

/// Two merchants with a day each, and a login for everybody.
fn busy() -> (County, Center, Till, Till) {
    let county = County::new();
    county.account("office", Role::Operator);
    county.account("cook", Role::Merchant("canteen-1".to_owned()));
    county.account("barber", Role::Merchant("barber-1".to_owned()));
    let (mut canteen, mut barber) = (county.till("canteen-1"), county.till("barber-1"));
    let (mut first, mut second) = (Card::new(1), Card::new(2));
    canteen.sell(&mut first, 2, 1200);
    canteen.sell(&mut second, 2, 1200);
    canteen.tear(&mut Card::new(9), 2, 1200, true);
    canteen.sell(&mut Card::new(3), 2, 1200);
    barber.sell(&mut first, 7, 2000);
    let (center, _writer) = county.center();
    // The last lunch is announced and not delivered.
    assert_eq!(put(&center, &canteen.path(1), canteen.seal(1, 3)).status, StatusCode::OK);
    assert_eq!(put(&center, &barber.path(1), barber.seal_all()).status, StatusCode::OK);
    (county, center, canteen, barber)
}

#[test]
fn a_merchant_reads_its_day() {
    let (_county, center, till, _) = busy();
    let cookie = login(&center, "cook");
    let day = get(&center, "/merchant/today?day=20240715", &cookie);
    assert_eq!(day.status, StatusCode::OK, "{}", day.text());
    expect![[r#"
        跳到正文
        Skip to content
        一号食堂
        每日结算
        Daily settlement
        退出
        Log out
        ‹
        7月14日
        7月15日
        星期一
        Monday
        7月16日
        ›
        已核营业额
        Verified
        ¥
        24.00
        2
        笔
        sales
        应收
        Gross
        24.00
        =
        补贴
        Benefit
        8.00
        +
        自付
        Self-pay
        16.00
        ✓
        已核应付
        Payable
        24.00
        2 笔
        即已核营业额，照此付款
        all of what is verified
        …
        待核
        Pending
        12.00
        1 笔
        1 笔等该卡下次刷卡核定
        wait for the card's next tap
        逐笔
        Sales
        10:01
        午餐
        lunch
        补贴 6.00 · 自付 6.00
        12.00
        ✓ 已核
        应收：午餐
        Gross: lunch
        12.00
        补贴：C 档午餐
        Benefit: tier C lunch
        −6.00
        自付：爱心卡钱包
        Self-pay: from the card's purse
        6.00
        中心已核对，付给商户
        Verified by the center, payable
        补贴由县财政承担
        Borne by county budget
        3.00
        补贴由慈善资金承担
        Borne by charity
        1.00
        补贴由村集体承担
        Borne by village
        2.00
        卡 ****0001
        流水 1
        verified
        单页
        Open
        10:02
        午餐
        lunch
        补贴 2.00 · 自付 10.00
        12.00
        ✓ 已核
        应收：午餐
        Gross: lunch
        12.00
        补贴：A 档午餐
        Benefit: tier A lunch
        −2.00
        自付：爱心卡钱包
        Self-pay: from the card's purse
        10.00
        中心已核对，付给商户
        Verified by the center, payable
        补贴由县财政承担
        Borne by county budget
        2.00
        卡 ****0002
        流水 2
        verified
        单页
        Open
        10:03
        午餐
        lunch
        补贴 0.00 · 自付 12.00
        12.00
        … 待核
        应收：午餐
        Gross: lunch
        12.00
        补贴：无，按全价
        Benefit: none, full price
        0.00
        自付：爱心卡钱包
        Self-pay: from the card's purse
        12.00
        灰记录待核
        grey, waiting
        该卡下次刷卡时自动核定，无需操作
        Decided by the card's next tap, nothing to do
        卡 ****0009
        流水 3
        pending
        单页
        Open
        下载表格 CSV
        下载 XLSX
        当月
        Month
        别的一天
        Another day
        打开
        Open
        已核：中心已收到并核对，照此付款。待核：尚未收到，或等该卡下次刷卡核定。
        Verified records are payable. Pending ones are not received yet, or wait for the card's next tap.
    "#]]
    .assert_eq(&words(&day.text()));
    let sale = get(&center, &format!("/merchant/sales/{}-1", till.id), &cookie);
    assert_eq!(sale.status, StatusCode::OK, "{}", sale.text());
    expect![[r#"
        跳到正文
        Skip to content
        一号食堂
        一笔消费
        One sale
        退出
        Log out
        ‹ 回到当日
        Back to the day
        午餐
        lunch
        2024-07-15 10:01
        ¥
        12.00
        ✓ 已核
        verified
        应收：午餐
        Gross: lunch
        12.00
        补贴：C 档午餐
        Benefit: tier C lunch
        −6.00
        自付：爱心卡钱包
        Self-pay: from the card's purse
        6.00
        中心已核对，付给商户
        Verified by the center, payable
        补贴由县财政承担
        Borne by county budget
        3.00
        补贴由慈善资金承担
        Borne by charity
        1.00
        补贴由村集体承担
        Borne by village
        2.00
        怎样定价
        How it was priced
        午餐
        lunch
        12.00
        C 档午餐：定价 6.00
        tier C lunch: fixed price 6.00
        −6.00
        自付
        to pay
        6.00
        卡尾号
        Card
        ****0001
        终端
        Terminal
        330703-00000001
        流水号
        Record
        1
        刷卡时间
        Tapped
        2024-07-15 10:01:00
        中心收到
        Received
        记录指纹
        Fingerprint
        4bbc 1a9e bf5f
    "#]]
    .assert_eq(&without_reception(&words(&sale.text())));
    let file = get(&center, "/merchant/today.csv?day=2024-07-15", &cookie);
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(
        file.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"STMT_canteen-1_20240715.csv\""
    );
    expect![[r#"
        ﻿lovecard-merchant-day/2,canteen-1,一号食堂,2024-07-15
        序号 no,日期 date,时间 time,终端 terminal,流水号 seq,卡尾号 card,服务 service,应收 gross,补贴 benefit,自付 self-pay,状态 status,承担 borne by,尾分 odd fen
        1,2024-07-15,10:01:00,330703-00000001,1,****0001,午餐,12.00,6.00,6.00,已核 verified,县财政 3.00；慈善资金 1.00；村集体 2.00,
        2,2024-07-15,10:02:00,330703-00000001,2,****0002,午餐,12.00,2.00,10.00,已核 verified,县财政 2.00,
        3,2024-07-15,10:03:00,330703-00000001,3,****0009,午餐,12.00,0.00,12.00,待核 04 灰记录待核,,
        合计 totals,笔数 count,应收 gross,补贴 benefit,自付 self-pay,现金 cash,应付 payable
        已核 verified,2,24.00,8.00,16.00,0.00,24.00
        待核 pending,1,12.00,0.00,12.00,0.00,0.00
        拒付 refused,0,0.00,0.00,0.00,0.00,0.00
        "其中未送达 of pending, not yet received",0,0.00,0.00
        END,3,24.00,24.00
    "#]].assert_eq(&file.text());
    for page in [&day, &sale, &file] {
        assert!(!page.text().contains("0310477"), "a card number is shown");
        assert!(!page.text().contains("<script"), "a page needs no script");
    }
}

/// The page without the one line that the clock writes.
fn without_reception(text: &str) -> String {
    let (before, after) = text.split_once("Received\n").unwrap();
    let (_, after) = after.split_once('\n').unwrap();
    format!("{before}Received\n{after}")
}

#[test]
fn an_empty_day_and_an_unclear_one() {
    let (_county, center, ..) = busy();
    let cookie = login(&center, "cook");
    assert_eq!(get(&center, "/merchant/today?day=20200101", &cookie).status, StatusCode::OK);
    for day in ["20240230", "x", "99999999999", "%00"] {
        let answer = get(&center, &format!("/merchant/today?day={day}"), &cookie);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{day}");
    }
    // Today's page holds what was announced and not delivered.
    assert!(words(&get(&center, "/merchant/today", &cookie).text()).contains("12.00"));
}

#[test]
fn nobody_sees_more_than_theirs() {
    let (_county, center, canteen, barber) = busy();
    let (cook, clerk, office) = (login(&center, "cook"), login(&center, "barber"), login(&center, "office"));
    let own = format!("/merchant/sales/{}-1", canteen.id);
    let other = format!("/merchant/sales/{}-1", barber.id);
    let paths = [
        "/",
        "/merchant/today?day=20240715",
        "/merchant/today?merchant=canteen-1",
        "/merchant/today?merchant=barber-1",
        "/merchant/today?merchant=nobody",
        "/merchant/today.csv?merchant=barber-1",
        own.as_str(),
        other.as_str(),
        "/merchant/sales/1-1",
        "/merchant/sales/x",
        "/operations",
    ];
    let mut seen = String::new();
    for path in paths {
        let codes = ["", &cook, &clerk, &office].map(|cookie| get(&center, path, cookie).status.as_u16());
        seen += &format!("{codes:?} {path}\n");
    }
    expect![[r#"
        [303, 303, 303, 303] /
        [303, 200, 200, 404] /merchant/today?day=20240715
        [303, 200, 404, 200] /merchant/today?merchant=canteen-1
        [303, 404, 200, 200] /merchant/today?merchant=barber-1
        [303, 404, 404, 404] /merchant/today?merchant=nobody
        [303, 404, 200, 200] /merchant/today.csv?merchant=barber-1
        [303, 200, 404, 200] /merchant/sales/33070300000001-1
        [303, 404, 200, 200] /merchant/sales/33070300000002-1
        [303, 404, 404, 404] /merchant/sales/1-1
        [303, 404, 404, 404] /merchant/sales/x
        [303, 404, 404, 200] /operations
    "#]]
    .assert_eq(&seen);
    // A stranger's sale and one that is not there are the same page.
    assert_eq!(get(&center, &other, &cook).body, get(&center, "/merchant/sales/1-1", &cook).body);
}

#[test]
fn the_operator_sees_terminals_batches_and_exceptions() {
    let (county, center, till, _) = busy();
    county.ledger().revoke_terminal(till.id, "被盗", 5).unwrap();
    let page = get(&center, "/operations", &login(&center, "office"));
    assert_eq!(page.status, StatusCode::OK);
    let text = words(&page.text());
    for word in ["一号食堂", "330703-00000001", "已停用", "灰记录"] {
        assert!(text.contains(word), "{word}\n{text}");
    }
    assert!(!page.text().contains("0310477"), "a card number is shown");
}
