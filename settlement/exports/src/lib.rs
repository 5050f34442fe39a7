//! Statements of merchants and funds as files that a bookkeeper opens in a spreadsheet.
//!
//! Promises: UTF-8 with a byte order mark, LF, a first line that names the schema, a last line `END` with the count
//! and the totals, so that a file cut short shows; the same statement gives the same bytes; nothing in it is a
//! formula, and no long number loses its digits in a spreadsheet; a card is its last four digits.
//!
//! Deliberately does not know: where a file is kept, who may read it, how a statement is made.

mod cells;
mod csv_day;
mod csv_fund;

pub use cells::ExportError;
pub use csv_day::{file_name, merchant_day};
pub use csv_fund::{fund_file_name, fund_statement};
