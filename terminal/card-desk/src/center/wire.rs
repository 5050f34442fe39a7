//! What travels between desk and center, as JSON.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::issuing::CommitProof;

/// A card to be made. `Debug` shows the request alone.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct CardRequest {
    /// Its number.
    pub number: u64,
    /// The office's file number.
    pub handle: String,
    /// `pboc` or `desfire`.
    pub kind: String,
    /// The number to be written, 20 digits; a DESFire chip brings its own.
    pub card_no: Option<String>,
    /// The card that goes out of use, 20 digits.
    pub replaces: Option<String>,
}

/// A finished card. `Debug` shows the request alone.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct CardReport {
    /// The request.
    pub request: u64,
    /// 20 digits.
    pub card_no: String,
    /// `pboc` or `desfire`.
    pub kind: String,
    /// SHA-256 of the chip serial, in hex.
    pub uid_hash: String,
    /// Version of the keys.
    pub key_version: u8,
    /// Version of the files.
    pub layout_version: u8,
}

/// A load to be permitted: what the card said. `Debug` shows the receipt alone.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct LoadAsk {
    /// Our receipt.
    pub reference: String,
    /// 20 digits.
    pub card_no: String,
    /// Issuer, eight bytes in hex.
    pub issuer: String,
    /// Fen.
    pub amount_fen: u32,
    /// Balance before, fen.
    pub balance_fen: u32,
    /// Online counter before.
    pub counter: u16,
    /// The card's random, four bytes in hex.
    pub random: String,
    /// Algorithm byte of the load key.
    pub algorithm: u8,
    /// The card's MAC1, four bytes in hex.
    pub mac1: String,
}

/// A load of a DESFire purse to be permitted. `Debug` shows the receipt alone.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DesfireLoadAsk {
    /// Our receipt.
    pub reference: String,
    /// 20 digits.
    pub card_no: String,
    /// The county's application, eight bytes in hex.
    pub issuer: String,
    /// Fen.
    pub amount_fen: u32,
    /// Balance before, fen.
    pub balance_fen: u32,
}

/// How a load ended. `Debug` shows neither codes nor records.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum LoadWord {
    /// A PBOC purse was credited.
    Credited {
        /// Its TAC, four bytes in hex.
        tac: String,
    },
    /// A DESFire purse was.
    Committed {
        /// The record it keeps, 40 bytes in hex.
        written: String,
        /// Its proof, where it gave one.
        proof: Option<CommitProof>,
    },
    /// Not credited.
    Void,
}

impl fmt::Debug for LoadWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LoadWord::Credited { .. } => "credited",
            LoadWord::Committed { .. } => "committed",
            LoadWord::Void => "void",
        })
    }
}

/// Permission to load.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct LoadAnswer {
    /// The center's number.
    pub load: u64,
    /// `open`, or how it ended before.
    pub state: String,
    /// Four bytes BCD in hex.
    pub date: String,
    /// Three bytes BCD in hex.
    pub time: String,
    /// MAC2 in hex; `None`: the desk's own keys make it.
    pub mac2: Option<String>,
}

/// What enrolment brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The desk's number.
    pub desk: u32,
    /// Its terminal number in the codes of cards, six bytes in hex.
    pub terminal: String,
    /// The county's key, in hex.
    pub center_public_key: String,
    /// The county's name.
    pub county: String,
}

/// RFC 9457.
#[derive(Default, Deserialize)]
pub(super) struct Problem {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) detail: String,
}

impl fmt::Debug for CardRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardRequest({})", self.number)
    }
}

impl fmt::Debug for CardReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardReport(request {})", self.request)
    }
}

impl fmt::Debug for LoadAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadAsk({}, {} fen)", self.reference, self.amount_fen)
    }
}

impl fmt::Debug for DesfireLoadAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DesfireLoadAsk({}, {} fen)", self.reference, self.amount_fen)
    }
}

impl fmt::Debug for LoadAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadAnswer({}, {})", self.load, self.state)
    }
}
