//! Card profiles: which cards the county reads, and how.

use crate::error::small;
use crate::store::named;
use crate::{Ledger, LedgerError};

/// A profile in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCardProfile {
    /// From 1.
    pub version: u32,
    /// The file.
    pub text: String,
    /// Who installed it.
    pub installed_by: String,
    /// When, UTC microseconds.
    pub installed_us: i64,
}

impl Ledger {
    /// Keeps a profile as the next version and returns that; the newest one again stays as it is.
    pub fn install_card_profile(&mut self, text: &str, by: &str, now_us: i64) -> Result<u32, LedgerError> {
        if let Some(newest) = self.card_profile()?.filter(|newest| newest.text == text) {
            return Ok(newest.version);
        }
        self.step(|transaction| {
            let version = transaction.next_number("SELECT max(version) FROM card_profile")?;
            transaction.execute(
                "INSERT INTO card_profile (version, text, installed_by, installed_us)
                 VALUES (:version, :text, :by, :now)",
                named! { ":version": version, ":text": text, ":by": by, ":now": now_us },
            )?;
            small(version, "card_profile.version")
        })
    }

    /// Version of the newest profile; 0 while none was installed.
    pub fn card_profile_version(&self) -> Result<u32, LedgerError> {
        small(self.store.sum("SELECT max(version) FROM card_profile", &[])?, "card_profile.version")
    }

    /// The newest profile.
    pub fn card_profile(&self) -> Result<Option<StoredCardProfile>, LedgerError> {
        self.store.first(
            "SELECT version, text, installed_by, installed_us FROM card_profile ORDER BY version DESC LIMIT 1",
            &[],
            |row| {
                Ok(StoredCardProfile {
                    version: row.get(0)?,
                    text: row.get(1)?,
                    installed_by: row.get(2)?,
                    installed_us: row.get(3)?,
                })
            },
        )
    }
}
