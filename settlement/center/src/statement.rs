//! A merchant's day out of the books.

use std::collections::BTreeMap;

use clearing::{Outstanding, SaleRow, Statement, TariffLookup, statement};
use ledger::{Ledger, LedgerError};
use records::{BusinessDay, MerchantId};
use subsidy::Tariff;

/// Tariffs that the records at hand name.
#[derive(Debug, Default)]
pub(crate) struct Tariffs(BTreeMap<u32, Tariff>);

impl Tariffs {
    /// Those that some sales name; a version we never had is left out.
    pub(crate) fn of(ledger: &Ledger, rows: &[SaleRow]) -> Result<Tariffs, LedgerError> {
        let mut tariffs = Tariffs::default();
        for version in rows.iter().map(|row| row.record.tariff_version) {
            if !tariffs.0.contains_key(&version)
                && let Some(stored) = ledger.tariff(version)?
                && let Ok(tariff) = Tariff::load(&stored.text)
            {
                tariffs.0.insert(version, tariff);
            }
        }
        Ok(tariffs)
    }
}

impl TariffLookup for Tariffs {
    fn tariff(&self, version: u32) -> Option<&Tariff> {
        self.0.get(&version)
    }
}

/// The statement of a day. What terminals announced and did not deliver stands on today's page.
pub(crate) fn merchant_statement(
    ledger: &Ledger,
    merchant: &str,
    day: BusinessDay,
    today: BusinessDay,
) -> Result<Statement, LedgerError> {
    let known = ledger.merchant(merchant)?;
    let known = known.ok_or_else(|| LedgerError::unknown("商户", "merchant", &merchant))?;
    let id: MerchantId =
        merchant.parse().map_err(|_| LedgerError::Corrupt(format!("merchant {merchant}")))?;
    let rows = ledger.merchant_day(merchant, day)?;
    let outstanding = if day == today { ledger.outstanding(merchant)? } else { Outstanding::default() };
    let tariffs = Tariffs::of(ledger, &rows)?;
    statement(&id, &known.name, day.date(), &rows, outstanding, &tariffs)
        .ok_or(LedgerError::OutOfRange("statement"))
}
