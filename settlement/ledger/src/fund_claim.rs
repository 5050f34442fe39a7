//! Claims on the payers behind funds: every closed day once.

use std::collections::BTreeMap;

use money::Fen;
use records::{BusinessDay, MerchantId};

use crate::accounting_day::Scope;
use crate::error::{bytes, small};
use crate::history::read_merchant;
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// A claim as signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundClaim {
    /// The fund, by code.
    pub fund: u8,
    /// First accounting day.
    pub first: BusinessDay,
    /// Last accounting day.
    pub last: BusinessDay,
    /// What is claimed.
    pub amount: Fen,
    /// The text that was signed.
    pub document: String,
    /// Ed25519 over the text.
    pub signature: [u8; 64],
}

type Raw = ([i64; 4], String, Vec<u8>);

const COLUMNS: &str = "SELECT fund, first_day, last_day, amount, document, signature FROM fund_claim";

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok(([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?], row.get(4)?, row.get(5)?))
}

fn day(number: i64) -> Result<BusinessDay, LedgerError> {
    let bad = || LedgerError::Corrupt(format!("accounting_day.day {number}"));
    small(number, "accounting_day.day").ok().and_then(BusinessDay::from_number).ok_or_else(bad)
}

fn read(([fund, first, last, amount], document, signature): Raw) -> Result<FundClaim, LedgerError> {
    Ok(FundClaim {
        fund: small(fund, "fund_claim.fund")?,
        first: day(first)?,
        last: day(last)?,
        amount: Fen(amount),
        document,
        signature: bytes(&signature, "fund_claim.signature")?,
    })
}

fn claimed_through(store: &dyn Store, fund: u8) -> Result<i64, LedgerError> {
    store.sum("SELECT max(last_day) FROM fund_claim WHERE fund = ?1", at![fund])
}

fn unclaimed(store: &dyn Store, fund: u8, through: BusinessDay) -> Result<Vec<BusinessDay>, LedgerError> {
    let days = store.rows(
        "SELECT day FROM accounting_day WHERE state = 'closed' AND day > ?1 AND day <= ?2 ORDER BY day",
        at![claimed_through(store, fund)?, through.number()],
        |row| row.get(0),
    )?;
    days.into_iter().map(day).collect()
}

impl Ledger {
    /// Closed days through `through` that no claim on this fund has yet, in order.
    pub fn unclaimed_days(&self, fund: u8, through: BusinessDay) -> Result<Vec<BusinessDay>, LedgerError> {
        unclaimed(self.store.as_ref(), fund, through)
    }

    /// The claims on a fund, oldest first.
    pub fn fund_claims(&self, fund: u8) -> Result<Vec<FundClaim>, LedgerError> {
        let sql = format!("{COLUMNS} WHERE fund = ?1 ORDER BY last_day");
        self.store.rows(&sql, at![fund], raw)?.into_iter().map(read).collect()
    }

    /// What refunds of an accounting day gave back to a fund, by merchant.
    pub fn fund_returns(&self, fund: u8, day: BusinessDay) -> Result<BTreeMap<MerchantId, Fen>, LedgerError> {
        let Scope { after, through } = Scope::of(self.store.as_ref(), day)?;
        let account = format!("fund:{fund}");
        let rows = self.store.rows(
            "SELECT t.merchant, CAST(sum(p.amount) AS BIGINT) FROM refund r
             JOIN refund_posting p ON p.reference = r.reference
             JOIN tx t ON t.terminal = r.terminal AND t.seq = r.seq
             WHERE p.account = :account AND r.accounting_day > :after AND r.accounting_day <= :through
             GROUP BY t.merchant",
            named! { ":account": account, ":after": after, ":through": through },
            |row| Ok((row.get::<String>(0)?, Fen(row.get(1)?))),
        )?;
        rows.into_iter().map(|(merchant, amount)| Ok((read_merchant(&merchant)?, amount))).collect()
    }

    /// What a fund bore on an accounting day less what came back, as booked; inflows are not counted.
    pub fn fund_moved(&self, fund: u8, day: BusinessDay) -> Result<Fen, LedgerError> {
        let Scope { after, through } = Scope::of(self.store.as_ref(), day)?;
        let account = format!("fund:{fund}");
        let sum = self.store.sum(
            "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM (
                 SELECT p.amount FROM batch b JOIN posting p ON p.terminal = b.terminal AND p.first_seq = b.first_seq
                     WHERE p.account = :account AND b.accounting_day > :after AND b.accounting_day <= :through
                 UNION ALL SELECT p.amount FROM recheck r JOIN recheck_posting p ON p.recheck = r.number
                     WHERE p.account = :account AND r.accounting_day > :after AND r.accounting_day <= :through
                 UNION ALL SELECT p.amount FROM refund r JOIN refund_posting p ON p.reference = r.reference
                     WHERE p.account = :account AND r.accounting_day > :after AND r.accounting_day <= :through) AS lines",
            named! { ":account": account, ":after": after, ":through": through },
        )?;
        Ok(Fen(sum))
    }

    /// Keeps a claim. `false`: its days are not the ones that are due, for another claim came in between; nothing was
    /// written.
    pub fn keep_claim(&mut self, claim: &FundClaim, now_us: i64) -> Result<bool, LedgerError> {
        self.step(|transaction| {
            let due = unclaimed(transaction, claim.fund, claim.last)?;
            if (due.first(), due.last()) != (Some(&claim.first), Some(&claim.last)) {
                return Ok(false);
            }
            transaction.execute(
                "INSERT INTO fund_claim (fund, first_day, last_day, amount, document, signature, made_us)
                 VALUES (:fund, :first, :last, :amount, :document, :signature, :now)",
                named! { ":fund": claim.fund, ":first": claim.first.number(), ":last": claim.last.number(),
                ":amount": claim.amount.0, ":document": claim.document, ":signature": claim.signature,
                ":now": now_us },
            )?;
            Ok(true)
        })
    }
}
