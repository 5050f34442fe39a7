//! Enrolment: a terminal is invited by a one-time code and answers with its key.

use records::TerminalId;

use crate::error::{count, integer};
use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// Why a code does not enrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentRefusal {
    /// No such code.
    UnknownCode,
    /// The code has run out.
    Expired,
    /// The code was used by another key.
    Used,
    /// The terminal was revoked.
    Revoked,
}

/// What an enrolment came to.
pub type Enrolment = Result<TerminalId, EnrolmentRefusal>;

impl Ledger {
    /// Makes a new terminal for a merchant's point and an invitation for it.
    pub fn invite_terminal(
        &mut self,
        merchant: &str,
        point: &str,
        code_hash: &[u8; 32],
        now_us: i64,
        expires_us: i64,
    ) -> Result<TerminalId, LedgerError> {
        if self.merchant(merchant)?.is_none() {
            return Err(LedgerError::unknown("商户", "merchant", &merchant));
        }
        let base = i64::from(self.county()?.division).saturating_mul(100_000_000);
        self.step(|transaction| {
            let last: Option<i64> = transaction.number("SELECT max(id) FROM terminal", &[])?;
            let id = last.unwrap_or(base).max(base).saturating_add(1);
            transaction.execute(
                "INSERT INTO terminal (id, merchant, point) VALUES (:id, :merchant, :point)",
                named! { ":id": id, ":merchant": merchant, ":point": point },
            )?;
            transaction.execute(
                "INSERT INTO invitation (code_hash, terminal, issued_us, expires_us)
                 VALUES (:hash, :id, :now, :expires)",
                named! { ":hash": code_hash, ":id": id, ":now": now_us, ":expires": expires_us },
            )?;
            Ok(TerminalId(count(id, "terminal.id")?))
        })
    }

    /// Binds a key to the invited terminal. The same key may ask again and hears the same answer.
    pub fn enrol_terminal(
        &mut self,
        code_hash: &[u8; 32],
        public_key: &[u8; 32],
        now_us: i64,
    ) -> Result<Enrolment, LedgerError> {
        self.step(|transaction| {
            let invitation = transaction
                .first(
                    "SELECT i.terminal, i.expires_us, t.public_key, t.revoked_us
                     FROM invitation i JOIN terminal t ON t.id = i.terminal WHERE i.code_hash = ?1",
                    at![code_hash],
                    |row| {
                        let key: Option<Vec<u8>> = row.get(2)?;
                        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, key, row.get::<Option<i64>>(3)?))
                    },
                )
                ?;
            let Some((id, expires_us, key, revoked)) = invitation else {
                return Ok(Err(EnrolmentRefusal::UnknownCode));
            };
            if revoked.is_some() {
                return Ok(Err(EnrolmentRefusal::Revoked));
            }
            let terminal = TerminalId(count(id, "terminal.id")?);
            if let Some(key) = key {
                return Ok(if key == public_key { Ok(terminal) } else { Err(EnrolmentRefusal::Used) });
            }
            if expires_us <= now_us {
                return Ok(Err(EnrolmentRefusal::Expired));
            }
            transaction.execute(
                "UPDATE terminal SET public_key = :key, enrolled_us = :now, heard_us = :now WHERE id = :id",
                named! { ":key": public_key, ":now": now_us, ":id": id },
            )?;
            transaction.execute(
                "UPDATE invitation SET used_us = :now WHERE code_hash = :hash",
                named! { ":now": now_us, ":hash": code_hash },
            )?;
            transaction.execute(
                "INSERT INTO terminal_cursor (terminal, next_seq, head, updated_us) VALUES (:id, 1, :head, :now)",
                named! { ":id": integer(terminal.0, "terminal")?, ":head": [0_u8; 32], ":now": now_us },
            )?;
            Ok(Ok(terminal))
        })
    }
}
