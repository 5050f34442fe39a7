//! A month as a file: both forms say the same, and both sums stand at the end.

use calamine::{Data, Reader, Xlsx};
use expect_test::expect;
use exports::{Month, month_csv, month_file_name, month_xlsx};
use jiff::civil::date;
use money::Fen;

fn month() -> Month {
    let (first, second) = (date(2024, 7, 1), date(2024, 7, 2));
    let none = (0, Fen::ZERO, Fen::ZERO, Fen::ZERO);
    let sold = |count, price, benefit| (count, Fen(price), Fen(benefit), Fen(price - benefit));
    Month {
        merchant: "canteen-1".to_owned(),
        name: "=一号食堂".to_owned(),
        first,
        days: vec![
            (first, [sold(2, 2400, 800), none, none]),
            (second, [sold(1, 123_456_789_012, 0), sold(1, 1200, 600), sold(3, 3600, 0)]),
        ],
        sums: [sold(3, 123_456_791_412, 800), sold(1, 1200, 600), sold(3, 3600, 0)],
        statements: vec![(first, 2, Fen(7), Fen(2393)), (second, 1, Fen::ZERO, Fen(-100))],
        payable: Fen(2293),
    }
}

#[test]
fn the_table_as_text() {
    assert_eq!(month_file_name(&month(), "csv"), "MONTH_canteen-1_202407.csv");
    let bytes = month_csv(&month()).unwrap();
    assert!(bytes.starts_with("\u{feff}".as_bytes()), "a spreadsheet takes it for UTF-8");
    expect![[r#"
        ﻿lovecard-merchant-month/1,canteen-1,'=一号食堂,2024-07
        营业日 business day,已核笔数 verified,应收 gross,补贴 benefit,自付 self-pay,待核笔数 pending,待核金额 pending gross,拒付笔数 refused,拒付金额 refused gross
        2024-07-01,2,24.00,8.00,16.00,0,0.00,0,0.00
        2024-07-02,1,1234567890.12,0.00,1234567890.12,1,12.00,3,36.00
        合计 totals,3,1234567914.12,8.00,1234567906.12,1,12.00,3,36.00
        会计日 accounting day,结算单版次 version,手续费 fee,应付 payable
        2024-07-01,2,0.07,23.93
        2024-07-02,1,0.00,-1.00
        END,4,1234567914.12,22.93
    "#]].assert_eq(&String::from_utf8(bytes).unwrap());
}

#[test]
fn the_workbook_says_the_same() {
    let bytes = month_xlsx(&month()).unwrap();
    assert_eq!(bytes, month_xlsx(&month()).unwrap(), "the same month gives the same bytes");
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for name in book.sheet_names() {
        text += &format!("== {name}\n");
        for row in book.worksheet_range(&name).unwrap().rows() {
            let cells: Vec<String> = row.iter().map(Data::to_string).collect();
            text += &(cells.join("|") + "\n");
        }
    }
    expect![[r#"
        == 营业日 business days
        营业日 business day|已核笔数 verified|应收 gross|补贴 benefit|自付 self-pay|待核笔数 pending|待核金额 pending gross|拒付笔数 refused|拒付金额 refused gross
        2024-07-01|2|24|8|16|0|0|0|0
        2024-07-02|1|1234567890.12|0|1234567890.12|1|12|3|36
        合计 totals|3|1234567914.12|8|1234567906.12|1|12|3|36
        == 结算单 statements
        会计日 accounting day|结算单版次 version|手续费 fee|应付 payable
        2024-07-01|2|0.07|23.93
        2024-07-02|1|0|-1
        合计 totals|||22.93
    "#]].assert_eq(&text);
}
