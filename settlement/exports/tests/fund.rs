//! A fund as a file, byte for byte.

use clearing::{FundEntry, FundMove};
use expect_test::expect;
use jiff::civil::date;
use money::Fen;
use records::TerminalId;

#[test]
fn every_movement_and_no_card() {
    let day = date(2024, 7, 15);
    let terminal = TerminalId(33_070_300_000_017);
    let entry = |minute, what, amount| FundEntry { at: day.at(12, minute, 5, 0), what, amount: Fen(amount) };
    let gift =
        |reference: &str| FundMove::Inflow { reference: reference.into(), source: "=某企业".into() };
    let entries = vec![
        entry(0, gift("JZ-2024-001"), 1_000_000),
        entry(1, FundMove::Borne { terminal, seq: 7, odd: true }, -120),
        entry(2, FundMove::Borne { terminal, seq: 8, odd: false }, -100),
        entry(3, FundMove::Returned { terminal, seq: 7 }, 120),
    ];
    let names = ("charity", "慈善资金", "charity");
    let statement = clearing::fund_statement(names, (day, day), Fen(50), entries).unwrap();
    let bytes = exports::fund_statement(&statement).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    expect![[r#"
        lovecard-fund-statement/1,charity,慈善资金,2024-07-15,2024-07-15
        序号 no,日期 date,时间 time,事项 what,登记号 reference,来源 source,终端 terminal,流水号 seq,流入 in,支出 out,余额 left,尾分 odd fen
        1,2024-07-15,12:00:05,流入 inflow,JZ-2024-001,'=某企业,,,10000.00,,10000.50,
        2,2024-07-15,12:01:05,承担 borne,,,330703-00000017,7,,1.20,9999.30,0.01
        3,2024-07-15,12:02:05,承担 borne,,,330703-00000017,8,,1.00,9998.30,
        4,2024-07-15,12:03:05,退回 returned,,,330703-00000017,7,,-1.20,9999.50,
        合计 totals,期初 opening,流入 in,支出 out,期末 closing
        ,0.50,10000.00,1.00,9999.50
        END,4,10000.00,1.00,9999.50
    "#]].assert_eq(text.strip_prefix('\u{feff}').unwrap());
    assert_eq!(exports::fund_file_name(&statement), "FUND_charity_20240715_20240715.csv");
}
