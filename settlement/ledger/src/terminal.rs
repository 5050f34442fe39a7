//! Terminals: whose they are, their key, and whether they may still speak.

use clearing::Outstanding;
use money::Fen;
use records::{Announced, Running, TerminalId};

use crate::error::{bytes, count, integer};
use crate::store::{Row, at, named};
use crate::{Ledger, LedgerError};

/// A terminal as the books know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Its id.
    pub id: TerminalId,
    /// Merchant that runs it.
    pub merchant: String,
    /// Name of the meal point or shop counter.
    pub point: String,
    /// Ed25519 key, once enrolled.
    pub public_key: Option<[u8; 32]>,
    /// When and why it was revoked.
    pub revoked: Option<(i64, String)>,
    /// When it was last heard, UTC microseconds.
    pub heard_us: Option<i64>,
    /// What it said it had written when it sealed its last batch.
    pub announced: Announced,
    /// Of that, what was not delivered.
    pub outstanding: Outstanding,
}

const COLUMNS: &str = "id, merchant, point, public_key, revoked_us, revoked_reason, heard_us, announced_seq,
    announced_count, announced_price, announced_benefit, outstanding_count, outstanding_price, outstanding_benefit";

type Raw = (i64, String, String, Option<Vec<u8>>, Option<i64>, Option<String>, Option<i64>, [i64; 7]);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let mut totals = [0_i64; 7];
    for (place, total) in totals.iter_mut().enumerate() {
        *total = row.get(place + 7)?;
    }
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, totals))
}

impl Terminal {
    fn read(raw: Raw) -> Result<Terminal, LedgerError> {
        let (id, merchant, point, key, revoked_us, reason, heard_us, totals) = raw;
        let [seq, a_count, a_price, a_benefit, o_count, o_price, o_benefit] = totals;
        Ok(Terminal {
            id: TerminalId(count(id, "terminal.id")?),
            merchant,
            point,
            public_key: key.map(|key| bytes(&key, "terminal.public_key")).transpose()?,
            revoked: revoked_us.map(|at| (at, reason.unwrap_or_default())),
            heard_us,
            announced: Announced {
                seq: count(seq, "terminal.announced_seq")?,
                running: Running {
                    count: count(a_count, "terminal.announced_count")?,
                    price: Fen(a_price),
                    benefit: Fen(a_benefit),
                },
            },
            outstanding: Outstanding {
                count: count(o_count, "terminal.outstanding_count")?,
                price: Fen(o_price),
                benefit: Fen(o_benefit),
            },
        })
    }
}

impl Ledger {
    /// One terminal, if it exists.
    pub fn terminal(&self, id: TerminalId) -> Result<Option<Terminal>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM terminal WHERE id = ?1");
        let found = self.store.first(&sql, at![integer(id.0, "terminal")?], raw)?;
        found.map(Terminal::read).transpose()
    }

    /// All terminals by id.
    pub fn terminals(&self) -> Result<Vec<Terminal>, LedgerError> {
        let rows = self.store.rows(&format!("SELECT {COLUMNS} FROM terminal ORDER BY id"), &[], raw)?;
        rows.into_iter().map(Terminal::read).collect()
    }

    /// Takes a terminal's right to speak away. What it sent before stays.
    pub fn revoke_terminal(&mut self, id: TerminalId, reason: &str, now_us: i64) -> Result<(), LedgerError> {
        let changed = self.write(
            "UPDATE terminal SET revoked_us = :now, revoked_reason = :reason WHERE id = :id AND revoked_us IS NULL",
            named! { ":now": now_us, ":reason": reason, ":id": integer(id.0, "terminal")? },
        )?;
        match (changed, self.terminal(id)?) {
            (1, _) => Ok(()),
            (_, Some(_)) => Err(LedgerError::taken("吊销记录，终端", "revocation of terminal", &id)),
            (_, None) => Err(LedgerError::unknown("终端", "terminal", &id)),
        }
    }

    /// Notes that a terminal was heard.
    pub fn note_heard(&mut self, id: TerminalId, now_us: i64) -> Result<(), LedgerError> {
        self.store.execute(
            "UPDATE terminal SET heard_us = ?1 WHERE id = ?2",
            at![now_us, integer(id.0, "terminal")?],
        )?;
        Ok(())
    }
}
