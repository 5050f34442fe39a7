//! Sessions of logged-in people. Only the hash of a token is kept.

use crate::account::RawRole;
use crate::store::{at, named};
use crate::{Ledger, LedgerError, Role};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Login name.
    pub login: String,
    /// What the person may see.
    pub role: Role,
}

impl Ledger {
    /// Opens a session and sweeps out those that have run out.
    pub fn open_session(
        &mut self,
        token_hash: &[u8; 32],
        login: &str,
        now_us: i64,
        expires_us: i64,
    ) -> Result<(), LedgerError> {
        self.step(|transaction| {
            transaction.execute("DELETE FROM session WHERE expires_us <= ?1", at![now_us])?;
            transaction.execute(
                "INSERT INTO session (token_hash, login, issued_us, expires_us) VALUES (:token, :login, :now, :expires)",
                named! { ":token": token_hash, ":login": login, ":now": now_us, ":expires": expires_us },
            )?;
            Ok(())
        })
    }

    /// Who holds this token, while it is valid.
    pub fn visitor(&self, token_hash: &[u8; 32], now_us: i64) -> Result<Option<Visitor>, LedgerError> {
        let row = self.store.first(
            "SELECT a.login, a.role, a.merchant, r.role, r.town FROM session s
                 JOIN account a ON a.login = s.login LEFT JOIN account_role r ON r.login = a.login
                 WHERE s.token_hash = :token AND s.expires_us > :now",
            named! { ":token": token_hash, ":now": now_us },
            |row| Ok((row.get(0)?, RawRole::of(row, 1)?)),
        )?;
        row.map(|(login, role)| Ok(Visitor { login, role: Role::read(role)? })).transpose()
    }

    /// Ends a session.
    pub fn close_session(&mut self, token_hash: &[u8; 32]) -> Result<(), LedgerError> {
        self.store.execute("DELETE FROM session WHERE token_hash = ?1", at![token_hash])?;
        Ok(())
    }
}
