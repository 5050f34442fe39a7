//! Budgets: what is planned for a fund over some accounting days, the most it may bear in them, and what it bore.
//!
//! Periods of one fund may lie in one another, a year and its months: the tightest ceiling decides.

use std::collections::BTreeMap;

use clearing::FindingKind;
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::{Scope, booking_day, open_day};
use crate::error::{read_day, small};
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// What is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetTerms {
    /// The fund, by code.
    pub fund: u8,
    /// First accounting day.
    pub first: BusinessDay,
    /// Last accounting day.
    pub last: BusinessDay,
    /// What is planned.
    pub amount: Fen,
    /// The most it may bear; none: what it has.
    pub ceiling: Option<Fen>,
    /// What else there is to say; may be empty.
    pub note: String,
}

/// The newest version of a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundBudget {
    /// What was set.
    pub terms: BudgetTerms,
    /// From 1.
    pub version: u32,
    /// Who set it, by number.
    pub officer: u32,
    /// Since when the ceiling kept the fund from bearing more, UTC microseconds.
    pub reached_us: Option<i64>,
    /// What the fund bore in the period so far, less what came back.
    pub drawn: Fen,
}

/// What the tightest ceiling in force leaves a fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CeilingLeft {
    /// What it may still bear; below nothing when it bore more.
    pub left: Fen,
    /// Whether that it is reached has been told.
    pub told: bool,
}

const NEWEST: &str = "
    SELECT fund, first_day, last_day, amount, ceiling, version, officer, reached_us, note FROM fund_budget b
    WHERE version = (SELECT max(v.version) FROM fund_budget v
                     WHERE v.fund = b.fund AND v.first_day = b.first_day AND v.last_day = b.last_day)";

type Raw = ([i64; 4], Option<i64>, [i64; 2], Option<i64>, String);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let numbers = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
    Ok((numbers, row.get(4)?, [row.get(5)?, row.get(6)?], row.get(7)?, row.get(8)?))
}

fn read(
    store: &dyn Store,
    ([fund, first, last, amount], ceiling, [version, officer], reached_us, note): Raw,
) -> Result<FundBudget, LedgerError> {
    let fund = small(fund, "fund_budget.fund")?;
    let (first, last) = (read_day(first, "fund_budget.first_day")?, read_day(last, "fund_budget.last_day")?);
    let ceiling = ceiling.map(Fen);
    Ok(FundBudget {
        terms: BudgetTerms { fund, first, last, amount: Fen(amount), ceiling, note },
        version: small(version, "fund_budget.version")?,
        officer: small(officer, "fund_budget.officer")?,
        reached_us,
        drawn: drawn(store, fund, (first, last))?,
    })
}

impl FundBudget {
    /// What the ceiling leaves; `None`: there is none.
    #[must_use]
    pub fn ceiling_left(&self) -> Option<Fen> {
        self.terms.ceiling.and_then(|ceiling| ceiling.checked_sub(self.drawn))
    }

    /// What is left of the plan; below nothing when more was borne.
    #[must_use]
    pub fn left(&self) -> Fen {
        // Both fit, and neither is near the end of the range.
        self.terms.amount.checked_sub(self.drawn).unwrap_or(Fen::ZERO)
    }
}

/// What a fund bore over some accounting days. What was booked before the first accounting day belongs to that.
fn drawn(store: &dyn Store, fund: u8, days: (BusinessDay, BusinessDay)) -> Result<Fen, LedgerError> {
    let after = Scope::of(store, days.0)?.after;
    let sum = store.sum(
        "SELECT CAST(coalesce(sum(drawn), 0) AS BIGINT) FROM fund_day WHERE fund = ?1 AND day > ?2 AND day <= ?3",
        at![fund, after, days.1.number()],
    )?;
    Ok(Fen(sum))
}

/// The newest budgets with a ceiling that are in force when something is booked now.
fn in_force(store: &dyn Store, now_us: i64) -> Result<Vec<FundBudget>, LedgerError> {
    let sql = format!("{NEWEST} AND first_day <= ?1 AND last_day >= ?1 AND ceiling IS NOT NULL");
    let rows = store.rows(&sql, at![booking_day(store, now_us)?], raw)?;
    rows.into_iter().map(|row| read(store, row)).collect()
}

/// Follows what a fund bore on the open day.
pub(crate) fn note_borne(transaction: &dyn Store, fund: u8, amount: Fen) -> Result<(), LedgerError> {
    let day = open_day(transaction)?;
    let values = named! { ":fund": fund, ":day": day, ":amount": amount.0 };
    let changed = transaction
        .execute("UPDATE fund_day SET drawn = drawn + :amount WHERE fund = :fund AND day = :day", values)?;
    if changed == 0 {
        transaction
            .execute("INSERT INTO fund_day (fund, day, drawn) VALUES (:fund, :day, :amount)", values)?;
    }
    Ok(())
}

/// Notes which ceilings of a fund are reached now.
pub(crate) fn note_reached(transaction: &dyn Store, fund: u8, now_us: i64) -> Result<(), LedgerError> {
    let reached = |one: &FundBudget| {
        one.terms.fund == fund
            && one.reached_us.is_none()
            && one.ceiling_left().is_some_and(|left| left <= Fen::ZERO)
    };
    for FundBudget { terms, version, .. } in in_force(transaction, now_us)?.into_iter().filter(reached) {
        transaction.execute(
            "UPDATE fund_budget SET reached_us = :now
             WHERE fund = :fund AND first_day = :first AND last_day = :last AND version = :version",
            named! { ":now": now_us, ":fund": fund, ":first": terms.first.number(), ":last": terms.last.number(),
            ":version": version },
        )?;
    }
    Ok(())
}

impl Ledger {
    /// The budgets of a fund as they stand, by first day, the longer first.
    pub fn fund_budgets(&self, fund: u8) -> Result<Vec<FundBudget>, LedgerError> {
        let store = self.store.as_ref();
        let sql = format!("{NEWEST} AND fund = ?1 ORDER BY first_day, last_day DESC");
        store.rows(&sql, at![fund], raw)?.into_iter().map(|row| read(store, row)).collect()
    }

    /// The ceiling of a fund that was noted as reached at a moment, and its period.
    pub fn ceiling_reached(
        &self,
        fund: u8,
        at_us: i64,
    ) -> Result<Option<(BusinessDay, BusinessDay, Fen)>, LedgerError> {
        let row = self.store.first(
            "SELECT first_day, last_day, ceiling FROM fund_budget
             WHERE fund = ?1 AND reached_us = ?2 ORDER BY ceiling LIMIT 1",
            at![fund, at_us],
            |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, Fen(row.get(2)?))),
        )?;
        let day = |number| read_day(number, "fund_budget.day");
        row.map(|(first, last, ceiling)| Ok((day(first)?, day(last)?, ceiling))).transpose()
    }

    /// What ceilings leave each fund that has one in force now, by code.
    pub fn fund_ceilings(&self, now_us: i64) -> Result<BTreeMap<u8, CeilingLeft>, LedgerError> {
        let mut tightest: BTreeMap<u8, CeilingLeft> = BTreeMap::new();
        for one in in_force(self.store.as_ref(), now_us)? {
            let left = one.ceiling_left().ok_or(LedgerError::OutOfRange("fund_budget.ceiling"))?;
            let this = CeilingLeft { left, told: one.reached_us.is_some() };
            let held = tightest.entry(one.terms.fund).or_insert(this);
            if left < held.left {
                *held = this;
            }
        }
        Ok(tightest)
    }

    /// What a fund bore on its newest closed days that it bore anything on, newest first.
    pub fn fund_days(&self, fund: u8, most: u32) -> Result<Vec<(BusinessDay, Fen)>, LedgerError> {
        let rows = self.store.rows(
            "SELECT d.day, d.drawn FROM fund_day d JOIN accounting_day a ON a.day = d.day
             WHERE d.fund = ?1 AND d.drawn > 0 AND a.state = 'closed' ORDER BY d.day DESC LIMIT ?2",
            at![fund, most],
            |row| Ok((row.get::<i64>(0)?, Fen(row.get(1)?))),
        )?;
        rows.into_iter().map(|(day, drawn)| Ok((read_day(day, "fund_day.day")?, drawn))).collect()
    }

    /// Sets a budget, as the next version of its period; answers which. The same again changes nothing. A ceiling
    /// that leaves room answers the finding that one was reached.
    pub fn set_budget(&mut self, new: &BudgetTerms, officer: u32, now_us: i64) -> Result<u32, LedgerError> {
        let ceiling = new.ceiling.unwrap_or_default();
        if new.amount < Fen::ZERO || ceiling < Fen::ZERO || new.last < new.first {
            return Err(LedgerError::OutOfRange("fund_budget"));
        }
        self.step(|transaction| {
            let same = format!("{NEWEST} AND fund = ?1 AND first_day = ?2 AND last_day = ?3");
            let (first, last) = (new.first.number(), new.last.number());
            let held = transaction.first(&same, at![new.fund, first, last], raw)?.map(|row| read(transaction, row)).transpose()?;
            if let Some(held) = &held
                && held.terms == *new
            {
                return Ok(held.version);
            }
            let version = held.map_or(1, |held| held.version.saturating_add(1));
            transaction.execute(
                "INSERT INTO fund_budget (fund, first_day, last_day, version, amount, ceiling, note, officer, set_us)
                 VALUES (:fund, :first, :last, :version, :amount, :ceiling, :note, :officer, :now)",
                named! { ":fund": new.fund, ":first": first, ":last": last,
                ":version": version, ":amount": new.amount.0, ":ceiling": new.ceiling.map(|fen| fen.0),
                ":note": new.note, ":officer": officer, ":now": now_us },
            )?;
            let of_fund = in_force(transaction, now_us)?;
            let mut of_fund = of_fund.iter().filter(|one| one.terms.fund == new.fund);
            if of_fund.all(|one| one.ceiling_left().is_some_and(|left| left > Fen::ZERO)) {
                transaction.execute(
                    "UPDATE finding SET cleared_us = :now
                     WHERE number = :number AND fund = :fund AND cleared_us IS NULL",
                    named! { ":now": now_us, ":number": FindingKind::CeilingReached.number(), ":fund": new.fund },
                )?;
            }
            Ok(version)
        })
    }
}
