//! Tariffs as released: the text, for ever. How one comes in: [`Ledger::release_tariff`].

use crate::error::{bytes, small};
use crate::store::{Row, at};
use crate::{Ledger, LedgerError};

/// A tariff in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTariff {
    /// Version named in the text.
    pub version: u32,
    /// The whole text.
    pub text: String,
    /// SHA-256 of the text.
    pub hash: [u8; 32],
}

fn read(row: &Row<'_>) -> Result<(i64, String, Vec<u8>), LedgerError> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn tariff((version, text, hash): (i64, String, Vec<u8>)) -> Result<StoredTariff, LedgerError> {
    Ok(StoredTariff { version: small(version, "tariff.version")?, text, hash: bytes(&hash, "tariff.hash")? })
}

impl Ledger {
    /// One tariff by version.
    pub fn tariff(&self, version: u32) -> Result<Option<StoredTariff>, LedgerError> {
        let sql = "SELECT version, text, hash FROM tariff WHERE version = ?1";
        self.store.first(sql, at![version], read)?.map(tariff).transpose()
    }

    /// The tariff with the highest version.
    pub fn newest_tariff(&self) -> Result<Option<StoredTariff>, LedgerError> {
        let sql = "SELECT version, text, hash FROM tariff ORDER BY version DESC LIMIT 1";
        self.store.first(sql, &[], read)?.map(tariff).transpose()
    }
}
