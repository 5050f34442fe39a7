//! Desks where cards are issued: invited by a one-time code, known by their key.

use money::Fen;

use crate::error::{bytes, small};
use crate::store::{Row, at, named};
use crate::{EnrolmentRefusal, Ledger, LedgerError};

/// A desk as the books know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Its number in the county, from 1.
    pub number: u32,
    /// What people call it.
    pub name: String,
    /// What it may load on one county day.
    pub load_limit: Fen,
    /// Ed25519 key, once enrolled.
    pub public_key: Option<[u8; 32]>,
    /// When and why it was revoked.
    pub revoked: Option<(i64, String)>,
}

const COLUMNS: &str = "number, name, load_limit, public_key, revoked_us, revoked_reason";

type Raw = (i64, String, i64, Option<Vec<u8>>, Option<i64>, Option<String>);

fn raw(row: &Row<'_>) -> Result<Raw, LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

impl Desk {
    fn read((number, name, limit, key, revoked_us, reason): Raw) -> Result<Desk, LedgerError> {
        Ok(Desk {
            number: small(number, "desk.number")?,
            name,
            load_limit: Fen(limit),
            public_key: key.map(|key| bytes(&key, "desk.public_key")).transpose()?,
            revoked: revoked_us.map(|at| (at, reason.unwrap_or_default())),
        })
    }
}

impl Ledger {
    /// Makes a new desk and an invitation for it; returns its number.
    pub fn invite_desk(
        &mut self,
        name: &str,
        load_limit: Fen,
        code_hash: &[u8; 32],
        now_us: i64,
        expires_us: i64,
    ) -> Result<u32, LedgerError> {
        self.step(|transaction| {
            let number = transaction.next_number("SELECT max(number) FROM desk")?;
            transaction.execute(
                "INSERT INTO desk (number, name, code_hash, invited_us, expires_us, load_limit)
                 VALUES (:number, :name, :hash, :now, :expires, :limit)",
                named! { ":number": number, ":name": name, ":hash": code_hash, ":now": now_us,
                ":expires": expires_us, ":limit": load_limit.0 },
            )?;
            small(number, "desk.number")
        })
    }

    /// Binds a key to the invited desk. The same key may ask again and hears the same answer.
    pub fn enrol_desk(
        &mut self,
        code_hash: &[u8; 32],
        public_key: &[u8; 32],
        now_us: i64,
    ) -> Result<Result<u32, EnrolmentRefusal>, LedgerError> {
        self.step(|transaction| {
            let invited = transaction.first(
                "SELECT number, expires_us, public_key, revoked_us FROM desk WHERE code_hash = ?1",
                at![code_hash],
                |row| {
                    let key: Option<Vec<u8>> = row.get(2)?;
                    Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, key, row.get::<Option<i64>>(3)?))
                },
            )?;
            let Some((number, expires_us, key, revoked)) = invited else {
                return Ok(Err(EnrolmentRefusal::UnknownCode));
            };
            if revoked.is_some() {
                return Ok(Err(EnrolmentRefusal::Revoked));
            }
            let number: u32 = small(number, "desk.number")?;
            if let Some(key) = key {
                return Ok(if key == public_key { Ok(number) } else { Err(EnrolmentRefusal::Used) });
            }
            if expires_us <= now_us {
                return Ok(Err(EnrolmentRefusal::Expired));
            }
            transaction.execute(
                "UPDATE desk SET public_key = :key, enrolled_us = :now WHERE number = :number",
                named! { ":key": public_key, ":now": now_us, ":number": number },
            )?;
            Ok(Ok(number))
        })
    }

    /// One desk, if it exists.
    pub fn desk(&self, number: u32) -> Result<Option<Desk>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM desk WHERE number = ?1");
        self.store.first(&sql, at![number], raw)?.map(Desk::read).transpose()
    }

    /// All desks by number.
    pub fn desks(&self) -> Result<Vec<Desk>, LedgerError> {
        self.store
            .rows(&format!("SELECT {COLUMNS} FROM desk ORDER BY number"), &[], raw)?
            .into_iter()
            .map(Desk::read)
            .collect()
    }

    /// Takes a desk's right to speak away. What it reported before stays.
    pub fn revoke_desk(&mut self, number: u32, reason: &str, now_us: i64) -> Result<(), LedgerError> {
        let changed = self.write(
            "UPDATE desk SET revoked_us = :now, revoked_reason = :reason WHERE number = :number AND revoked_us IS NULL",
            named! { ":now": now_us, ":reason": reason, ":number": number },
        )?;
        match (changed, self.desk(number)?) {
            (1, _) => Ok(()),
            (_, Some(_)) => Err(LedgerError::taken("吊销记录，发卡台", "revocation of desk", &number)),
            (_, None) => Err(LedgerError::unknown("发卡台", "desk", &number)),
        }
    }
}
