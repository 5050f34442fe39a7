//! The totals of all merchants' statements of a day, schema `lovecard-statements/1`.

use clearing::{Statement, StatementTotals};
use jiff::civil::Date;
use money::Fen;

use crate::cells::{BOM, ExportError, compact, finish, plain};

const SCHEMA: &str = "lovecard-statements/1";
const COLUMNS: [&str; 12] = [
    "merchant",
    "name",
    "count",
    "price",
    "benefit",
    "self_pay",
    "cash",
    "payable",
    "pending_count",
    "pending_price",
    "refused_count",
    "refused_price",
];

/// The bytes of the file.
///
/// # Errors
/// Sums that do not fit.
pub fn statements(day: Date, statements: &[Statement]) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(BOM.to_vec());
    writer.write_record([SCHEMA, &compact(day)])?;
    writer.write_record(COLUMNS)?;
    for one in statements {
        let StatementTotals { count, price, benefit, self_pay, cash } = one.verified;
        writer.write_record([
            one.merchant.to_string(),
            plain(&one.merchant_name),
            count.to_string(),
            price.to_string(),
            benefit.to_string(),
            self_pay.to_string(),
            cash.to_string(),
            one.verified.payable().to_string(),
            one.pending.count.to_string(),
            one.pending.price.to_string(),
            one.refused.count.to_string(),
            one.refused.price.to_string(),
        ])?;
    }
    let payable = Fen::sum(statements.iter().map(|one| one.verified.payable()));
    let payable = payable.ok_or_else(|| ExportError::from_text("sum".to_owned()))?;
    writer.write_record(["END", &statements.len().to_string(), &payable.to_string()])?;
    finish(writer)
}
