//! Settlements (结算): what statements add up to for a merchant, and every state each was in.

use clearing::{Netted, Sums};
use money::Fen;
use records::BusinessDay;

use crate::error::{read_day, small};
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// How far a settlement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettlementState {
    /// 0: made of statements.
    Generated,
    /// 1: its maker has compared it.
    Reconciled,
    /// 2: another person has confirmed it: it may be paid.
    Confirmed,
    /// 3: its payment was given to the bank.
    Paid,
    /// 4: the bank has paid.
    PaymentConfirmed,
}

impl SettlementState {
    const ALL: [SettlementState; 5] = [
        SettlementState::Generated,
        SettlementState::Reconciled,
        SettlementState::Confirmed,
        SettlementState::Paid,
        SettlementState::PaymentConfirmed,
    ];

    /// Its number, 0 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            SettlementState::Generated => 0,
            SettlementState::Reconciled => 1,
            SettlementState::Confirmed => 2,
            SettlementState::Paid => 3,
            SettlementState::PaymentConfirmed => 4,
        }
    }

    pub(crate) fn read(number: i64) -> Result<SettlementState, LedgerError> {
        let found = SettlementState::ALL.into_iter().find(|state| i64::from(state.number()) == number);
        found.ok_or_else(|| LedgerError::Corrupt(format!("settlement.state {number}")))
    }
}

/// A settlement in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSettlement {
    /// In the order they were made, from 1.
    pub number: u32,
    /// The merchant.
    pub merchant: String,
    /// First accounting day.
    pub first: BusinessDay,
    /// Last accounting day.
    pub last: BusinessDay,
    /// Version of the terms it follows.
    pub terms: u32,
    /// How far it has come.
    pub state: SettlementState,
    /// What its statements add up to.
    pub sums: Sums,
    /// The merchant's debt from the settlement before.
    pub brought: Fen,
    /// What becomes of it.
    pub netted: Netted,
    /// The payout it is in.
    pub payout: Option<u32>,
}

/// A statement in a settlement; a corrected one with what it differs by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementLine {
    /// The accounting day.
    pub day: BusinessDay,
    /// Version of the statement.
    pub version: u32,
    /// What it adds.
    pub sums: Sums,
}

/// One step of a settlement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementStep {
    /// The state from then on.
    pub state: SettlementState,
    /// Number of the officer; none: the program.
    pub officer: Option<u32>,
    /// Which payout, which answer, or why it failed.
    pub note: String,
    /// When, UTC microseconds.
    pub at_us: i64,
}

const COLUMNS: &str =
    "SELECT number, merchant, first_day, last_day, terms, state, consumption, refunds, fee, brought,
    pay, carried, refunds_apart, fee_apart, payout FROM settlement";

type Raw = (String, [i64; 5], [Fen; 8], Option<i64>);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let numbers = [row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
    let mut amounts = [Fen::ZERO; 8];
    for (place, amount) in (6..).zip(&mut amounts) {
        *amount = Fen(row.get(place)?);
    }
    Ok((row.get(1)?, numbers, amounts, row.get(14)?))
}

fn read((merchant, numbers, amounts, payout): Raw) -> Result<StoredSettlement, LedgerError> {
    let [number, first, last, terms, state] = numbers;
    let [consumption, refunds, fee, brought, pay, carried, refunds_apart, fee_apart] = amounts;
    Ok(StoredSettlement {
        number: small(number, "settlement.number")?,
        merchant,
        first: read_day(first, "settlement.first_day")?,
        last: read_day(last, "settlement.last_day")?,
        terms: small(terms, "settlement.terms")?,
        state: SettlementState::read(state)?,
        sums: Sums { consumption, refunds, fee },
        brought,
        netted: Netted { pay, carried, refunds_apart, fee_apart },
        payout: payout.map(|payout| small(payout, "settlement.payout")).transpose()?,
    })
}

pub(crate) fn settlement(store: &dyn Store, number: u32) -> Result<Option<StoredSettlement>, LedgerError> {
    store.first(&format!("{COLUMNS} WHERE number = ?1"), at![number], raw)?.map(read).transpose()
}

/// The newest of a merchant.
pub(crate) fn newest(store: &dyn Store, merchant: &str) -> Result<Option<StoredSettlement>, LedgerError> {
    let sql = format!("{COLUMNS} WHERE merchant = ?1 ORDER BY last_day DESC LIMIT 1");
    store.first(&sql, at![merchant], raw)?.map(read).transpose()
}

fn lines(store: &dyn Store, number: u32) -> Result<Vec<SettlementLine>, LedgerError> {
    let rows = store.rows(
        "SELECT day, version, consumption, refunds, fee FROM settlement_statement
         WHERE settlement = ?1 ORDER BY day, version",
        at![number],
        |row| {
            let sums =
                Sums { consumption: Fen(row.get(2)?), refunds: Fen(row.get(3)?), fee: Fen(row.get(4)?) };
            Ok((row.get(0)?, row.get(1)?, sums))
        },
    )?;
    rows.into_iter()
        .map(|(day, version, sums)| {
            let day = read_day(day, "settlement_statement.day")?;
            Ok(SettlementLine { day, version: small(version, "settlement_statement.version")?, sums })
        })
        .collect()
}

/// Moves settlements from one state to the next and notes it. `false`: one of them is in another state.
pub(crate) fn advance(
    store: &dyn Store,
    number: u32,
    (from, to): (SettlementState, SettlementState),
    (officer, note): (Option<u32>, &str),
    now_us: i64,
) -> Result<bool, LedgerError> {
    let changed = store.execute(
        "UPDATE settlement SET state = :to WHERE number = :number AND state = :from",
        named! { ":to": to.number(), ":number": number, ":from": from.number() },
    )?;
    if changed == 0 {
        return Ok(false);
    }
    let step = store.sum("SELECT max(step) FROM settlement_history WHERE settlement = ?1", at![number])?;
    note_step(store, number, step.saturating_add(1), to, (officer, note), now_us)?;
    Ok(true)
}

pub(crate) fn note_step(
    store: &dyn Store,
    number: u32,
    step: i64,
    state: SettlementState,
    (officer, note): (Option<u32>, &str),
    now_us: i64,
) -> Result<(), LedgerError> {
    store.execute(
        "INSERT INTO settlement_history (settlement, step, state, officer, note, at_us)
         VALUES (:settlement, :step, :state, :officer, :note, :now)",
        named! { ":settlement": number, ":step": step, ":state": state.number(), ":officer": officer,
        ":note": note, ":now": now_us },
    )?;
    Ok(())
}

impl Ledger {
    /// Settlements by number, the newest last; those of one state where it is given.
    pub fn settlements(&self, state: Option<SettlementState>) -> Result<Vec<StoredSettlement>, LedgerError> {
        let rows = match state {
            Some(state) => {
                let sql = format!("{COLUMNS} WHERE state = ?1 ORDER BY number");
                self.store.rows(&sql, at![state.number()], raw)?
            }
            None => self.store.rows(&format!("{COLUMNS} ORDER BY number"), &[], raw)?,
        };
        rows.into_iter().map(read).collect()
    }

    /// One settlement.
    pub fn settlement(&self, number: u32) -> Result<Option<StoredSettlement>, LedgerError> {
        settlement(self.store.as_ref(), number)
    }

    /// The statements in a settlement, by day.
    pub fn settlement_lines(&self, number: u32) -> Result<Vec<SettlementLine>, LedgerError> {
        lines(self.store.as_ref(), number)
    }

    /// Every state a settlement was in, oldest first.
    pub fn settlement_history(&self, number: u32) -> Result<Vec<SettlementStep>, LedgerError> {
        let rows = self.store.rows(
            "SELECT state, officer, note, at_us FROM settlement_history WHERE settlement = ?1 ORDER BY step",
            at![number],
            |row| Ok((row.get(0)?, row.get::<Option<i64>>(1)?, row.get(2)?, row.get(3)?)),
        )?;
        rows.into_iter()
            .map(|(state, officer, note, at_us)| {
                let officer =
                    officer.map(|number| small(number, "settlement_history.officer")).transpose()?;
                Ok(SettlementStep { state: SettlementState::read(state)?, officer, note, at_us })
            })
            .collect()
    }

    /// Settlements are reconciled by one officer, or confirmed by another: all of them, or none. Before the first,
    /// the sums are worked out from the statements once more.
    ///
    /// # Errors
    /// One that is not in the state before, and an officer who has reconciled what is to be confirmed.
    pub fn confirm_settlements(
        &mut self,
        numbers: &[u32],
        to: SettlementState,
        officer: u32,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        let from = match to {
            SettlementState::Reconciled => SettlementState::Generated,
            _ => SettlementState::Reconciled,
        };
        self.step(|transaction| {
            for &number in numbers {
                let held = settlement(transaction, number)?;
                let held = held.ok_or_else(|| LedgerError::unknown("结算", "settlement", &number))?;
                let added = lines(transaction, number)?
                    .into_iter()
                    .try_fold(Sums::default(), |sum, line| sum.plus(line.sums));
                if added != Some(held.sums) {
                    return Err(LedgerError::Corrupt(format!("settlement {number}")));
                }
                let own = transaction.sum(
                    "SELECT count(*) FROM settlement_history WHERE settlement = ?1 AND state = 1 AND officer = ?2",
                    at![number, officer],
                )?;
                let one = to == SettlementState::Confirmed && own > 0;
                if one || !advance(transaction, number, (from, to), (Some(officer), ""), now_us)? {
                    return Err(LedgerError::unknown(
                        "可由此人核对或确认的结算",
                        "settlement that this officer may confirm",
                        &number,
                    ));
                }
            }
            Ok(())
        })
    }
}
