//! Statements as files that a bookkeeper opens in a spreadsheet.
//!
//! Promises: UTF-8 with a byte order mark, LF, a first line that names the schema, a last line `END` with the count
//! and the totals, so that a file cut short shows; the same statement gives the same bytes; nothing in it is a
//! formula, and no long number loses its digits in a spreadsheet; a card is its last four digits.
//!
//! Deliberately does not know: where a file is kept, who may read it, how a statement is made.

mod csv_day;

pub use csv_day::{ExportError, file_name, merchant_day};
