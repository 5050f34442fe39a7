//! Statements of merchants and funds, and replays under a proposed tariff, as files that a bookkeeper opens in a
//! spreadsheet.
//!
//! Promises: a CSV is UTF-8 with a byte order mark, LF, a first line that names the schema, a last line `END` with
//! the count and the totals, so that a file cut short shows, and nothing in it is a formula; in a workbook the only
//! formulas are numbers: whole fen over a hundred, and counts of ten digits and more; the same statement gives the
//! same bytes; no long number loses its digits in a spreadsheet; a card is its last four digits.
//!
//! Deliberately does not know: where a file is kept, who may read it, how a statement is made.

mod cells;
mod clam;
mod csv_day;
mod csv_fund;
mod csv_month;
mod csv_sales;
mod csv_statements;
mod replay;
mod stmt;
mod table;
mod xlsx;
mod xlsx_day;

pub use cells::ExportError;
pub use clam::{Claim, ClaimLine, claim_file_name, claim_text};
pub use csv_day::{file_name, merchant_day};
pub use csv_fund::{fund_file_name, fund_statement};
pub use csv_month::{Month, MonthSums, month_csv, month_file_name, month_xlsx};
pub use csv_sales::SalesFile;
pub use csv_statements::statements;
pub use replay::{replay_text, replay_xlsx};
pub use stmt::{statement_file_name, statement_text};
pub use xlsx_day::merchant_day_xlsx;
