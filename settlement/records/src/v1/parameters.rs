//! The parameter package: all a terminal needs to sell offline, signed by the center.
//!
//! `LCP1` ‖ length u32 ‖ JSON ‖ Ed25519 signature 64 over `lovecard parameters v1` and a zero byte, then the JSON.
//! The JSON is read once, after its signature was checked, and the bytes are kept as they came.

use core::fmt;

use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::envelope::{Closed, Envelope};
use crate::{BusinessDay, DayMinute, MerchantId, TerminalId};

const ENVELOPE: Envelope = Envelope { magic: b"LCP1", context: b"lovecard parameters v1\0" };

/// The schema name inside the package.
pub const SCHEMA: &str = "lovecard-parameters/1";

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
    /// The tariff, whole.
    pub tariff_text: String,
    /// Version of the roster.
    pub roster_version: u32,
    /// Who has a standing, per card and span of days.
    pub roster: Vec<RosterRow>,
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
    /// How to find our purse on a card.
    pub profile: ProfileParameters,
}

/// The standing of one card over a span of days. Spans of one card do not overlap: the center splits them
/// where a birthday changes the standing, so no birth date reaches a till.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterRow {
    /// Card number, 20 digits.
    pub card_no: String,
    /// First day.
    pub from: BusinessDay,
    /// Last day, inclusive.
    pub to: BusinessDay,
    /// Tier letter.
    pub tier: char,
    /// Benefit bits.
    pub groups: u32,
    /// Code of the holder's place in the tariff; 0, and not written, where none is asked for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub place: u16,
    /// Whether the holder's categories have lapsed (资格待复核); written only when they have.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lapsed: bool,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One thing the till sells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Service code of the tariff.
    pub service: u16,
    /// Price in fen; the upper limit is none for keyed prices, where it is the suggestion.
    pub price_fen: i64,
    /// Whether the cashier keys the price.
    pub mode: OfferMode,
    /// First minute of the day it is on offer.
    pub from: DayMinute,
    /// The minute it ends, exclusive.
    pub to: DayMinute,
}

/// Who sets the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OfferMode {
    /// The package.
    Fixed,
    /// The cashier.
    Keyed,
}

/// Where the purchase keys live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyCustody {
    /// In a security module in the terminal's SAM slot.
    Psam,
    /// In a file, for trials; every screen and log line says so.
    TrialFile,
}

/// In which order the key diversification factors are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorOrder {
    /// The issuer first, then the serial.
    IssuerFirst,
    /// As listed: the serial first.
    Listed,
}

/// How to find our purse on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileParameters {
    /// Application identifiers in hex, in probing order.
    pub aids: Vec<String>,
    /// Issuers in hex that count as local.
    pub issuers: Vec<String>,
    /// Order of the diversification factors.
    pub factor_order: FactorOrder,
    /// Short file identifier of the mark file.
    pub mark_sfi: u8,
    /// Record identifier of the meal mark.
    pub mark_record_id: u8,
}

/// Why bytes are not a parameter package of the center.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametersError {
    /// Not a package of this version.
    #[error("不是 v1 参数包 · not a parameter package of version 1")]
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
            .field("roster_version", &self.roster_version)
            .field("roster_rows", &self.roster.len())
            .field("stoplist_version", &self.stoplist_version)
            .field("stoplist_rows", &self.stoplist.len())
            .field("offers", &self.offers)
            .field("key_custody", &self.key_custody)
            .finish_non_exhaustive()
    }
}

/// Says the span, not the card.
impl fmt::Debug for RosterRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RosterRow").field("from", &self.from).field("to", &self.to).finish_non_exhaustive()
    }
}
