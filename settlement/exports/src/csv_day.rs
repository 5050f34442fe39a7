//! The merchant's day as CSV, schema `lovecard-merchant-day/1`.

use clearing::{SaleLine, Statement, StatementTotals, Status};
use money::Fen;
use records::TerminalId;

const BOM: &[u8] = "\u{feff}".as_bytes();
const SCHEMA: &str = "lovecard-merchant-day/1";
const COLUMNS: [&str; 11] = [
    "序号 no",
    "日期 date",
    "时间 time",
    "终端 terminal",
    "流水号 seq",
    "卡尾号 card",
    "服务 service",
    "应收 gross",
    "补贴 benefit",
    "自付 self-pay",
    "状态 status",
];

const TOTALS: [&str; 7] =
    ["合计 totals", "笔数 count", "应收 gross", "补贴 benefit", "自付 self-pay", "现金 cash", "应付 payable"];

/// The file could not be written out. It is made in memory, so this means a fault of the program.
#[derive(Debug, thiserror::Error)]
#[error("报表无法生成，请联系运维（{0}）· the file could not be made, call maintenance")]
pub struct ExportError(String);

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> ExportError {
        ExportError(error.to_string())
    }
}

/// `STMT_{merchant}_{yyyymmdd}.csv`.
#[must_use]
pub fn file_name(statement: &Statement) -> String {
    let day = statement.day;
    format!("STMT_{}_{:04}{:02}{:02}.csv", statement.merchant, day.year(), day.month(), day.day())
}

/// The bytes of the file.
///
/// # Errors
/// None that depends on the statement.
pub fn merchant_day(statement: &Statement) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BOM.to_vec());
    let Statement { merchant, merchant_name, day, .. } = statement;
    writer.write_record([SCHEMA, merchant.as_str(), &plain(merchant_name), &day.to_string()])?;
    writer.write_record(COLUMNS)?;
    for (index, sale) in statement.sales.iter().enumerate() {
        writer.write_record(row(index + 1, sale))?;
    }
    writer.write_record(TOTALS)?;
    writer.write_record(sums("已核 verified", &statement.verified, statement.verified.payable()))?;
    writer.write_record(sums("待核 pending", &statement.pending, Fen::ZERO))?;
    writer.write_record(sums("拒付 refused", &statement.refused, Fen::ZERO))?;
    let announced = statement.announced;
    writer.write_record([
        "其中未送达 of pending, not yet received",
        &announced.count.to_string(),
        &announced.price.to_string(),
        &announced.benefit.to_string(),
    ])?;
    let (lines, payable) = (statement.sales.len().to_string(), statement.verified.payable().to_string());
    writer.write_record(["END", &lines, &statement.verified.price.to_string(), &payable])?;
    writer.into_inner().map_err(|error| ExportError(error.to_string()))
}

fn row(number: usize, sale: &SaleLine) -> [String; 11] {
    let amount = |fen: Fen| fen.to_string();
    [
        number.to_string(),
        sale.at.date().to_string(),
        sale.at.time().to_string().chars().take(8).collect(),
        terminal(sale.terminal),
        sale.seq.to_string(),
        sale.card.clone(),
        plain(&sale.service_zh),
        amount(sale.price),
        amount(sale.benefit),
        amount(sale.self_pay),
        status(sale.status),
    ]
}

fn sums(name: &str, totals: &StatementTotals, payable: Fen) -> [String; 7] {
    [
        name.to_owned(),
        totals.count.to_string(),
        totals.price.to_string(),
        totals.benefit.to_string(),
        totals.self_pay.to_string(),
        totals.cash.to_string(),
        payable.to_string(),
    ]
}

/// `330703-00000017`: with the dash a spreadsheet keeps all fourteen digits.
fn terminal(id: TerminalId) -> String {
    format!("{:06}-{:08}", id.division(), id.number())
}

fn status(status: Status) -> String {
    match status {
        Status::Good => "已核 verified".to_owned(),
        Status::Adjusted => "已核（调整）verified, adjusted".to_owned(),
        Status::Waiting(cause) => format!("待核 {:02} {}", cause.code(), cause.words().0),
        Status::Refused(cause) => format!("拒付 {:02} {}", cause.code(), cause.words().0),
    }
}

/// Text that a spreadsheet would read as a formula gets a quote in front.
fn plain(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
