//! Terms of merchants: when each is settled, what is netted, where it is paid. Every version stays as it was.

use core::fmt;

use clearing::{Cycle, Netting};
use records::BusinessDay;

use crate::error::{read_day, small};
use crate::store::{Row, Store, at, named};
use crate::{Entered, Ledger, LedgerError};

/// An account at a bank.
#[derive(Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// Whose.
    pub name: String,
    /// Its number.
    pub number: String,
    /// CNAPS code (联行号) of the branch.
    pub bank: String,
}

impl BankAccount {
    /// `****1234`.
    #[must_use]
    pub fn masked(&self) -> String {
        let digits = self.number.chars().count();
        let tail: String = self.number.chars().skip(digits.saturating_sub(4)).collect();
        if digits < 8 { "****".to_owned() } else { format!("****{tail}") }
    }
}

/// Says the last four digits only.
impl fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// One version of a merchant's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantTerms {
    /// The merchant.
    pub merchant: String,
    /// From 1.
    pub version: u32,
    /// The first day it is in force.
    pub from: BusinessDay,
    /// When it is settled.
    pub cycle: Cycle,
    /// What is set off.
    pub netting: Netting,
    /// Where it is paid.
    pub payee: BankAccount,
}

impl MerchantTerms {
    /// Those in force on a day, out of a merchant's versions in their order.
    #[must_use]
    pub fn on(versions: &[MerchantTerms], day: BusinessDay) -> Option<&MerchantTerms> {
        versions.iter().rev().find(|terms| terms.from <= day)
    }
}

type Raw = (i64, i64, String, String, BankAccount);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let payee = BankAccount { name: row.get(4)?, number: row.get(5)?, bank: row.get(6)? };
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, payee))
}

/// Every version, in their order.
pub(crate) fn terms(store: &dyn Store, merchant: &str) -> Result<Vec<MerchantTerms>, LedgerError> {
    let bad = |what: &str| LedgerError::Corrupt(format!("merchant_terms.{what}"));
    let rows = store.rows(
        "SELECT version, from_day, cycle, netting, payee_name, payee_account, payee_bank FROM merchant_terms
         WHERE merchant = ?1 ORDER BY version",
        at![merchant],
        raw,
    )?;
    rows.into_iter()
        .map(|(version, from, cycle, netting, payee)| {
            Ok(MerchantTerms {
                merchant: merchant.to_owned(),
                version: small(version, "merchant_terms.version")?,
                from: read_day(from, "merchant_terms.from_day")?,
                cycle: cycle.parse().map_err(|_| bad("cycle"))?,
                netting: netting.parse().map_err(|_| bad("netting"))?,
                payee,
            })
        })
        .collect()
}

impl Ledger {
    /// Keeps terms as the merchant's next version; the version is given here. What is in force already is not kept
    /// again. Terms never begin before those they follow.
    pub fn set_terms(&mut self, new: &MerchantTerms, now_us: i64) -> Result<(u32, Entered), LedgerError> {
        self.step(|transaction| {
            let merchant = &new.merchant;
            let held = terms(transaction, merchant)?;
            let mut version = 1_u32;
            if let Some(last) = held.last() {
                let same = MerchantTerms { version: last.version, from: last.from, ..new.clone() };
                if same == *last && new.from >= last.from {
                    return Ok((last.version, Entered::Known));
                }
                if new.from < last.from {
                    return Err(LedgerError::taken(
                        "更晚生效的商户条款",
                        "terms that begin later, on",
                        &last.from,
                    ));
                }
                version = last.version.saturating_add(1);
            }
            transaction.execute(
                "INSERT INTO merchant_terms (merchant, version, from_day, cycle, netting, payee_name, payee_account,
                                             payee_bank, set_us)
                 VALUES (:merchant, :version, :from, :cycle, :netting, :name, :account, :bank, :now)",
                named! { ":merchant": merchant, ":version": version, ":from": new.from.number(),
                ":cycle": new.cycle.to_string(), ":netting": new.netting.to_string(), ":name": new.payee.name,
                ":account": new.payee.number, ":bank": new.payee.bank, ":now": now_us },
            )?;
            Ok((version, Entered::New))
        })
    }

    /// A merchant's terms, every version in their order.
    pub fn terms(&self, merchant: &str) -> Result<Vec<MerchantTerms>, LedgerError> {
        terms(self.store.as_ref(), merchant)
    }

    /// From now on the county pays out of this account.
    pub fn set_paying_account(&mut self, account: &BankAccount, now_us: i64) -> Result<Entered, LedgerError> {
        if self.paying_account()?.as_ref() == Some(account) {
            return Ok(Entered::Known);
        }
        self.step(|transaction| {
            let version = transaction.next_number("SELECT max(version) FROM paying_account")?;
            transaction.execute(
                "INSERT INTO paying_account (version, name, account, bank, set_us)
                 VALUES (:version, :name, :account, :bank, :now)",
                named! { ":version": version, ":name": account.name, ":account": account.number,
                ":bank": account.bank, ":now": now_us },
            )?;
            Ok(Entered::New)
        })
    }

    /// The accounts that the county paid out of, the newest first.
    pub fn paying_accounts(&self) -> Result<Vec<BankAccount>, LedgerError> {
        self.store.rows("SELECT name, account, bank FROM paying_account ORDER BY version DESC", &[], |row| {
            Ok(BankAccount { name: row.get(0)?, number: row.get(1)?, bank: row.get(2)? })
        })
    }

    /// The account that the county pays out of.
    pub fn paying_account(&self) -> Result<Option<BankAccount>, LedgerError> {
        Ok(self.paying_accounts()?.into_iter().next())
    }
}
