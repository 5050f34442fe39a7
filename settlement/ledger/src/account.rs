//! Accounts of people: of the center and its offices, of towns and auditors, and of merchants who see only themselves.

use crate::store::{Row, at, named};
use crate::{Ledger, LedgerError};

/// In which role a person works. What a role may do is decided by the center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The operations center: the four offices in one person's hands, as in a small county.
    Operator,
    /// 咨询: answers elders and merchants.
    Inquiry,
    /// 策划: rules and budgets.
    Planning,
    /// 监管: anomalies, merchants, payments.
    Supervision,
    /// 运维: terminals, keys, versions.
    Maintenance,
    /// 审计: reads, changes nothing.
    Auditor,
    /// 乡镇: reads what is of its own place, by the name tariffs use.
    Town(String),
    /// One merchant, by id.
    Merchant(String),
}

impl Role {
    /// The word for machines.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Inquiry => "inquiry",
            Role::Planning => "planning",
            Role::Supervision => "supervision",
            Role::Maintenance => "maintenance",
            Role::Auditor => "auditor",
            Role::Town(_) => "town",
            Role::Merchant(_) => "merchant",
        }
    }

    /// `account.role` and its merchant.
    fn columns(&self) -> (&'static str, Option<&str>) {
        match self {
            Role::Merchant(id) => ("merchant", Some(id)),
            _ => ("operator", None),
        }
    }

    /// Where that says too little: `account_role.role` and its town.
    fn office(&self) -> Option<(&'static str, Option<&str>)> {
        match self {
            Role::Operator | Role::Merchant(_) => None,
            Role::Town(place) => Some((self.word(), Some(place))),
            _ => Some((self.word(), None)),
        }
    }

    pub(crate) fn read(raw: RawRole) -> Result<Role, LedgerError> {
        let RawRole { role, merchant, office, town } = raw;
        match (role.as_str(), merchant, office.as_deref(), town) {
            ("operator", None, None, None) => Ok(Role::Operator),
            ("merchant", Some(id), None, None) => Ok(Role::Merchant(id)),
            ("operator", None, Some("inquiry"), None) => Ok(Role::Inquiry),
            ("operator", None, Some("planning"), None) => Ok(Role::Planning),
            ("operator", None, Some("supervision"), None) => Ok(Role::Supervision),
            ("operator", None, Some("maintenance"), None) => Ok(Role::Maintenance),
            ("operator", None, Some("auditor"), None) => Ok(Role::Auditor),
            ("operator", None, Some("town"), Some(place)) => Ok(Role::Town(place)),
            _ => Err(LedgerError::Corrupt("account.role".to_owned())),
        }
    }
}

/// A role as stored.
pub(crate) struct RawRole {
    role: String,
    merchant: Option<String>,
    office: Option<String>,
    town: Option<String>,
}

impl RawRole {
    /// Four columns of a row, from this one on.
    pub(crate) fn of(row: &Row<'_>, from: usize) -> Result<RawRole, LedgerError> {
        let [role, merchant, office, town] = [from, from + 1, from + 2, from + 3];
        Ok(RawRole {
            role: row.get(role)?,
            merchant: row.get(merchant)?,
            office: row.get(office)?,
            town: row.get(town)?,
        })
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
        let ((role, merchant), office) = (role.columns(), role.office());
        if let Some(id) = merchant
            && self.merchant(id)?.is_none()
        {
            return Err(LedgerError::unknown("商户", "merchant", &id));
        }
        self.step(|store| {
            let written = store.insert(
                "INSERT INTO account (login, password_hash, role, merchant, added_us)
                 VALUES (:login, :hash, :role, :merchant, :now)",
                named! { ":login": login, ":hash": password_hash, ":role": role, ":merchant": merchant, ":now": now_us },
            )?;
            if !written {
                return Err(LedgerError::taken("登录名", "login", &login));
            }
            if let Some((office, town)) = office {
                store.execute(
                    "INSERT INTO account_role (login, role, town) VALUES (:login, :role, :town)",
                    named! { ":login": login, ":role": office, ":town": town },
                )?;
            }
            Ok(())
        })
    }

    /// One account, if it exists.
    pub fn account(&self, login: &str) -> Result<Option<Account>, LedgerError> {
        let row = self.store.first(
            "SELECT a.password_hash, a.locked_until_us, a.role, a.merchant, r.role, r.town
             FROM account a LEFT JOIN account_role r ON r.login = a.login WHERE a.login = ?1",
            at![login],
            |row| Ok((row.get(0)?, row.get(1)?, RawRole::of(row, 2)?)),
        )?;
        row.map(|(password_hash, locked_until_us, role)| {
            Ok(Account { login: login.to_owned(), password_hash, role: Role::read(role)?, locked_until_us })
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
