//! Accounting days: one is open, and what is booked belongs to it. The cut-over closes it to bookings and opens the
//! next in one step, so that no booking waits or falls between; balances and statements follow at leisure.

use records::{BusinessDay, ClockQuality, Moment};

use crate::error::small;
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// How far the closing of a day has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayState {
    /// Bookings belong to it.
    Open,
    /// Nothing more is booked on it; its balances and statements are being made.
    Cut,
    /// Done.
    Closed,
}

impl DayState {
    /// As stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DayState::Open => "open",
            DayState::Cut => "cut",
            DayState::Closed => "closed",
        }
    }

    fn read(word: &str) -> Result<DayState, LedgerError> {
        [DayState::Open, DayState::Cut, DayState::Closed]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| LedgerError::Corrupt(format!("accounting_day.state {word:?}")))
    }
}

/// An accounting day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountingDay {
    /// Its name.
    pub day: BusinessDay,
    /// How far its closing has come.
    pub state: DayState,
    /// When it was opened, UTC microseconds.
    pub opened_us: i64,
    /// When nothing more was booked on it.
    pub cut_us: Option<i64>,
    /// When it was closed.
    pub closed_us: Option<i64>,
}

/// Why a day is not cut. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutRefusal {
    /// Another day is open.
    NotOpen {
        /// Which.
        open: BusinessDay,
    },
    /// An earlier day is cut and not closed yet.
    Unfinished {
        /// Which.
        day: BusinessDay,
    },
    /// The next day would not be later.
    NotLater,
}

/// What is booked on an accounting day: everything after the day before it. What older books booked before there were
/// accounting days belongs to the first.
pub(crate) struct Scope {
    pub(crate) after: i64,
    pub(crate) through: i64,
}

impl Scope {
    pub(crate) fn of(store: &dyn Store, day: BusinessDay) -> Result<Scope, LedgerError> {
        let through = i64::from(day.number());
        let before = store.number("SELECT max(day) FROM accounting_day WHERE day < ?1", at![through])?;
        Ok(Scope { after: before.unwrap_or(-1), through })
    }
}

/// The open day as bookings carry it; 0 before the first.
pub(crate) fn open_day(store: &dyn Store) -> Result<i64, LedgerError> {
    store.sum("SELECT max(day) FROM accounting_day WHERE state = 'open'", &[])
}

/// The day that a booking of this moment belongs to as budgets see it: the open day, or else the county's.
pub(crate) fn booking_day(store: &dyn Store, now_us: i64) -> Result<i64, LedgerError> {
    let open = open_day(store)?;
    if open > 0 {
        return Ok(open);
    }
    let moment = Moment { at_us: now_us, clock: ClockQuality::Network };
    let day = moment.county_time().and_then(|at| BusinessDay::from_date(at.date()));
    day.map(|day| i64::from(day.number())).ok_or(LedgerError::OutOfRange("clock"))
}

type Raw = (i64, String, i64, Option<i64>, Option<i64>);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn read((day, state, opened_us, cut_us, closed_us): Raw) -> Result<AccountingDay, LedgerError> {
    let number = small(day, "accounting_day.day")?;
    let day = BusinessDay::from_number(number)
        .ok_or_else(|| LedgerError::Corrupt(format!("accounting_day.day {number}")))?;
    Ok(AccountingDay { day, state: DayState::read(&state)?, opened_us, cut_us, closed_us })
}

const COLUMNS: &str = "SELECT day, state, opened_us, cut_us, closed_us FROM accounting_day";

fn all(store: &dyn Store, most: u32) -> Result<Vec<AccountingDay>, LedgerError> {
    let sql = format!("{COLUMNS} ORDER BY day DESC LIMIT ?1");
    store.rows(&sql, at![most], raw)?.into_iter().map(read).collect()
}

impl Ledger {
    /// The newest accounting days, newest first.
    pub fn accounting_days(&self, most: u32) -> Result<Vec<AccountingDay>, LedgerError> {
        all(self.store.as_ref(), most)
    }

    /// One accounting day.
    pub fn accounting_day(&self, day: BusinessDay) -> Result<Option<AccountingDay>, LedgerError> {
        let sql = format!("{COLUMNS} WHERE day = ?1");
        self.store.first(&sql, at![day.number()], raw)?.map(read).transpose()
    }

    /// Cut-over (日切): from here on bookings belong to `next`. The first cut may be of any day. The same cut again
    /// changes nothing.
    pub fn cut_over(
        &mut self,
        day: BusinessDay,
        next: BusinessDay,
        now_us: i64,
    ) -> Result<Result<(), CutRefusal>, LedgerError> {
        if next <= day {
            return Ok(Err(CutRefusal::NotLater));
        }
        self.step(|transaction| {
            let days = all(transaction, 3)?;
            if days.iter().any(|held| held.day == day && held.state != DayState::Open) {
                return Ok(Ok(()));
            }
            if let Some(cut) = days.iter().find(|held| held.state == DayState::Cut) {
                return Ok(Err(CutRefusal::Unfinished { day: cut.day }));
            }
            match days.iter().find(|held| held.state == DayState::Open) {
                Some(open) if open.day != day => return Ok(Err(CutRefusal::NotOpen { open: open.day })),
                Some(_) => {
                    transaction.execute(
                        "UPDATE accounting_day SET state = 'cut', cut_us = ?1 WHERE day = ?2",
                        at![now_us, day.number()],
                    )?;
                }
                None => {
                    transaction.execute(
                        "INSERT INTO accounting_day (day, state, opened_us, cut_us) VALUES (:day, 'cut', :now, :now)",
                        named! { ":day": day.number(), ":now": now_us },
                    )?;
                }
            }
            transaction.execute(
                "INSERT INTO accounting_day (day, state, opened_us) VALUES (?1, 'open', ?2)",
                at![next.number(), now_us],
            )?;
            Ok(Ok(()))
        })
    }

    /// The day is done. `false`: it was not cut, or it was done before.
    pub fn finish_day(&mut self, day: BusinessDay, now_us: i64) -> Result<bool, LedgerError> {
        let changed = self.write(
            "UPDATE accounting_day SET state = 'closed', closed_us = ?1 WHERE day = ?2 AND state = 'cut'",
            at![now_us, day.number()],
        )?;
        Ok(changed == 1)
    }
}
