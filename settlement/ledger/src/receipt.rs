//! What merchants pay by themselves: refunds and fees that their netting leaves apart.

use clearing::{Posting, paid_out};
use money::Fen;
use records::BusinessDay;

use crate::accounting_day::open_day;
use crate::history::read_merchant;
use crate::store::{Store, at, named};
use crate::{Entered, Ledger, LedgerError};

/// What one merchant owes beside its settlements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedApart {
    /// The merchant.
    pub merchant: String,
    /// Refunds and fees that settlements left apart.
    pub apart: Fen,
    /// What it has paid of that.
    pub received: Fen,
}

impl OwedApart {
    /// What is still open.
    #[must_use]
    pub fn open(&self) -> Fen {
        self.apart.checked_sub(self.received).unwrap_or(Fen::ZERO)
    }
}

/// Money that came, on its way into the books.
#[derive(Clone, Copy, Debug)]
pub struct NewReceipt<'a> {
    /// Number of the paper: unique for ever.
    pub reference: &'a str,
    /// Who paid.
    pub merchant: &'a str,
    /// How much, above zero.
    pub amount: Fen,
    /// When the money came.
    pub day: BusinessDay,
    /// Who entered it, by number.
    pub officer: u32,
}

/// Why a receipt is not entered. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiptRefusal {
    /// The reference belongs to another receipt.
    ReferenceTaken,
    /// It is more than the merchant owes apart.
    Beyond {
        /// What is open.
        open: Fen,
    },
}

const OWED: &str = "
    SELECT merchant, CAST(sum(apart) AS BIGINT), CAST(sum(received) AS BIGINT) FROM (
        SELECT merchant, refunds_apart + fee_apart AS apart, 0 AS received FROM settlement
        UNION ALL SELECT merchant, 0, amount FROM merchant_receipt) AS both_sides
    GROUP BY merchant HAVING sum(apart) <> 0 OR sum(received) <> 0 ORDER BY merchant";

impl Ledger {
    /// Merchants that owed or owe something apart.
    pub fn owed_apart(&self) -> Result<Vec<OwedApart>, LedgerError> {
        owed(self.store.as_ref())
    }

    /// Enters money that a merchant paid by itself. The same receipt again changes nothing.
    pub fn enter_receipt(
        &mut self,
        new: &NewReceipt<'_>,
        now_us: i64,
    ) -> Result<Result<Entered, ReceiptRefusal>, LedgerError> {
        self.step(|transaction| {
            let held = transaction.first(
                "SELECT merchant, amount, day FROM merchant_receipt WHERE reference = ?1",
                at![new.reference],
                |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<u32>(2)?)),
            )?;
            if let Some((merchant, amount, day)) = held {
                let same = (merchant.as_str(), amount, day) == (new.merchant, new.amount.0, new.day.number());
                return Ok(if same { Ok(Entered::Known) } else { Err(ReceiptRefusal::ReferenceTaken) });
            }
            let owed = owed(transaction)?;
            let open =
                owed.iter().find(|one| one.merchant == new.merchant).map_or(Fen::ZERO, OwedApart::open);
            if new.amount > open {
                return Ok(Err(ReceiptRefusal::Beyond { open }));
            }
            write(transaction, new, now_us)?;
            Ok(Ok(Entered::New))
        })
    }
}

fn owed(store: &dyn Store) -> Result<Vec<OwedApart>, LedgerError> {
    store.rows(OWED, &[], |row| {
        Ok(OwedApart { merchant: row.get(0)?, apart: Fen(row.get(1)?), received: Fen(row.get(2)?) })
    })
}

fn write(transaction: &dyn Store, new: &NewReceipt<'_>, now_us: i64) -> Result<(), LedgerError> {
    transaction.execute(
        "INSERT INTO merchant_receipt (reference, merchant, amount, day, officer, entered_us, accounting_day)
         VALUES (:reference, :merchant, :amount, :day, :officer, :now, :open)",
        named! { ":reference": new.reference, ":merchant": new.merchant, ":amount": new.amount.0,
        ":day": new.day.number(), ":officer": new.officer, ":now": now_us, ":open": open_day(transaction)? },
    )?;
    let back = new.amount.checked_neg().ok_or(LedgerError::OutOfRange("receipt"))?;
    let lines = paid_out(&read_merchant(new.merchant)?, back, new.day);
    for (line, Posting { account, amount, .. }) in (1_i64..).zip(lines) {
        transaction.execute(
            "INSERT INTO merchant_receipt_posting (reference, line, account, day, amount)
             VALUES (:reference, :line, :account, :day, :amount)",
            named! { ":reference": new.reference, ":line": line, ":account": account.to_string(),
            ":day": new.day.number(), ":amount": amount.0 },
        )?;
    }
    Ok(())
}
