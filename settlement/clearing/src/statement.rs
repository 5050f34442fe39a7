//! The merchant's day as a value: what is paid, what still waits, and why, sale by sale.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use money::Fen;
use records::{MerchantId, Record, TerminalId};
use subsidy::Tariff;

use crate::{Status, TariffLookup};

/// What a terminal announced but did not deliver yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Sales.
    pub count: u64,
    /// Their gross price.
    pub price: Fen,
    /// Their benefit.
    pub benefit: Fen,
}

/// A record of the day with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRow {
    /// The record.
    pub record: Record,
    /// Where it stands.
    pub status: Status,
}

/// Sums over sales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatementTotals {
    /// How many.
    pub count: u64,
    /// Gross (应收).
    pub price: Fen,
    /// Benefit (补贴).
    pub benefit: Fen,
    /// Paid by elders (自付).
    pub self_pay: Fen,
    /// Of that, taken in cash by the merchant.
    pub cash: Fen,
}

/// Sums of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTotals {
    /// Service code.
    pub code: u16,
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// The sums, paid sales only.
    pub totals: StatementTotals,
}

/// One line of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The amount the line speaks of, if any.
    pub amount: Option<Fen>,
}

/// One sale as a merchant may see it: no card number but its tail, no name, no category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleLine {
    /// The terminal.
    pub terminal: TerminalId,
    /// Its record number.
    pub seq: u64,
    /// Start of the tap, county time.
    pub at: DateTime,
    /// `****1234`.
    pub card: String,
    /// Service name, Chinese.
    pub service_zh: String,
    /// Service name, English.
    pub service_en: String,
    /// Gross.
    pub price: Fen,
    /// Benefit.
    pub benefit: Fen,
    /// Self-pay.
    pub self_pay: Fen,
    /// Where it stands.
    pub status: Status,
    /// Why these amounts.
    pub lines: Vec<Explanation>,
}

/// A merchant's business day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The merchant.
    pub merchant: MerchantId,
    /// Its name.
    pub merchant_name: String,
    /// The business day.
    pub day: Date,
    /// Paid: good and adjusted.
    pub verified: StatementTotals,
    /// Not yet decided: waiting records, and what terminals announced but did not deliver.
    pub pending: StatementTotals,
    /// Of the pending, announced and not delivered.
    pub announced: Outstanding,
    /// Refused.
    pub refused: StatementTotals,
    /// Paid sales by service.
    pub services: Vec<ServiceTotals>,
    /// Every sale, in order of time.
    pub sales: Vec<SaleLine>,
}

/// Makes the statement of a day. `None` when a sum does not fit.
#[must_use]
pub fn statement(
    merchant: &MerchantId,
    merchant_name: &str,
    day: Date,
    rows: &[SaleRow],
    announced: Outstanding,
    tariffs: &dyn TariffLookup,
) -> Option<Statement> {
    let _ = (merchant, merchant_name, day, rows, announced, tariffs, BTreeMap::<u8, u8>::new());
    None
}

/// Why a sale cost what it cost.
#[must_use]
pub fn explain(record: &Record, status: Status, tariff: Option<&Tariff>) -> Vec<Explanation> {
    let _ = (record, status, tariff);
    Vec::new()
}
