//! Tariffs as installed: the text, for ever.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::error::{bytes, small};
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

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, String, Vec<u8>)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn tariff((version, text, hash): (i64, String, Vec<u8>)) -> Result<StoredTariff, LedgerError> {
    Ok(StoredTariff { version: small(version, "tariff.version")?, text, hash: bytes(&hash, "tariff.hash")? })
}

impl Ledger {
    /// Keeps a tariff. The same text again changes nothing; another text under a used version, or an older
    /// version, is refused.
    pub fn install_tariff(&mut self, tariff: &StoredTariff, now_us: i64) -> Result<(), LedgerError> {
        if let Some(held) = self.tariff(tariff.version)? {
            let taken = || LedgerError::taken("资费版本", "tariff version", &tariff.version);
            return if held.hash == tariff.hash { Ok(()) } else { Err(taken()) };
        }
        if let Some(newest) = self.newest_tariff()?
            && newest.version > tariff.version
        {
            return Err(LedgerError::taken("更新的资费版本", "newer tariff version", &newest.version));
        }
        self.connection.execute(
            "INSERT INTO tariff (version, text, hash, installed_us) VALUES (:version, :text, :hash, :now)",
            named_params! { ":version": tariff.version, ":text": tariff.text, ":hash": tariff.hash, ":now": now_us },
        )?;
        Ok(())
    }

    /// One tariff by version.
    pub fn tariff(&self, version: u32) -> Result<Option<StoredTariff>, LedgerError> {
        let sql = "SELECT version, text, hash FROM tariff WHERE version = ?1";
        self.connection.query_row(sql, [version], read).optional()?.map(tariff).transpose()
    }

    /// The tariff with the highest version.
    pub fn newest_tariff(&self) -> Result<Option<StoredTariff>, LedgerError> {
        let sql = "SELECT version, text, hash FROM tariff ORDER BY version DESC LIMIT 1";
        self.connection.query_row(sql, [], read).optional()?.map(tariff).transpose()
    }
}
