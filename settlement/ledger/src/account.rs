//! Accounts of people who may look: operators, and merchants who see only themselves.

use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// What a person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The operations center: everything.
    Operator,
    /// One merchant, by id.
    Merchant(String),
}

impl Role {
    fn columns(&self) -> (&'static str, Option<&str>) {
        match self {
            Role::Operator => ("operator", None),
            Role::Merchant(id) => ("merchant", Some(id)),
        }
    }

    pub(crate) fn read(role: &str, merchant: Option<String>) -> Result<Role, LedgerError> {
        match (role, merchant) {
            ("operator", None) => Ok(Role::Operator),
            ("merchant", Some(id)) => Ok(Role::Merchant(id)),
            _ => Err(LedgerError::Corrupt("account.role".to_owned())),
        }
    }
}

/// An account as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Login name.
    pub login: String,
    /// Argon2 hash of the password.
    pub password_hash: String,
    /// What it may see.
    pub role: Role,
    /// Until when logging in is refused, UTC microseconds; 0 when not locked.
    pub locked_until_us: i64,
}

/// Shows no hash.
impl core::fmt::Debug for Account {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Account")
            .field("login", &self.login)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Adds an account.
    pub fn add_account(
        &mut self,
        login: &str,
        password_hash: &str,
        role: &Role,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        let (role, merchant) = role.columns();
        if let Some(id) = merchant
            && self.merchant(id)?.is_none()
        {
            return Err(LedgerError::unknown("商户", "merchant", &id));
        }
        let written = self.insert(
            "INSERT INTO account (login, password_hash, role, merchant, added_us)
             VALUES (:login, :hash, :role, :merchant, :now)",
            named! { ":login": login, ":hash": password_hash, ":role": role, ":merchant": merchant, ":now": now_us },
        )?;
        if written { Ok(()) } else { Err(LedgerError::taken("登录名", "login", &login)) }
    }

    /// One account, if it exists.
    pub fn account(&self, login: &str) -> Result<Option<Account>, LedgerError> {
        let row = self.store.first(
            "SELECT password_hash, role, merchant, locked_until_us FROM account WHERE login = ?1",
            at![login],
            |row| Ok((row.get(0)?, row.get::<String>(1)?, row.get(2)?, row.get(3)?)),
        )?;
        row.map(|(password_hash, role, merchant, locked_until_us)| {
            Ok(Account {
                login: login.to_owned(),
                password_hash,
                role: Role::read(&role, merchant)?,
                locked_until_us,
            })
        })
        .transpose()
    }

    /// Begins a login: the account when it exists and is not locked, with the attempt counted as wrong until
    /// [`Ledger::clear_login_failures`] says otherwise. Counting first keeps parallel guesses within the bound.
    /// Every `limit` attempts in a row lock the account until `until_us`.
    pub fn begin_login(
        &mut self,
        login: &str,
        limit: u32,
        now_us: i64,
        until_us: i64,
    ) -> Result<Option<Account>, LedgerError> {
        let counted = self.store.execute(
            "UPDATE account SET failures = CASE WHEN failures + 1 >= :limit THEN 0 ELSE failures + 1 END,
                    locked_until_us = CASE WHEN failures + 1 >= :limit THEN :until ELSE locked_until_us END
             WHERE login = :login AND locked_until_us <= :now",
            named! { ":login": login, ":limit": limit, ":until": until_us, ":now": now_us },
        )?;
        if counted == 1 { self.account(login) } else { Ok(None) }
    }

    /// Forgets the wrong passwords after a right one.
    pub fn clear_login_failures(&mut self, login: &str) -> Result<(), LedgerError> {
        self.store
            .execute("UPDATE account SET failures = 0, locked_until_us = 0 WHERE login = ?1", at![login])?;
        Ok(())
    }
}
