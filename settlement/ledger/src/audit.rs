//! The audit log: who looked at or did what, one line after another. Each line holds the hash of the one before it, and
//! the last hash is sealed by whoever holds the center's key; so a line that is changed, taken out or put in shows.
//! What cannot show from the inside is a log set back whole to an earlier seal: keep the head elsewhere too.

use ed25519_dalek::Signature;
use records::{VerifyingKey, sha256};

use crate::error::{bytes, count, integer};
use crate::store::{Row, Store, at, named};
use crate::{Ledger, LedgerError};

/// How a line came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody looked.
    Seen,
    /// Somebody asked for a deed; written before it is done.
    Asked,
    /// It was done.
    Done,
    /// It was refused, and nothing was changed.
    Refused,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 4] = [Outcome::Seen, Outcome::Asked, Outcome::Done, Outcome::Refused];

    /// As stored.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Seen => "seen",
            Outcome::Asked => "asked",
            Outcome::Done => "done",
            Outcome::Refused => "refused",
        }
    }
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When, UTC microseconds.
    pub at_us: i64,
    /// Who, by login name.
    pub login: String,
    /// In which role.
    pub role: String,
    /// Did what.
    pub deed: String,
    /// To which thing, by its number: `sale 33070300000001-4`.
    pub thing: String,
    /// How it came about.
    pub outcome: Outcome,
}

/// How far the log has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Lines in it.
    pub lines: u64,
    /// Hash of the last.
    pub hash: [u8; 32],
}

impl AuditHead {
    const START: AuditHead = AuditHead { lines: 0, hash: [0; 32] };

    /// What is sealed.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        let mut text = b"lovecard-audit-head/1".to_vec();
        text.extend_from_slice(&self.lines.to_be_bytes());
        text.extend_from_slice(&self.hash);
        text
    }

    /// The head once this line is added. Every field goes in with its length: no two lines read alike.
    fn with(&self, line: &AuditLine) -> AuditHead {
        let lines = self.lines.saturating_add(1);
        let mut text = b"lovecard-audit-line/1".to_vec();
        text.extend_from_slice(&lines.to_be_bytes());
        text.extend_from_slice(&self.hash);
        text.extend_from_slice(&line.at_us.to_be_bytes());
        for field in [&line.login, &line.role, &line.deed, &line.thing] {
            text.extend_from_slice(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            text.extend_from_slice(field.as_bytes());
        }
        text.extend_from_slice(line.outcome.word().as_bytes());
        AuditHead { lines, hash: sha256(&text) }
    }
}

const COLUMNS: &str = "SELECT number, at_us, login, role, deed, thing, outcome, before, hash FROM audit_line";

type Raw = ([i64; 2], [String; 5], [Vec<u8>; 2]);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    let words = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
    Ok(([row.get(0)?, row.get(1)?], words, [row.get(7)?, row.get(8)?]))
}

/// A line with its number, what it holds of the line before, and its own hash.
type Kept = (u64, AuditLine, [u8; 32], [u8; 32]);

fn read(
    ([number, at_us], [login, role, deed, thing, word], [before, hash]): Raw,
) -> Result<Kept, LedgerError> {
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.word() == word);
    let outcome = outcome.ok_or_else(|| LedgerError::Corrupt("audit_line.outcome".to_owned()))?;
    let number = count(number, "audit_line.number")?;
    let line = AuditLine { at_us, login, role, deed, thing, outcome };
    Ok((number, line, bytes(&before, "audit_line.before")?, bytes(&hash, "audit_line.hash")?))
}

/// The head as kept, with its seal.
fn head(store: &dyn Store) -> Result<Option<(AuditHead, [u8; 64])>, LedgerError> {
    let row = store.first("SELECT lines, hash, seal FROM audit_head", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?, row.get::<Vec<u8>>(2)?))
    })?;
    row.map(|(lines, hash, seal)| {
        let lines = count(lines, "audit_head.lines")?;
        let head = AuditHead { lines, hash: bytes(&hash, "audit_head.hash")? };
        Ok((head, bytes(&seal, "audit_head.seal")?))
    })
    .transpose()
}

impl Ledger {
    /// Adds a line. `seal` signs the head with the center's key.
    pub fn note(&mut self, line: &AuditLine, seal: &dyn Fn(&[u8]) -> [u8; 64]) -> Result<(), LedgerError> {
        self.step(|store| {
            let before = head(store)?.map_or(AuditHead::START, |(head, _)| head);
            let next = before.with(line);
            let lines = integer(next.lines, "audit_line.number")?;
            store.execute(
                "INSERT INTO audit_line (number, at_us, login, role, deed, thing, outcome, before, hash)
                 VALUES (:number, :at, :login, :role, :deed, :thing, :outcome, :before, :hash)",
                named! { ":number": lines, ":at": line.at_us, ":login": line.login, ":role": line.role,
                ":deed": line.deed, ":thing": line.thing, ":outcome": line.outcome.word(),
                ":before": before.hash, ":hash": next.hash },
            )?;
            let (hash, seal) = (next.hash, seal(&next.text()));
            let moved = store
                .execute("UPDATE audit_head SET lines = ?1, hash = ?2, seal = ?3", at![lines, hash, seal])?;
            if moved == 0 {
                store.execute(
                    "INSERT INTO audit_head (only_row, lines, hash, seal) VALUES (1, ?1, ?2, ?3)",
                    at![lines, hash, seal],
                )?;
            }
            Ok(())
        })
    }

    /// How far the log has come; `None` before its first line.
    pub fn audit_head(&self) -> Result<Option<AuditHead>, LedgerError> {
        Ok(head(self.store.as_ref())?.map(|(head, _)| head))
    }

    /// The newest lines with their numbers, newest first.
    pub fn audit_lines(&self, most: u32) -> Result<Vec<(u64, AuditLine)>, LedgerError> {
        let rows = self.store.rows(&format!("{COLUMNS} ORDER BY number DESC LIMIT ?1"), at![most], raw)?;
        rows.into_iter().map(|row| read(row).map(|(number, line, ..)| (number, line))).collect()
    }

    /// Who has done a deed to a thing, by login.
    pub fn who_did(&self, deed: &str, thing: &str) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT DISTINCT login FROM audit_line WHERE deed = ?1 AND thing = ?2 AND outcome = 'done'";
        self.store.rows(sql, at![deed, thing], |row| row.get(0))
    }

    /// What is wrong with the log: place, Chinese, English.
    pub(crate) fn audit_faults(
        &self,
        center: &VerifyingKey,
    ) -> Result<Vec<(String, &'static str, &'static str)>, LedgerError> {
        let mut faults = Vec::new();
        let mut follows = AuditHead::START;
        self.store.ask(&format!("{COLUMNS} ORDER BY number"), &[], &mut |row| {
            let raw = raw(row)?;
            let place = format!("审计日志 audit {}", raw.0[0]);
            match read(raw) {
                Ok((number, line, before, hash)) => {
                    let next = follows.with(&line);
                    if (number, before, hash) != (next.lines, follows.hash, next.hash) {
                        faults.push((
                            place,
                            "日志行与前后不连",
                            "the line does not follow the one before it",
                        ));
                    }
                    // Goes on from what the line says of itself, so that one break is told once.
                    follows = AuditHead { lines: number, hash };
                }
                Err(_) => faults.push((place, "日志行无法读取", "the line cannot be read")),
            }
            Ok(())
        })?;
        let end = head(self.store.as_ref())?;
        let place = || "审计日志 audit".to_owned();
        match end {
            None if follows == AuditHead::START => {}
            Some((held, _)) if held != follows => {
                faults.push((place(), "日志末尾与封存的不符", "the log does not end where its seal says"));
            }
            Some((held, seal))
                if center.verify_strict(&held.text(), &Signature::from_bytes(&seal)).is_ok() => {}
            None | Some(_) => {
                faults.push((place(), "日志封印不符", "the seal of the log is not the center's"));
            }
        }
        Ok(faults)
    }
}
