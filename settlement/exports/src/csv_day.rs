//! The merchant's day as CSV, schema `lovecard-merchant-day/2`.

use clearing::{Borne, SaleLine, Statement, StatementTotals, Status};
use money::Fen;

use crate::cells::{BOM, ExportError, compact, finish, plain, terminal, time};

const SCHEMA: &str = "lovecard-merchant-day/2";
pub(crate) const COLUMNS: [&str; 13] = [
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
    "承担 borne by",
    "尾分 odd fen",
];

pub(crate) const TOTALS: [&str; 7] =
    ["合计 totals", "笔数 count", "应收 gross", "补贴 benefit", "自付 self-pay", "现金 cash", "应付 payable"];

/// `STMT_{merchant}_{yyyymmdd}.csv`.
#[must_use]
pub fn file_name(statement: &Statement) -> String {
    format!("STMT_{}_{}.csv", statement.merchant, compact(statement.day))
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
    finish(writer)
}

fn row(number: usize, sale: &SaleLine) -> [String; 13] {
    let amount = |fen: Fen| fen.to_string();
    let part = |one: &Borne| format!("{} {}", one.zh, one.amount);
    let odd = |one: &&Borne| one.odd;
    [
        number.to_string(),
        sale.at.date().to_string(),
        time(sale.at),
        terminal(sale.terminal),
        sale.seq.to_string(),
        sale.card.clone(),
        plain(&sale.service_zh),
        amount(sale.price),
        amount(sale.benefit),
        amount(sale.self_pay),
        status(sale.status),
        plain(&sale.borne.iter().map(part).collect::<Vec<_>>().join("；")),
        plain(&sale.borne.iter().filter(odd).map(|one| one.zh.as_str()).collect::<Vec<_>>().join("；")),
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

pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Good => "已核 verified".to_owned(),
        Status::Adjusted => "已核（调整）verified, adjusted".to_owned(),
        Status::Waiting(cause) => format!("待核 {:02} {}", cause.code(), cause.words().0),
        Status::Refused(cause) => format!("拒付 {:02} {}", cause.code(), cause.words().0),
    }
}
