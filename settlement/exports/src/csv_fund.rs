//! A fund over some days as CSV, schema `lovecard-fund-statement/1`. A sale is its terminal and number; no card.

use clearing::{FundLine, FundMove, FundStatement};
use money::Fen;
use records::TerminalId;

use crate::cells::{BOM, ExportError, compact, finish, plain, terminal, time};

const SCHEMA: &str = "lovecard-fund-statement/1";
const COLUMNS: [&str; 12] = [
    "序号 no",
    "日期 date",
    "时间 time",
    "事项 what",
    "登记号 reference",
    "来源 source",
    "终端 terminal",
    "流水号 seq",
    "流入 in",
    "支出 out",
    "余额 left",
    "尾分 odd fen",
];

/// `FUND_{name}_{yyyymmdd}_{yyyymmdd}.csv`.
#[must_use]
pub fn fund_file_name(statement: &FundStatement) -> String {
    let FundStatement { name, from, to, .. } = statement;
    format!("FUND_{name}_{}_{}.csv", compact(*from), compact(*to))
}

/// The bytes of the file.
///
/// # Errors
/// None that depends on the statement.
pub fn fund_statement(statement: &FundStatement) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BOM.to_vec());
    let FundStatement { name, zh, from, to, .. } = statement;
    writer.write_record([SCHEMA, name, &plain(zh), &from.to_string(), &to.to_string()])?;
    writer.write_record(COLUMNS)?;
    for (index, line) in statement.lines.iter().enumerate() {
        writer.write_record(row(index + 1, line))?;
    }
    writer.write_record(["合计 totals", "期初 opening", "流入 in", "支出 out", "期末 closing"])?;
    let FundStatement { opening, inflow, drawn, closing, .. } = statement;
    let sums = [opening, inflow, drawn, closing].map(ToString::to_string);
    writer.write_record([String::new()].iter().chain(&sums))?;
    let lines = statement.lines.len().to_string();
    writer.write_record([
        "END".to_owned(),
        lines,
        inflow.to_string(),
        drawn.to_string(),
        closing.to_string(),
    ])?;
    finish(writer)
}

fn row(number: usize, line: &FundLine) -> [String; 12] {
    let entry = &line.entry;
    let sale = |id: &TerminalId, seq: &u64| (terminal(*id), seq.to_string());
    let nobody = (String::new(), String::new());
    let (what, (reference, source), (till, seq), odd) = match &entry.what {
        FundMove::Inflow { reference, source } => {
            ("流入 inflow", (plain(reference), plain(source)), nobody, false)
        }
        FundMove::Reversed { reference, inflow } => {
            ("冲回 reversed", (plain(reference), plain(inflow)), nobody, false)
        }
        FundMove::Borne { terminal, seq, odd } => ("承担 borne", nobody, sale(terminal, seq), *odd),
        FundMove::Returned { terminal, seq } => ("退回 returned", nobody, sale(terminal, seq), false),
    };
    // An inflow that was taken back never came in: it stands in the same column, below nothing.
    let came_in = matches!(entry.what, FundMove::Inflow { .. } | FundMove::Reversed { .. });
    let out = entry.amount.checked_neg().unwrap_or(Fen::ZERO);
    [
        number.to_string(),
        entry.at.date().to_string(),
        time(entry.at),
        what.to_owned(),
        reference,
        source,
        till,
        seq,
        if came_in { entry.amount.to_string() } else { String::new() },
        if came_in { String::new() } else { out.to_string() },
        line.left.to_string(),
        if odd { Fen(1).to_string() } else { String::new() },
    ]
}
