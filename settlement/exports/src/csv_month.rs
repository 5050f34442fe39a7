//! A merchant's month, schema `lovecard-merchant-month/1`: each business day with what was sold, each accounting day with
//! its signed statement.

use jiff::civil::Date;
use money::Fen;

use crate::cells::{BOM, ExportError, finish, plain};
use crate::table::{Cell, Table};
use crate::xlsx::workbook;

const SCHEMA: &str = "lovecard-merchant-month/1";
const SOLD: [&str; 9] = [
    "营业日 business day",
    "已核笔数 verified",
    "应收 gross",
    "补贴 benefit",
    "自付 self-pay",
    "待核笔数 pending",
    "待核金额 pending gross",
    "拒付笔数 refused",
    "拒付金额 refused gross",
];
const SIGNED: [&str; 4] = ["会计日 accounting day", "结算单版次 version", "手续费 fee", "应付 payable"];

/// Sales that stand alike: how many, gross, benefit, self-pay.
pub type MonthSums = (u64, Fen, Fen, Fen);

/// A merchant's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The merchant's id.
    pub merchant: String,
    /// Its name.
    pub name: String,
    /// First day of the month.
    pub first: Date,
    /// Business days with sales: verified, pending, refused.
    pub days: Vec<(Date, [MonthSums; 3])>,
    /// The month's sums.
    pub sums: [MonthSums; 3],
    /// Accounting day, version, fee and what is paid, of the newest statements.
    pub statements: Vec<(Date, u32, Fen, Fen)>,
    /// What they pay together.
    pub payable: Fen,
}

/// `MONTH_{merchant}_{yyyymm}.{ending}`.
#[must_use]
pub fn month_file_name(month: &Month, ending: &str) -> String {
    format!("MONTH_{}_{:04}{:02}.{ending}", month.merchant, month.first.year(), month.first.month())
}

/// The bytes of the CSV.
///
/// # Errors
/// None that depends on the month.
pub fn month_csv(month: &Month) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BOM.to_vec());
    let Month { merchant, name, first, days, sums, statements, payable } = month;
    writer.write_record([
        SCHEMA,
        merchant,
        &plain(name),
        &format!("{:04}-{:02}", first.year(), first.month()),
    ])?;
    writer.write_record(SOLD)?;
    for (day, of_day) in days {
        writer.write_record(sold(&day.to_string(), of_day))?;
    }
    writer.write_record(sold("合计 totals", sums))?;
    writer.write_record(SIGNED)?;
    for (day, version, fee, pays) in statements {
        writer.write_record([day.to_string(), version.to_string(), fee.to_string(), pays.to_string()])?;
    }
    let lines = days.len().saturating_add(statements.len());
    writer.write_record(["END", &lines.to_string(), &sums[0].1.to_string(), &payable.to_string()])?;
    finish(writer)
}

fn sold(head: &str, [verified, pending, refused]: &[MonthSums; 3]) -> [String; 9] {
    [
        head.to_owned(),
        verified.0.to_string(),
        verified.1.to_string(),
        verified.2.to_string(),
        verified.3.to_string(),
        pending.0.to_string(),
        pending.1.to_string(),
        refused.0.to_string(),
        refused.1.to_string(),
    ]
}

/// The bytes of the workbook: a sheet of business days, a sheet of statements.
///
/// # Errors
/// None that depends on the month.
pub fn month_xlsx(month: &Month) -> Result<Vec<u8>, ExportError> {
    let row = |head: String, [verified, pending, refused]: &[MonthSums; 3]| {
        let mut cells = vec![Cell::text(head), Cell::count(verified.0)];
        cells.extend([verified.1, verified.2, verified.3].map(Cell::Yuan));
        cells.extend([Cell::count(pending.0), Cell::Yuan(pending.1)]);
        cells.extend([Cell::count(refused.0), Cell::Yuan(refused.1)]);
        cells
    };
    let mut days: Vec<Vec<Cell>> = month.days.iter().map(|(day, sums)| row(day.to_string(), sums)).collect();
    days.push(row("合计 totals".to_owned(), &month.sums));
    let statement = |(day, version, fee, pays): &(Date, u32, Fen, Fen)| {
        vec![Cell::text(day.to_string()), Cell::count((*version).into()), Cell::Yuan(*fee), Cell::Yuan(*pays)]
    };
    let mut statements: Vec<Vec<Cell>> = month.statements.iter().map(statement).collect();
    statements.push(vec![Cell::text("合计 totals"), Cell::Empty, Cell::Empty, Cell::Yuan(month.payable)]);
    workbook(&[
        Table { title: "营业日 business days", head: SOLD.to_vec(), rows: days },
        Table { title: "结算单 statements", head: SIGNED.to_vec(), rows: statements },
    ])
}
