//! `books sales` and `books statements`: a day as files, for whoever adds up on their own.

use std::path::Path;

use exports::{ExportError, SalesFile};
use ledger::Ledger;
use records::BusinessDay;
use serde_json::json;

use super::Said;
use super::place::Place;
use crate::Failure;
use crate::statement::merchant_statement;

/// Every record of a day, merchant by merchant.
pub(super) fn sales(ledger: &Ledger, day: BusinessDay, path: &Path) -> Result<Said, Failure> {
    let mut place = Place::take(path)?;
    let mut file = SalesFile::of(day.date()).map_err(unmade)?;
    let mut count = 0_usize;
    for merchant in ledger.merchants()? {
        let rows = ledger.merchant_day(&merchant.id, day)?;
        count = count.saturating_add(rows.len());
        file.add(&merchant.id, &rows).map_err(unmade)?;
    }
    place.fill(&file.finish().map_err(unmade)?)?;
    let text = format!("已写 {count} 条记录到 {} · records written", path.display());
    Ok(Said::new(text, json!({ "records": count })))
}

/// The totals of every merchant's statement.
pub(super) fn statements(ledger: &Ledger, day: BusinessDay, path: &Path) -> Result<Said, Failure> {
    let mut place = Place::take(path)?;
    let merchants = ledger.merchants()?.into_iter();
    let all = merchants.map(|merchant| merchant_statement(ledger, &merchant.id, day, day));
    let all = all.collect::<Result<Vec<_>, _>>()?;
    place.fill(&exports::statements(day.date(), &all).map_err(unmade)?)?;
    let count = all.len();
    let text = format!("已写 {count} 个商户的合计到 {} · totals written", path.display());
    Ok(Said::new(text, json!({ "merchants": count })))
}

fn unmade(error: ExportError) -> Failure {
    Failure::Fault(error.to_string())
}
