//! Card profiles: which cards the county reads, and how. Who signed one and whether that is good was decided before.

use crate::error::small;
use crate::store::{at, named};
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

/// A profile as two officers signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedCardProfile {
    /// The profile and who they are.
    pub profile: StoredCardProfile,
    /// The signed bytes.
    pub body: Vec<u8>,
    /// Number of the officer who made it.
    pub maker: u32,
    /// Number of the officer who checked it.
    pub checker: u32,
}

impl Ledger {
    /// Keeps a signed profile under its own version, which must be above every other.
    pub fn install_sealed_card_profile(&mut self, sealed: &SealedCardProfile) -> Result<(), LedgerError> {
        let StoredCardProfile { version, text, installed_by, installed_us } = &sealed.profile;
        self.step(|transaction| {
            let newest = transaction.sum("SELECT max(version) FROM card_profile", &[])?;
            if newest >= i64::from(*version) {
                return Err(LedgerError::taken("卡型版本", "card profile version", &newest));
            }
            transaction.execute(
                "INSERT INTO card_profile (version, text, installed_by, installed_us)
                 VALUES (:version, :text, :by, :now)",
                named! { ":version": version, ":text": text, ":by": installed_by, ":now": installed_us },
            )?;
            transaction.execute(
                "INSERT INTO card_profile_seal (version, body, maker, checker)
                 VALUES (:version, :body, :maker, :checker)",
                named! { ":version": version, ":body": sealed.body, ":maker": sealed.maker,
                ":checker": sealed.checker },
            )?;
            Ok(())
        })
    }

    /// The signed bytes of a profile; none for one that was installed before profiles were signed.
    pub fn card_profile_seal(&self, version: u32) -> Result<Option<Vec<u8>>, LedgerError> {
        let sql = "SELECT body FROM card_profile_seal WHERE version = ?1";
        self.store.first(sql, at![version], |row| row.get(0))
    }

    /// Every profile that two officers signed, with its text as it is used.
    pub fn sealed_card_profiles(&self) -> Result<Vec<SealedCardProfile>, LedgerError> {
        self.store.rows(
            "SELECT p.version, p.text, p.installed_by, p.installed_us, s.body, s.maker, s.checker
             FROM card_profile p JOIN card_profile_seal s ON s.version = p.version ORDER BY p.version",
            &[],
            |row| {
                let profile = StoredCardProfile {
                    version: row.get(0)?,
                    text: row.get(1)?,
                    installed_by: row.get(2)?,
                    installed_us: row.get(3)?,
                };
                Ok(SealedCardProfile { profile, body: row.get(4)?, maker: row.get(5)?, checker: row.get(6)? })
            },
        )
    }

    /// Keeps a profile that nobody signed, for rehearsals, as the next version and returns that; the newest one again stays as it is.
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
