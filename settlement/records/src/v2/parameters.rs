//! The parameter package: all a terminal needs to sell offline, signed by the center.
//!
//! `LCP2` ‖ length u32 ‖ JSON ‖ Ed25519 signature 64 over `lovecard parameters v2` and a zero byte, then the JSON.
//! The JSON is read once, after its signature was checked, and the bytes are kept as they came. Instead of one
//! tariff text as in version 1 it carries released tariffs, each signed by two people, and those people's keys.

use core::fmt;

use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::LotsSnapshot;
use crate::envelope::{Closed, Envelope};
use crate::v1::{KeyCustody, Offer, Officer, OfficerRole, ProfileParameters, RosterRow};
use crate::{MerchantId, TerminalId};

const ENVELOPE: Envelope = Envelope { magic: b"LCP2", context: b"lovecard parameters v2\0" };

/// The schema name inside the package.
pub const SCHEMA: &str = "lovecard-parameters/2";

/// What a terminal is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The terminal it is for.
    pub terminal: TerminalId,
    /// Grows by one with every package of this terminal.
    pub version: u32,
    /// When it was signed, UTC µs.
    pub issued_at_us: i64,
    /// From when it may be used, UTC µs.
    pub effective_from_us: i64,
    /// Division code of the county.
    pub division: u32,
    /// The merchant whose till this is.
    pub merchant_id: MerchantId,
    /// The merchant's name.
    pub merchant_name: String,
    /// The meal point's name, shown on the till.
    pub point_name: String,
    /// The till's kind of merchant, by its name in the tariff; empty, and not written, where it was never said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The till's place, likewise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Who signed the releases below.
    pub officers: Vec<OfficerRow>,
    /// The tariff in force and those to come, as two people signed them.
    pub releases: Vec<ReleaseBytes>,
    /// Version of the roster.
    pub roster_version: u32,
    /// Who has a standing, per card and span of days.
    pub roster: Vec<RosterRow>,
    /// Vouchers and points of cards; not written where nobody holds any.
    #[serde(default, skip_serializing_if = "LotsSnapshot::is_empty")]
    pub lots: LotsSnapshot,
    /// Version of the stop list.
    pub stoplist_version: u32,
    /// Card numbers (20 digits) that must not pay.
    pub stoplist: Vec<String>,
    /// What the till sells.
    pub offers: Vec<Offer>,
    /// Argon2 PHC string of the supervisor's code; empty for none.
    pub supervisor_code_hash: String,
    /// Where the purchase keys live.
    pub key_custody: KeyCustody,
    /// How to find our purse on a card, where there is no card profile.
    pub profile: ProfileParameters,
    /// The card profile: which cards are served and how each is read, TOML; not written where none was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub card_profile: String,
}

/// An officer's key in a package. Its fingerprint follows from it, and no name travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerRow {
    /// Ed25519 public key; 64 hex digits in the JSON.
    #[serde(with = "crate::hex_text::array")]
    pub public_key: [u8; 32],
    /// What it may sign.
    pub role: OfficerRole,
}

/// The bytes of a [`crate::TariffRelease`]; hex in the JSON.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReleaseBytes(#[serde(with = "crate::hex_text::bytes")] pub Vec<u8>);

/// Says how much.
impl fmt::Debug for ReleaseBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReleaseBytes({} bytes)", self.0.len())
    }
}

impl From<&Officer> for OfficerRow {
    fn from(officer: &Officer) -> OfficerRow {
        OfficerRow { public_key: officer.key.to_bytes(), role: officer.role }
    }
}

/// Why bytes are not a parameter package of the center.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametersError {
    /// Not a package of this version.
    #[error("不是 v2 参数包 · not a parameter package of version 2")]
    Shape,
    /// Not the center's signature.
    #[error(
        "参数包签名不是本中心的，继续使用旧参数 · not the center's signature, the old parameters stay in force"
    )]
    Signature,
    /// Signed, but not readable: the center is newer than this terminal.
    #[error("参数包无法读取，请升级终端（{0}）· the package cannot be read, upgrade the terminal")]
    Content(String),
}

impl From<Closed> for ParametersError {
    fn from(closed: Closed) -> ParametersError {
        match closed {
            Closed::Shape => ParametersError::Shape,
            Closed::Signature => ParametersError::Signature,
        }
    }
}

impl Parameters {
    /// The officers named. What is no key at all names nobody.
    #[must_use]
    pub fn officers(&self) -> Vec<Officer> {
        let officer = |row: &OfficerRow| {
            let key = VerifyingKey::from_bytes(&row.public_key).ok()?;
            Some(Officer { key, role: row.role })
        };
        self.officers.iter().filter_map(officer).collect()
    }

    /// Signs a package. The same parameters and key always give the same bytes.
    ///
    /// # Errors
    /// A package too large to carry.
    pub fn sign(&self, key: &SigningKey) -> Result<Vec<u8>, ParametersError> {
        let json = serde_json::to_vec(self).map_err(|error| ParametersError::Content(error.to_string()))?;
        ENVELOPE.seal(&json, key).ok_or_else(|| ParametersError::Content("> 64 MiB".to_owned()))
    }

    /// Checks the signature, then reads.
    ///
    /// # Errors
    /// A wrong shape, a foreign signature, or content this version does not know.
    pub fn open_verified(bytes: &[u8], center: &VerifyingKey) -> Result<Parameters, ParametersError> {
        let json = ENVELOPE.open(bytes, center)?;
        // Where, not what: the text of an error may hold a card number.
        let place = |error: serde_json::Error| format!("line {} column {}", error.line(), error.column());
        let read: Parameters =
            serde_json::from_slice(json).map_err(|error| ParametersError::Content(place(error)))?;
        if read.schema == SCHEMA { Ok(read) } else { Err(ParametersError::Content("schema".to_owned())) }
    }
}

/// Says how much, not whom.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameters")
            .field("terminal", &self.terminal)
            .field("version", &self.version)
            .field("merchant_id", &self.merchant_id)
            .field("releases", &self.releases)
            .field("roster_version", &self.roster_version)
            .field("roster_rows", &self.roster.len())
            .field("lots", &self.lots.rows.len())
            .field("stoplist_version", &self.stoplist_version)
            .field("stoplist_rows", &self.stoplist.len())
            .field("offers", &self.offers)
            .field("key_custody", &self.key_custody)
            .finish_non_exhaustive()
    }
}
