//! Statements of merchants as signed: kept for ever, the newest version counts.

use std::collections::BTreeMap;

use clearing::{Account, Posting, RefundTotals};
use money::Fen;
use records::{BusinessDay, MerchantId};

use crate::accounting_day::{Scope, open_day};
use crate::error::{bytes, count, small};
use crate::history::read_merchant;
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// A statement on its way into the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStatement {
    /// The merchant.
    pub merchant: MerchantId,
    /// 1, or one more than the version it corrects.
    pub version: u32,
    /// Why it is made anew; empty for the first.
    pub reason: String,
    /// Paid sales.
    pub count: i64,
    /// Their gross.
    pub price: Fen,
    /// Of that, taken in cash by the merchant.
    pub cash: Fen,
    /// Given back by refunds, of what the county owes.
    pub refunded: Fen,
    /// Withheld.
    pub fee: Fen,
    /// What the county pays: may be below zero.
    pub payable: Fen,
    /// The text that is signed.
    pub document: String,
    /// Ed25519 over the text.
    pub signature: [u8; 64],
    /// What is booked for it: the fee, or its difference to the version before.
    pub postings: Vec<Posting>,
}

/// A statement in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStatement {
    /// The accounting day.
    pub day: BusinessDay,
    /// The merchant.
    pub merchant: String,
    /// Its version.
    pub version: u32,
    /// Why it was made anew.
    pub reason: String,
    /// What the county pays.
    pub payable: Fen,
    /// Withheld.
    pub fee: Fen,
    /// The text that was signed.
    pub document: String,
    /// Ed25519 over the text.
    pub signature: [u8; 64],
}

type Raw = (i64, String, i64, String, [i64; 2], String, Vec<u8>);

const COLUMNS: &str =
    "SELECT day, merchant, version, reason, payable, fee, document, signature FROM merchant_statement s";

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let sums = [row.get(4)?, row.get(5)?];
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, sums, row.get(6)?, row.get(7)?))
}

fn read(raw: Raw) -> Result<StoredStatement, LedgerError> {
    let (day, merchant, version, reason, [payable, fee], document, signature) = raw;
    let number = small(day, "merchant_statement.day")?;
    let day = BusinessDay::from_number(number)
        .ok_or_else(|| LedgerError::Corrupt(format!("merchant_statement.day {number}")))?;
    Ok(StoredStatement {
        day,
        merchant,
        version: small(version, "merchant_statement.version")?,
        reason,
        payable: Fen(payable),
        fee: Fen(fee),
        document,
        signature: bytes(&signature, "merchant_statement.signature")?,
    })
}

impl Ledger {
    /// The newest statements of an accounting day, by merchant.
    pub fn statements(&self, day: BusinessDay) -> Result<Vec<StoredStatement>, LedgerError> {
        let sql = format!(
            "{COLUMNS} WHERE day = ?1 AND version = (SELECT max(version) FROM merchant_statement n
                 WHERE n.day = s.day AND n.merchant = s.merchant) ORDER BY merchant"
        );
        self.store.rows(&sql, at![day.number()], raw)?.into_iter().map(read).collect()
    }

    /// The newest statements of a merchant for accounting days between two days, by day.
    pub fn merchant_statements(
        &self,
        merchant: &str,
        (first, last): (BusinessDay, BusinessDay),
    ) -> Result<Vec<StoredStatement>, LedgerError> {
        let sql = format!(
            "{COLUMNS} WHERE merchant = ?1 AND day >= ?2 AND day <= ?3
                 AND version = (SELECT max(version) FROM merchant_statement n
                                WHERE n.day = s.day AND n.merchant = s.merchant) ORDER BY day"
        );
        let rows = self.store.rows(&sql, at![merchant, first.number(), last.number()], raw)?;
        rows.into_iter().map(read).collect()
    }

    /// Every version of one statement, oldest first.
    pub fn statement_versions(
        &self,
        day: BusinessDay,
        merchant: &str,
    ) -> Result<Vec<StoredStatement>, LedgerError> {
        let sql = format!("{COLUMNS} WHERE day = ?1 AND merchant = ?2 ORDER BY version");
        self.store.rows(&sql, at![day.number(), merchant], raw)?.into_iter().map(read).collect()
    }

    /// What is withheld from a merchant for a statement, all versions together, by fee code.
    pub fn statement_fees(
        &self,
        day: BusinessDay,
        merchant: &str,
    ) -> Result<BTreeMap<u16, Fen>, LedgerError> {
        let rows = self.store.rows(
            "SELECT account, CAST(sum(amount) AS BIGINT) FROM statement_posting
             WHERE statement = ?1 AND merchant = ?2 AND account LIKE 'fee:%' GROUP BY account",
            at![day.number(), merchant],
            |row| Ok((row.get::<String>(0)?, Fen(row.get(1)?))),
        )?;
        let read = |(account, amount): (String, Fen)| match (account.parse(), amount.checked_neg()) {
            (Ok(Account::Fee(code)), Some(amount)) => Ok((code, amount)),
            _ => Err(LedgerError::Corrupt(format!("statement_posting.account {account}"))),
        };
        rows.into_iter().map(read).collect()
    }

    /// What refunds took back on an accounting day, by merchant.
    pub fn refund_sums(&self, day: BusinessDay) -> Result<BTreeMap<MerchantId, RefundTotals>, LedgerError> {
        let Scope { after, through } = Scope::of(self.store.as_ref(), day)?;
        let rows = self.store.rows(
            "SELECT t.merchant, count(*), CAST(sum(r.amount) AS BIGINT), CAST(sum(r.cash) AS BIGINT)
             FROM refund r JOIN tx t ON t.terminal = r.terminal AND t.seq = r.seq
             WHERE r.accounting_day > :after AND r.accounting_day <= :through GROUP BY t.merchant",
            named! { ":after": after, ":through": through },
            |row| Ok((row.get::<String>(0)?, row.get(1)?, Fen(row.get(2)?), Fen(row.get(3)?))),
        )?;
        rows.into_iter()
            .map(|(merchant, refunds, price, cash)| {
                Ok((
                    read_merchant(&merchant)?,
                    RefundTotals { count: count(refunds, "refund")?, price, cash },
                ))
            })
            .collect()
    }

    /// Keeps statements of a day in one step. A version that is there already stays as it is. Fees of first versions
    /// are booked on their own day, those of later ones on the day that is open.
    pub fn keep_statements(
        &mut self,
        day: BusinessDay,
        statements: &[NewStatement],
        now_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| statements.iter().try_for_each(|one| keep(transaction, day, one, now_us)))
    }
}

fn keep(
    transaction: &dyn Store,
    day: BusinessDay,
    new: &NewStatement,
    now_us: i64,
) -> Result<(), LedgerError> {
    let merchant = new.merchant.as_str();
    let written = transaction.insert(
        "INSERT INTO merchant_statement (day, merchant, version, reason, count, price, cash, refunded, fee, payable,
                                         document, signature, made_us)
         VALUES (:day, :merchant, :version, :reason, :count, :price, :cash, :refunded, :fee, :payable,
                 :document, :signature, :now)",
        named! { ":day": day.number(), ":merchant": merchant, ":version": new.version, ":reason": new.reason,
        ":count": new.count, ":price": new.price.0, ":cash": new.cash.0, ":refunded": new.refunded.0,
        ":fee": new.fee.0, ":payable": new.payable.0, ":document": new.document, ":signature": new.signature,
        ":now": now_us },
    )?;
    if !written {
        return Ok(());
    }
    let booked = if new.version == 1 { i64::from(day.number()) } else { open_day(transaction)? };
    for (line, posting) in (1_i64..).zip(&new.postings) {
        transaction.execute(
            "INSERT INTO statement_posting (statement, merchant, version, line, account, day, amount, accounting_day)
             VALUES (:statement, :merchant, :version, :line, :account, :day, :amount, :booked)",
            named! { ":statement": day.number(), ":merchant": merchant, ":version": new.version, ":line": line,
            ":account": posting.account.to_string(), ":day": posting.day.number(), ":amount": posting.amount.0,
            ":booked": booked },
        )?;
    }
    Ok(())
}
