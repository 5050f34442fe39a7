//! Officers: people whose keys may sign tariffs. One person has one role.

use records::{Fingerprint, Officer, OfficerRole, VerifyingKey};

use crate::error::{bytes, small};
use crate::store::{Row, at, named};
use crate::{Ledger, LedgerError};

/// An officer in the books.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredOfficer {
    /// In the order of registration, from 1.
    pub number: u32,
    /// What people call them. Stays at the center.
    pub name: String,
    /// Key and role.
    pub officer: Officer,
    /// When the key was registered, UTC µs.
    pub added_us: i64,
    /// Since when it signs nothing any more, UTC µs.
    pub revoked_us: Option<i64>,
}

impl StoredOfficer {
    /// Fingerprint of the key.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.officer.fingerprint()
    }
}

/// Shows the key, not the name.
impl core::fmt::Debug for StoredOfficer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (key, role) = (self.fingerprint(), self.officer.role);
        write!(f, "StoredOfficer({} {key} {role:?} revoked {:?})", self.number, self.revoked_us)
    }
}

type Columns = (i64, String, String, Vec<u8>, i64, Option<i64>);

fn read(row: &Row<'_>) -> Result<Columns, LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn officer((number, name, role, key, added_us, revoked_us): Columns) -> Result<StoredOfficer, LedgerError> {
    let key = VerifyingKey::from_bytes(&bytes(&key, "officer.public_key")?)
        .map_err(|_| LedgerError::Corrupt("officer.public_key".to_owned()))?;
    let role = match role.as_str() {
        "maker" => OfficerRole::Maker,
        "checker" => OfficerRole::Checker,
        _ => return Err(LedgerError::Corrupt("officer.role".to_owned())),
    };
    let number = small(number, "officer.number")?;
    Ok(StoredOfficer { number, name, officer: Officer { key, role }, added_us, revoked_us })
}

impl Ledger {
    /// Registers a key. A name that already has one in use is refused: one person, one key, one role.
    pub fn add_officer(
        &mut self,
        name: &str,
        key: &Officer,
        now_us: i64,
    ) -> Result<StoredOfficer, LedgerError> {
        let role = match key.role {
            OfficerRole::Maker => "maker",
            OfficerRole::Checker => "checker",
        };
        self.step(|transaction| {
            let in_use = "SELECT count(*) FROM officer WHERE name = ?1 AND revoked_us IS NULL";
            if transaction.sum(in_use, at![name])? > 0 {
                return Err(LedgerError::taken("经办复核人员", "officer", &name));
            }
            let public = key.key.to_bytes();
            if transaction.sum("SELECT count(*) FROM officer WHERE public_key = ?1", at![public])? > 0 {
                return Err(LedgerError::taken("密钥", "key", &key.fingerprint()));
            }
            let number = transaction.next_number("SELECT max(number) FROM officer")?;
            transaction.execute(
                "INSERT INTO officer (number, name, role, public_key, added_us)
                 VALUES (:number, :name, :role, :key, :now)",
                named! { ":number": number, ":name": name, ":role": role, ":key": public, ":now": now_us },
            )?;
            officer((number, name.to_owned(), role.to_owned(), public.to_vec(), now_us, None))
        })
    }

    /// All officers, revoked ones too, in the order of registration.
    pub fn officers(&self) -> Result<Vec<StoredOfficer>, LedgerError> {
        let rows = self.store.rows(
            "SELECT number, name, role, public_key, added_us, revoked_us FROM officer ORDER BY number",
            &[],
            read,
        )?;
        rows.into_iter().map(officer).collect()
    }

    /// From now on this key signs nothing. What it signed before stays signed.
    pub fn revoke_officer(&mut self, number: u32, now_us: i64) -> Result<(), LedgerError> {
        let changed = self.write(
            "UPDATE officer SET revoked_us = :now WHERE number = :number AND revoked_us IS NULL",
            named! { ":now": now_us, ":number": number },
        )?;
        if changed == 1 {
            Ok(())
        } else {
            Err(LedgerError::unknown("在用的经办复核人员", "officer in service", &number))
        }
    }
}
