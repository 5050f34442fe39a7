//! A merchant's month and its signed statements, as pages and files.

use axum::http::{StatusCode, header};
use expect_test::expect;
use ledger::Role;

use crate::payouts::office;
use crate::support::http::{get, login, words};
use crate::support::program::run;

#[test]
fn a_month_with_its_statements() {
    let (county, ..) = office();
    county.account("cook", Role::Merchant("canteen-1".to_owned()));
    let (center, _writer) = county.center();
    let cookie = login(&center, "cook");
    let read = |path: &str| {
        let page = get(&center, path, &cookie);
        assert_eq!(page.status, StatusCode::OK, "{path} {}", page.text());
        page
    };
    let month = words(&read("/merchant/month?month=2024-07").text());
    expect![[r#"
        跳到正文
        Skip to content
        一号食堂
        每月汇总
        The month
        退出
        Log out
        ‹ 6月
        2024年7月
        8月 ›
        今天
        Today
        营业日
        Business days
        日
        Day
        已核笔数
        Verified
        应收
        Gross
        补贴
        Benefit
        自付
        Self-pay
        待核
        Pending
        拒付
        Refused
        7月15日
        星期一
        1
        12.00
        0.00
        12.00
        0 ·
        0.00
        0 ·
        0.00
        合计
        Total
        1
        12.00
        0.00
        12.00
        0 ·
        0.00
        0 ·
        0.00
        签名结算单（会计日）
        Signed statements by accounting day
        会计日
        Day
        版
        Version
        手续费
        Fee
        应付
        Payable
        7月15日
        1
        0.00
        12.00
        合计
        Total
        12.00
        下载 CSV
        下载 XLSX
        营业日按刷卡当天；会计日按中心入账，付款以签名结算单为准。
        Business days go by the tap, accounting days by booking; payment follows the signed statements.
    "#]]
    .assert_eq(&month);
    let file = read("/merchant/month.csv?month=2024-07");
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    expect![[r#"
        ﻿lovecard-merchant-month/1,canteen-1,一号食堂,2024-07
        营业日 business day,已核笔数 verified,应收 gross,补贴 benefit,自付 self-pay,待核笔数 pending,待核金额 pending gross,拒付笔数 refused,拒付金额 refused gross
        2024-07-15,1,12.00,0.00,12.00,0,0.00,0,0.00
        合计 totals,1,12.00,0.00,12.00,0,0.00,0,0.00
        会计日 accounting day,结算单版次 version,手续费 fee,应付 payable
        2024-07-15,1,0.00,12.00
        END,2,12.00,12.00
    "#]].assert_eq(&file.text());
    assert!(read("/merchant/month.xlsx?month=2024-07").body.starts_with(b"PK"));
    assert!(read("/merchant/today.xlsx?day=2024-07-15").body.starts_with(b"PK"));
    for month in ["2024", "2024-13", "x", "2024-07-01"] {
        let answer = get(&center, &format!("/merchant/month?month={month}"), &cookie);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{month}");
    }

    // The statement as signed: text and signature verify without the books.
    let statement = "day=2024-07-15&merchant=canteen-1";
    assert!(words(&read(&format!("/merchant/statement?{statement}")).text()).contains("现行"));
    let text = read(&format!("/merchant/statement.txt?{statement}"));
    let seal = read(&format!("/merchant/statement.sig?{statement}"));
    std::fs::write(county.folder.file("got.txt"), &text.body).unwrap();
    std::fs::write(county.folder.file("got.sig"), &seal.body).unwrap();
    let key = crate::support::center_key().verifying_key();
    let key: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let ran = run(county.folder.path(), &["statement", "verify", "got.txt", "--key", &key], "");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // A version that was never made, and another merchant's.
    for path in [
        "/merchant/statement.txt?day=2024-07-15&version=2",
        "/merchant/statement.txt?day=2024-07-15&merchant=barber-1",
        "/merchant/month?merchant=barber-1",
        "/merchant/month?merchant=nobody",
    ] {
        assert_eq!(get(&center, path, &cookie).status, StatusCode::NOT_FOUND, "{path}");
    }
}
