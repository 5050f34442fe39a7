//! What banks answered: taken over once, whole or not at all, with everything that follows booked in the same step.

use clearing::paid_out;
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::open_day;
use crate::error::{bytes, read_day, small};
use crate::history::read_merchant;
use crate::payout::settlements_of;
use crate::settlement::advance;
use crate::store::{Row, Store, at, named};
use crate::{Entered, Ledger, LedgerError, SettlementState};

/// How a line of a payout stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutLineState {
    /// The bank has not decided.
    Open,
    /// The bank has paid.
    Paid {
        /// Its booking day.
        day: BusinessDay,
    },
    /// Never paid, or paid and back: to be paid anew.
    Failed {
        /// The bank's words.
        reason: String,
    },
}

/// A line of a payout in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPayoutLine {
    /// Number of the payout.
    pub payout: u32,
    /// The merchant.
    pub merchant: String,
    /// What the bank calls it.
    pub end_to_end: String,
    /// How much.
    pub amount: Fen,
    /// How it stands.
    pub state: PayoutLineState,
}

/// What an answer does to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// An open line is paid.
    Paid,
    /// An open line failed; no money is gone.
    Failed {
        /// The bank's words.
        reason: String,
    },
    /// A paid line is back.
    Returned {
        /// The bank's words.
        reason: String,
    },
}

/// An answer on its way into the books.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// SHA-256 of the file.
    pub hash: [u8; 32],
    /// The bank's booking day.
    pub day: BusinessDay,
    /// Its form.
    pub format: &'a str,
    /// How many lines of which outcome.
    pub outcome: &'a str,
    /// Payout and merchant of each line that changes, and how.
    pub changes: &'a [(u32, String, LineChange)],
}

const COLUMNS: &str = "SELECT payout, merchant, end_to_end, amount, state, reason, day FROM payout_line";

type Raw = (i64, String, String, Fen, String, Option<String>, Option<i64>);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let amount = Fen(row.get(3)?);
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, amount, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn read(
    (payout, merchant, end_to_end, amount, state, reason, day): Raw,
) -> Result<StoredPayoutLine, LedgerError> {
    let state = match (state.as_str(), day) {
        ("open", _) => PayoutLineState::Open,
        ("paid", Some(day)) => PayoutLineState::Paid { day: read_day(day, "payout_line.day")? },
        ("failed", _) => PayoutLineState::Failed { reason: reason.unwrap_or_default() },
        _ => return Err(LedgerError::Corrupt("payout_line.state".to_owned())),
    };
    Ok(StoredPayoutLine { payout: small(payout, "payout_line.payout")?, merchant, end_to_end, amount, state })
}

impl Ledger {
    /// The lines of a payout, by merchant.
    pub fn payout_lines(&self, payout: u32) -> Result<Vec<StoredPayoutLine>, LedgerError> {
        let sql = format!("{COLUMNS} WHERE payout = ?1 ORDER BY merchant");
        self.store.rows(&sql, at![payout], raw)?.into_iter().map(read).collect()
    }

    /// The line that a bank calls so.
    pub fn payout_line(&self, end_to_end: &str) -> Result<Option<StoredPayoutLine>, LedgerError> {
        let sql = format!("{COLUMNS} WHERE end_to_end = ?1");
        self.store.first(&sql, at![end_to_end], raw)?.map(read).transpose()
    }

    /// Hashes of the files that were taken over.
    pub fn answers(&self) -> Result<Vec<[u8; 32]>, LedgerError> {
        let rows = self.store.rows("SELECT hash FROM bank_answer ORDER BY number", &[], |row| row.get(0))?;
        rows.iter().map(|hash: &Vec<u8>| bytes(hash, "bank_answer.hash")).collect()
    }

    /// Takes an answer over: lines, settlements and postings in one step. The same file again changes nothing.
    ///
    /// # Errors
    /// `Busy` when a line has moved since it was read.
    pub fn take_answer(&mut self, new: &NewAnswer<'_>, now_us: i64) -> Result<Entered, LedgerError> {
        self.step(|transaction| {
            let number = transaction.next_number("SELECT max(number) FROM bank_answer")?;
            let fresh = transaction.insert(
                "INSERT INTO bank_answer (number, hash, day, format, outcome, taken_us)
                 VALUES (:number, :hash, :day, :format, :outcome, :now)",
                named! { ":number": number, ":hash": new.hash, ":day": new.day.number(), ":format": new.format,
                ":outcome": new.outcome, ":now": now_us },
            )?;
            if !fresh {
                return Ok(Entered::Known);
            }
            for (payout, merchant, change) in new.changes {
                turn(transaction, (*payout, merchant), change, (number, new.day), now_us)?;
            }
            Ok(Entered::New)
        })
    }
}

/// One line, its settlements and its postings.
fn turn(
    store: &dyn Store,
    (payout, merchant): (u32, &str),
    change: &LineChange,
    (answer, day): (i64, BusinessDay),
    now_us: i64,
) -> Result<(), LedgerError> {
    use SettlementState::{Confirmed, Paid, PaymentConfirmed};
    let (from, to, settlements, reason) = match change {
        LineChange::Paid => ("open", "paid", (Paid, PaymentConfirmed), None),
        LineChange::Failed { reason } => ("open", "failed", (Paid, Confirmed), Some(reason)),
        LineChange::Returned { reason } => ("paid", "failed", (PaymentConfirmed, Confirmed), Some(reason)),
    };
    let changed = store.execute(
        "UPDATE payout_line SET state = :to, reason = :reason, answer = :answer,
                                day = CASE WHEN :to = 'paid' THEN CAST(:day AS BIGINT) ELSE NULL END
         WHERE payout = :payout AND merchant = :merchant AND state = :from
           AND EXISTS (SELECT 1 FROM payout p WHERE p.number = :payout AND p.state = 'written')",
        named! { ":to": to, ":reason": reason, ":answer": answer, ":day": day.number(), ":payout": payout,
        ":merchant": merchant, ":from": from },
    )?;
    if changed == 0 {
        return Err(LedgerError::Busy);
    }
    let (again, note) = (to == "failed", reason.map_or("", String::as_str));
    for settlement in settlements_of(store, payout, merchant)? {
        if !advance(store, settlement, settlements, (None, note), now_us)? {
            return Err(LedgerError::Corrupt(format!("settlement {settlement}")));
        }
        if again {
            store.execute("UPDATE settlement SET payout = NULL WHERE number = ?1", at![settlement])?;
        }
    }
    match change {
        LineChange::Failed { .. } => Ok(()),
        LineChange::Paid | LineChange::Returned { .. } => {
            book(store, (payout, merchant), again, (answer, day))
        }
    }
}

/// Money to a merchant, or back from it.
fn book(
    store: &dyn Store,
    (payout, merchant): (u32, &str),
    back: bool,
    (answer, day): (i64, BusinessDay),
) -> Result<(), LedgerError> {
    let held = at![payout, merchant];
    let amount = Fen(store.sum("SELECT amount FROM payout_line WHERE payout = ?1 AND merchant = ?2", held)?);
    let amount = if back { amount.checked_neg().ok_or(LedgerError::OutOfRange("payout"))? } else { amount };
    let lines =
        store.sum("SELECT max(line) FROM payout_posting WHERE payout = ?1 AND merchant = ?2", held)?;
    let booked = open_day(store)?;
    for (line, posting) in (lines.saturating_add(1)..).zip(paid_out(&read_merchant(merchant)?, amount, day)) {
        store.execute(
            "INSERT INTO payout_posting (payout, merchant, line, answer, account, day, amount, accounting_day)
             VALUES (:payout, :merchant, :line, :answer, :account, :day, :amount, :booked)",
            named! { ":payout": payout, ":merchant": merchant, ":line": line, ":answer": answer,
            ":account": posting.account.to_string(), ":day": posting.day.number(), ":amount": posting.amount.0,
            ":booked": booked },
        )?;
    }
    Ok(())
}
