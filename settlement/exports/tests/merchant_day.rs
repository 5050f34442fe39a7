//! A day as a file, byte for byte.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

use calamine::{Data, Reader, Xlsx};
use clearing::{Borne, Outstanding, RefuseCause, SaleLine, Statement, StatementTotals, Status};
use expect_test::expect;
use jiff::civil::date;
use money::Fen;
use records::TerminalId;

fn totals(count: u64, price: i64, benefit: i64, cash: i64) -> StatementTotals {
    let self_pay = Fen(price - benefit);
    StatementTotals { count, price: Fen(price), benefit: Fen(benefit), self_pay, cash: Fen(cash) }
}

fn sale(seq: u64, minute: i8, benefit: i64, service: &str, status: Status) -> SaleLine {
    SaleLine {
        terminal: TerminalId(33_070_300_000_017),
        seq,
        day: date(2024, 7, 15),
        at: date(2024, 7, 15).at(12, minute, 5, 0),
        card: "****1234".into(),
        service_zh: service.into(),
        service_en: "lunch".into(),
        price: Fen(1200),
        benefit: Fen(benefit),
        self_pay: Fen(1200 - benefit),
        status,
        lines: Vec::new(),
        borne: if status.is_paid() { borne() } else { Vec::new() },
    }
}

/// Two funds, and an odd fen with the first.
fn borne() -> Vec<Borne> {
    let part = |zh: &str, amount, odd| Borne { zh: zh.into(), en: String::new(), amount: Fen(amount), odd };
    vec![part("县财政", 301, true), part("慈善资金", 299, false)]
}

fn day(sales: Vec<SaleLine>) -> Statement {
    Statement {
        merchant: "canteen-a".parse().unwrap(),
        merchant_name: "示例食堂, 一号".into(),
        day: date(2024, 7, 15),
        verified: totals(2, 2400, 1200, 600),
        pending: totals(2, 2400, 1200, 0),
        announced: Outstanding { count: 1, price: Fen(1200), benefit: Fen(600) },
        refused: totals(1, 1200, 600, 0),
        services: Vec::new(),
        sales,
    }
}

#[test]
fn as_a_spreadsheet_reads_it() {
    let statement = day(vec![
        sale(1, 0, 600, "午餐", Status::Good),
        sale(2, 1, 600, "=1+1", Status::Adjusted),
        sale(3, 2, 600, "午餐\"特\"", Status::Waiting(RefuseCause::Grey)),
        sale(4, 3, 600, "午餐", Status::Refused(RefuseCause::GreyAdjustRefused)),
    ]);
    let bytes = exports::merchant_day(&statement).unwrap();
    assert_eq!(exports::merchant_day(&statement).unwrap(), bytes, "the same statement, the same bytes");
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert!(!text.contains('\r'));
    expect![[r#"
        lovecard-merchant-day/2,canteen-a,"示例食堂, 一号",2024-07-15
        序号 no,日期 date,时间 time,终端 terminal,流水号 seq,卡尾号 card,服务 service,应收 gross,补贴 benefit,自付 self-pay,状态 status,承担 borne by,尾分 odd fen
        1,2024-07-15,12:00:05,330703-00000017,1,****1234,午餐,12.00,6.00,6.00,已核 verified,县财政 3.01；慈善资金 2.99,县财政
        2,2024-07-15,12:01:05,330703-00000017,2,****1234,'=1+1,12.00,6.00,6.00,"已核（调整）verified, adjusted",县财政 3.01；慈善资金 2.99,县财政
        3,2024-07-15,12:02:05,330703-00000017,3,****1234,"午餐""特""",12.00,6.00,6.00,待核 04 灰记录待核,,
        4,2024-07-15,12:03:05,330703-00000017,4,****1234,午餐,12.00,6.00,6.00,拒付 94 灰记录核定未扣款,,
        合计 totals,笔数 count,应收 gross,补贴 benefit,自付 self-pay,现金 cash,应付 payable
        已核 verified,2,24.00,12.00,12.00,6.00,18.00
        待核 pending,2,24.00,12.00,12.00,0.00,0.00
        拒付 refused,1,12.00,6.00,6.00,0.00,0.00
        "其中未送达 of pending, not yet received",1,12.00,6.00
        END,4,24.00,18.00
    "#]].assert_eq(text);
    assert_eq!(exports::file_name(&statement), "STMT_canteen-a_20240715.csv");
}

#[test]
fn an_empty_day_still_ends() {
    let mut statement = day(Vec::new());
    statement.verified = StatementTotals::default();
    let text = String::from_utf8(exports::merchant_day(&statement).unwrap()).unwrap();
    assert!(text.ends_with("\nEND,0,0.00,0.00\n"), "{text}");
}

/// The workbook tells each sale and the sums as the CSV does, amounts as numbers, the terminal with all its digits.
#[test]
fn the_workbook_says_what_the_table_says() {
    let (good, waiting) = (Status::Good, Status::Waiting(RefuseCause::Grey));
    let statement = day(vec![sale(1, 0, 600, "午餐", good), sale(2, 5, 0, "午餐", waiting)]);
    let bytes = exports::merchant_day_xlsx(&statement).unwrap();
    assert_eq!(bytes, exports::merchant_day_xlsx(&statement).unwrap());
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let cells: Vec<Vec<String>> = book
        .worksheet_range("逐笔 sales")
        .unwrap()
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    assert_eq!((cells.len(), cells[0].len()), (3, 12));
    assert_eq!(cells[1][3], "330703-00000017");
    let csv = String::from_utf8(exports::merchant_day(&statement).unwrap()).unwrap();
    for cell in [&cells[1][5], &cells[1][6], &cells[1][10], &cells[2][10]] {
        assert!(csv.contains(cell.as_str()), "{cell}\n{csv}");
    }
    let totals = book.worksheet_range("合计 totals").unwrap();
    assert_eq!(totals.rows().count(), 5);
}
