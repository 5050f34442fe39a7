//! Whose books these are.

use crate::error::small;
use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// The county and the seed of the center's signing key.
#[derive(Clone, PartialEq, Eq)]
pub struct County {
    /// Division code, six digits.
    pub division: u32,
    /// Name as people write it.
    pub name: String,
    /// Ed25519 seed of the center.
    pub signing_key: [u8; 32],
    /// Argon2 hash of the code a supervisor types at a till; empty when none is set.
    pub supervisor_code: String,
}

/// Shows no key.
impl core::fmt::Debug for County {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("County")
            .field("division", &self.division)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Writes down whose books these are, once.
    pub fn open_county(&mut self, county: &County, now_us: i64) -> Result<(), LedgerError> {
        let written = self.insert(
            "INSERT INTO county (only_row, division, name, signing_key, supervisor_code, opened_us)
             VALUES (1, :division, :name, :key, :code, :now)",
            named! { ":division": county.division, ":name": county.name, ":key": county.signing_key,
            ":code": county.supervisor_code, ":now": now_us },
        )?;
        if written { Ok(()) } else { Err(LedgerError::taken("县", "county", &county.division)) }
    }

    /// Whose books these are.
    pub fn county(&self) -> Result<County, LedgerError> {
        let row = self.store.first(
            "SELECT division, name, signing_key, supervisor_code FROM county",
            &[],
            |row| Ok((row.get::<i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        let (division, name, signing_key, supervisor_code) = row.ok_or_else(nobody)?;
        Ok(County { division: small(division, "county.division")?, name, signing_key, supervisor_code })
    }

    /// Replaces the hash of the supervisor's code; it reaches the tills with their next package.
    pub fn set_supervisor_code(&mut self, hash: &str) -> Result<(), LedgerError> {
        let changed = self.write("UPDATE county SET supervisor_code = ?1", at![hash])?;
        if changed == 1 { Ok(()) } else { Err(nobody()) }
    }
}

fn nobody() -> LedgerError {
    LedgerError::Unknown {
        zh: "县，请先运行 init".to_owned(),
        en: "county in these books, run init first".to_owned(),
    }
}
