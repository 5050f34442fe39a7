//! Funds as people see them: the sums of the books under the tariff's names.

use std::collections::BTreeMap;

use clearing::{Forecast, FundEntry, FundStatement, fund_statement, used_up};
use jiff::civil::Date;
use ledger::{DayState, FundBalance, Ledger, LedgerError};
use money::Fen;
use records::BusinessDay;
use subsidy::Tariff;

use crate::{Failure, clock};

/// A fund with its name and its sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedFund {
    pub(crate) code: u8,
    /// The name in tariffs.
    pub(crate) name: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    /// Whether it can run dry.
    pub(crate) limited: bool,
    pub(crate) balance: FundBalance,
    /// What it bore in batches received today.
    pub(crate) today: Fen,
    /// When what is left is used up, and what that rests on; `None` without any draw on a closed day, or where
    /// nothing can run dry.
    pub(crate) dry: Option<Forecast>,
}

/// Closed days with a draw that a forecast looks back on.
const LOOKED_BACK: u32 = 28;

/// When a fund has used up so much, by what it bore of late.
pub(crate) fn forecast(
    ledger: &Ledger,
    code: u8,
    left: Fen,
    today: BusinessDay,
) -> Result<Option<Forecast>, LedgerError> {
    let days = ledger.fund_days(code, LOOKED_BACK)?;
    let draws: Vec<(Date, Fen)> = days.into_iter().map(|(day, drawn)| (day.date(), drawn)).collect();
    Ok(used_up(left, today.date(), &draws))
}

/// The day that bookings belong to now: the open accounting day, or the county's own.
pub(crate) fn booking_day(ledger: &Ledger, now_us: i64) -> Result<BusinessDay, LedgerError> {
    let open = ledger.accounting_days(3)?.into_iter().find(|held| held.state == DayState::Open);
    let day = open.map(|held| held.day).or_else(|| clock::county_day(now_us));
    day.ok_or(LedgerError::OutOfRange("clock"))
}

/// The funds of the newest tariff in its order, then those that only older ones knew, by code.
pub(crate) fn list(ledger: &Ledger, now_us: i64) -> Result<Vec<NamedFund>, LedgerError> {
    let mut balances = ledger.funds()?;
    let today = clock::county_day(now_us).map_or(i64::MAX, clock::day_start_us);
    let drawn = ledger.funds_drawn_since(today)?;
    let today = |code: u8| drawn.get(&code).copied().unwrap_or_default();
    let tariff = newest(ledger)?;
    let day = booking_day(ledger, now_us)?;
    let mut funds = Vec::new();
    for fund in tariff.iter().flat_map(Tariff::funds) {
        let balance = balances.remove(&fund.code).unwrap_or_default();
        let dry = if fund.limited { forecast(ledger, fund.code, balance.left(), day)? } else { None };
        funds.push(NamedFund {
            code: fund.code,
            name: fund.name.clone(),
            zh: fund.zh.clone(),
            en: fund.en.clone(),
            limited: fund.limited,
            balance,
            today: today(fund.code),
            dry,
        });
    }
    funds.extend(balances.into_iter().map(|(code, balance)| NamedFund {
        code,
        name: code.to_string(),
        zh: format!("资金 {code}"),
        en: format!("fund {code}"),
        limited: false,
        balance,
        today: today(code),
        dry: None,
    }));
    Ok(funds)
}

/// Names of funds by code, Chinese and English.
pub(crate) fn names(funds: &[NamedFund]) -> BTreeMap<u8, (String, String)> {
    funds.iter().map(|fund| (fund.code, (fund.zh.clone(), fund.en.clone()))).collect()
}

/// One fund over some days of booking, the last included.
pub(crate) fn statement(
    ledger: &Ledger,
    fund: &NamedFund,
    from: BusinessDay,
    to: BusinessDay,
) -> Result<FundStatement, LedgerError> {
    let (from_us, before_us) = (clock::day_start_us(from), end_us(to));
    let opening = ledger.fund_left_before(fund.code, from_us)?;
    let entries = ledger.fund_entries(fund.code, from_us, before_us)?;
    let entry = |(at_us, what, amount)| FundEntry { at: clock::county_time(at_us), what, amount };
    let entries = entries.into_iter().map(entry).collect();
    let names = (fund.name.as_str(), fund.zh.as_str(), fund.en.as_str());
    fund_statement(names, (from.date(), to.date()), opening, entries)
        .ok_or(LedgerError::OutOfRange("fund statement"))
}

/// The first moment after a day.
fn end_us(day: BusinessDay) -> i64 {
    let next: Option<Date> = day.date().tomorrow().ok();
    next.and_then(BusinessDay::from_date).map_or(i64::MAX, clock::day_start_us)
}

pub(crate) fn newest(ledger: &Ledger) -> Result<Option<Tariff>, LedgerError> {
    let Some(stored) = ledger.newest_tariff()? else { return Ok(None) };
    let unread = |_| LedgerError::Corrupt(format!("资费 {0} · tariff {0}", stored.version));
    Tariff::load(&stored.text).map(Some).map_err(unread)
}

/// The fund of this name or number.
///
/// # Errors
/// No tariff knows it.
pub(crate) fn named(ledger: &Ledger, name: &str, now_us: i64) -> Result<NamedFund, Failure> {
    let funds = list(ledger, now_us)?;
    let same = |fund: &&NamedFund| fund.name == name || fund.zh == name || name.parse() == Ok(fund.code);
    funds.iter().find(same).cloned().ok_or_else(|| {
        let known: Vec<&str> = funds.iter().map(|fund| fund.name.as_str()).collect();
        let known = if known.is_empty() { "—".to_owned() } else { known.join(", ") };
        Failure::BadInput(format!(
            "资费中没有资金 {name:?}，未改动；可用：{known} · no such fund in the tariff, nothing was changed"
        ))
    })
}
