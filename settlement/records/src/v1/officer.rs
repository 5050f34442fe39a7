//! The people who may release a tariff, as machines know them: a key and what it may do, never a name.

use core::fmt;

use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};

use crate::sha256;

/// The first 16 bytes of the SHA-256 of a public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 16]);

impl Fingerprint {
    /// The fingerprint of a key.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Fingerprint {
        let hash = sha256(key.as_bytes());
        Fingerprint(hash.first_chunk().copied().unwrap_or_default())
    }
}

/// 32 hex digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an officer may do. Nobody may do both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfficerRole {
    /// Proposes tariffs (经办).
    Maker,
    /// Checks and releases what another has made (复核).
    Checker,
}

/// A key that may sign tariffs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Officer {
    /// The public key.
    pub key: VerifyingKey,
    /// What it may do.
    pub role: OfficerRole,
}

impl Officer {
    /// Fingerprint of the key.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.key)
    }
}
