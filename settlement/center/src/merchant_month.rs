//! A merchant's month out of the books: sums of its business days, and the signed statements of its accounting days.

use std::collections::BTreeMap;

use exports::{Month, MonthSums};
use jiff::civil::Date;
use ledger::{DayTotals, Ledger, LedgerError};
use money::Fen;
use records::BusinessDay;

/// The month that begins on `first`; `None` where there is no such merchant.
pub(crate) fn merchant_month(
    ledger: &Ledger,
    merchant: &str,
    first: Date,
) -> Result<Option<Month>, LedgerError> {
    let Some(known) = ledger.merchant(merchant)? else { return Ok(None) };
    let day = |date| BusinessDay::from_date(date).ok_or(LedgerError::OutOfRange("day"));
    let span = (day(first)?, day(first.last_of_month())?);
    let mut days: BTreeMap<Date, [MonthSums; 3]> = BTreeMap::new();
    let mut sums = [NOTHING; 3];
    for (day, totals) in ledger.merchant_totals(merchant, span)? {
        let place = place(&totals.status)?;
        let of_day = days.entry(day.date()).or_insert([NOTHING; 3]);
        for held in [of_day, &mut sums] {
            let held = held.get_mut(place).ok_or(LedgerError::OutOfRange("month"))?;
            *held = plus(*held, &totals).ok_or(LedgerError::OutOfRange("month"))?;
        }
    }
    let statements = ledger.merchant_statements(merchant, span)?;
    let payable = Fen::sum(statements.iter().map(|one| one.payable));
    let line = |one: &ledger::StoredStatement| (one.day.date(), one.version, one.fee, one.payable);
    Ok(Some(Month {
        merchant: known.id,
        name: known.name,
        first,
        days: days.into_iter().collect(),
        sums,
        statements: statements.iter().map(line).collect(),
        payable: payable.ok_or(LedgerError::OutOfRange("payable"))?,
    }))
}

const NOTHING: MonthSums = (0, Fen::ZERO, Fen::ZERO, Fen::ZERO);

/// Verified, pending or refused, by the status as stored.
fn place(status: &str) -> Result<usize, LedgerError> {
    match status.split(':').next() {
        Some("good" | "adjusted") => Ok(0),
        Some("waiting") => Ok(1),
        Some("refused") => Ok(2),
        _ => Err(LedgerError::Corrupt(format!("tx.status {status}"))),
    }
}

fn plus((count, price, benefit, self_pay): MonthSums, more: &DayTotals) -> Option<MonthSums> {
    Some((
        count.checked_add(more.count)?,
        price.checked_add(more.price)?,
        benefit.checked_add(more.benefit)?,
        self_pay.checked_add(more.self_pay)?,
    ))
}
