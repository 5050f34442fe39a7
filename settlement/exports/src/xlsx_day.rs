//! The merchant's day as a workbook: a sheet of sales, a sheet of totals. It says what the CSV says.

use clearing::{SaleLine, Statement, StatementTotals};
use money::Fen;

use crate::cells::{ExportError, terminal, time};
use crate::csv_day::{COLUMNS, TOTALS, status};
use crate::table::{Cell, Table};
use crate::xlsx::workbook;

/// The bytes of the workbook.
///
/// # Errors
/// None that depends on the statement.
pub fn merchant_day_xlsx(statement: &Statement) -> Result<Vec<u8>, ExportError> {
    let sales = statement.sales.iter().zip(1_u64..).map(|(sale, number)| row(number, sale)).collect();
    let Statement { verified, pending, refused, announced, .. } = statement;
    let totals = vec![
        sums("已核 verified", verified, verified.payable()),
        sums("待核 pending", pending, Fen::ZERO),
        sums("拒付 refused", refused, Fen::ZERO),
        vec![
            Cell::text("其中未送达 not yet received"),
            Cell::count(announced.count),
            Cell::Yuan(announced.price),
            Cell::Yuan(announced.benefit),
        ],
    ];
    workbook(&[
        Table {
            title: "逐笔 sales",
            // Odd fens are for who reckons again, from the CSV.
            head: COLUMNS.into_iter().take(12).collect(),
            rows: sales,
        },
        Table { title: "合计 totals", head: TOTALS.to_vec(), rows: totals },
    ])
}

fn row(number: u64, sale: &SaleLine) -> Vec<Cell> {
    let borne: Vec<String> = sale.borne.iter().map(|one| format!("{} {}", one.zh, one.amount)).collect();
    vec![
        Cell::count(number),
        Cell::text(sale.at.date().to_string()),
        Cell::text(time(sale.at)),
        Cell::text(terminal(sale.terminal)),
        Cell::count(sale.seq),
        Cell::text(&sale.card),
        Cell::text(&sale.service_zh),
        Cell::Yuan(sale.price),
        Cell::Yuan(sale.benefit),
        Cell::Yuan(sale.self_pay),
        Cell::text(status(sale.status)),
        Cell::text(borne.join("；")),
    ]
}

fn sums(name: &str, totals: &StatementTotals, payable: Fen) -> Vec<Cell> {
    vec![
        Cell::text(name),
        Cell::count(totals.count),
        Cell::Yuan(totals.price),
        Cell::Yuan(totals.benefit),
        Cell::Yuan(totals.self_pay),
        Cell::Yuan(totals.cash),
        Cell::Yuan(payable),
    ]
}
