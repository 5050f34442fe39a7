//! Inflows as entered, and what takes one back: whole, once, by an entry of its own.

use clearing::{Posting, inflow};
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::open_day;
use crate::error::{read_day, small};
use crate::fund::{FundBalance, InflowKind, held_by, keep};
use crate::store::{Store, at, named};
use crate::{Entered, Ledger, LedgerError};

/// An inflow in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredInflow {
    /// Its reference.
    pub reference: String,
    /// How much came in.
    pub amount: Fen,
    /// Who gave it; may be empty.
    pub source: String,
    /// What it is.
    pub kind: InflowKind,
    /// What else there is to say; may be empty.
    pub note: String,
    /// When it came.
    pub day: BusinessDay,
    /// The reversal that took it back, and why.
    pub reversed: Option<(String, String)>,
}

/// A reversal on its way into the books.
#[derive(Clone, Copy, Debug)]
pub struct NewReversal<'a> {
    /// Its own reference: unique for ever.
    pub reference: &'a str,
    /// The inflow that it takes back.
    pub inflow: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Whose decision it is, by number.
    pub officer: u32,
}

/// Why an inflow is not taken back. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReversalRefusal {
    /// There is no such inflow.
    Unknown,
    /// Another reversal took it back already.
    Reversed {
        /// Which.
        by: String,
    },
    /// The reversal's reference belongs to another.
    ReferenceTaken,
}

impl Ledger {
    /// The inflows into a fund, oldest first.
    pub fn entered_inflows(&self, fund: u8) -> Result<Vec<EnteredInflow>, LedgerError> {
        let rows = self.store.rows(
            "SELECT i.reference, i.amount, i.source, i.kind, i.note, i.day, v.reference, v.reason FROM inflow i
             LEFT JOIN inflow_reversal v ON v.inflow = i.reference
             WHERE i.fund = ?1 ORDER BY i.day, i.entered_us, i.reference",
            at![fund],
            |row| {
                let reversed = (row.get::<Option<String>>(6)?, row.get::<Option<String>>(7)?);
                let texts: [String; 4] = [row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?];
                Ok((texts, Fen(row.get(1)?), row.get::<i64>(5)?, reversed.0.zip(reversed.1)))
            },
        )?;
        rows.into_iter()
            .map(|([reference, source, kind, note], amount, day, reversed)| {
                let kind = InflowKind::from_word(&kind)
                    .ok_or_else(|| LedgerError::Corrupt(format!("inflow.kind {kind:?}")))?;
                let day = read_day(day, "inflow.day")?;
                Ok(EnteredInflow { reference, amount, source, kind, note, day, reversed })
            })
            .collect()
    }

    /// Takes an inflow back: its lines with their signs turned, on the day given. What it paid for is not touched, so
    /// that a fund may be left with less than nothing. The same reversal again changes nothing.
    pub fn reverse_inflow(
        &mut self,
        new: &NewReversal<'_>,
        day: BusinessDay,
        now_us: i64,
    ) -> Result<Result<Entered, ReversalRefusal>, LedgerError> {
        self.step(|transaction| {
            let held = transaction.first(
                "SELECT i.fund, i.amount, v.reference FROM inflow i
                 LEFT JOIN inflow_reversal v ON v.inflow = i.reference WHERE i.reference = ?1",
                at![new.inflow],
                |row| Ok((row.get::<i64>(0)?, Fen(row.get(1)?), row.get::<Option<String>>(2)?)),
            )?;
            let Some((fund, amount, by)) = held else { return Ok(Err(ReversalRefusal::Unknown)) };
            match by {
                Some(by) if by == new.reference => return Ok(Ok(Entered::Known)),
                Some(by) => return Ok(Err(ReversalRefusal::Reversed { by })),
                None => {}
            }
            let taken = "SELECT (SELECT count(*) FROM inflow_reversal WHERE reference = ?1)
                      + (SELECT count(*) FROM inflow WHERE reference = ?1)";
            if transaction.sum(taken, at![new.reference])? > 0 {
                return Ok(Err(ReversalRefusal::ReferenceTaken));
            }
            let fund = small(fund, "inflow.fund")?;
            write(transaction, new, (fund, amount), day, now_us)?;
            Ok(Ok(Entered::New))
        })
    }
}

fn write(
    transaction: &dyn Store,
    new: &NewReversal<'_>,
    (fund, amount): (u8, Fen),
    day: BusinessDay,
    now_us: i64,
) -> Result<(), LedgerError> {
    let out = LedgerError::OutOfRange;
    let before = held_by(transaction, fund)?;
    let after = before.inflow.checked_sub(amount).ok_or(out("inflow"))?;
    keep(transaction, fund, &FundBalance { inflow: after, ..before })?;
    transaction.execute(
        "INSERT INTO inflow_reversal (reference, inflow, reason, officer, day, entered_us, accounting_day)
         VALUES (:reference, :inflow, :reason, :officer, :day, :now, :open)",
        named! { ":reference": new.reference, ":inflow": new.inflow, ":reason": new.reason,
        ":officer": new.officer, ":day": day.number(), ":now": now_us, ":open": open_day(transaction)? },
    )?;
    let turned = amount.checked_neg().ok_or(out("inflow"))?;
    for (line, Posting { account, amount, .. }) in (1_i64..).zip(inflow(fund, turned, day)) {
        transaction.execute(
            "INSERT INTO inflow_reversal_posting (reference, line, account, day, amount)
             VALUES (:reference, :line, :account, :day, :amount)",
            named! { ":reference": new.reference, ":line": line, ":account": account.to_string(),
            ":day": day.number(), ":amount": amount.0 },
        )?;
    }
    Ok(())
}
