//! Funds as people see them: the sums of the books under the tariff's names.

use std::collections::BTreeMap;

use clearing::{FundEntry, FundStatement, fund_statement};
use jiff::civil::Date;
use ledger::{FundBalance, Ledger, LedgerError};
use money::Fen;
use records::BusinessDay;
use subsidy::Tariff;

use crate::clock;

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
    /// For how many more days what is left suffices, when each draws what the last closed days drew; `None` without
    /// any draw, or where nothing can run dry.
    pub(crate) lasts_days: Option<i64>,
}

/// Closed days that a forecast looks back on.
const LOOKED_BACK: u32 = 30;

fn lasts_days(ledger: &Ledger, code: u8, balance: &FundBalance) -> Result<Option<i64>, LedgerError> {
    let draws = ledger.fund_draws(code, LOOKED_BACK)?;
    let drawn = Fen::sum(draws.iter().copied()).ok_or(LedgerError::OutOfRange("fund"))?;
    let days = i64::try_from(draws.len()).unwrap_or(0);
    Ok(balance.left().0.max(0).checked_mul(days).and_then(|left| left.checked_div(drawn.0)))
}

/// The funds of the newest tariff in its order, then those that only older ones knew, by code.
pub(crate) fn list(ledger: &Ledger, now_us: i64) -> Result<Vec<NamedFund>, LedgerError> {
    let mut balances = ledger.funds()?;
    let today = clock::county_day(now_us).map_or(i64::MAX, clock::day_start_us);
    let drawn = ledger.funds_drawn_since(today)?;
    let today = |code: u8| drawn.get(&code).copied().unwrap_or_default();
    let tariff = newest(ledger)?;
    let mut funds = Vec::new();
    for fund in tariff.iter().flat_map(Tariff::funds) {
        let balance = balances.remove(&fund.code).unwrap_or_default();
        let lasts_days = if fund.limited { lasts_days(ledger, fund.code, &balance)? } else { None };
        funds.push(NamedFund {
            code: fund.code,
            name: fund.name.clone(),
            zh: fund.zh.clone(),
            en: fund.en.clone(),
            limited: fund.limited,
            balance,
            today: today(fund.code),
            lasts_days,
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
        lasts_days: None,
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

fn newest(ledger: &Ledger) -> Result<Option<Tariff>, LedgerError> {
    let Some(stored) = ledger.newest_tariff()? else { return Ok(None) };
    let unread = |_| LedgerError::Corrupt(format!("资费 {0} · tariff {0}", stored.version));
    Tariff::load(&stored.text).map(Some).map_err(unread)
}
