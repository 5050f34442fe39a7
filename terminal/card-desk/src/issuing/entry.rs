//! One entry of the journal: JSON, one object, unknown words refused.

use serde::{Deserialize, Serialize};

/// A card to be made, with all that is needed to go on with it after a tear. `Debug` shows the request alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardPlan {
    /// The center's request.
    pub request: u64,
    /// The number to be written, 20 digits.
    pub card_no: String,
    /// Serial of the chip, eight bytes in hex, zeros before it.
    pub chip: String,
    /// First and last day of validity, `YYYYMMDD`.
    pub valid: (String, String),
}

impl core::fmt::Debug for CardPlan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CardPlan(request {})", self.request)
    }
}

/// A load that the center has permitted. `Debug` shows receipt and amount alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadPlan {
    /// The center's number.
    pub load: u64,
    /// Our receipt.
    pub reference: String,
    /// 20 digits.
    pub card_no: String,
    /// Fen.
    pub amount: u32,
    /// Balance before, fen.
    pub balance: u32,
    /// Online counter before.
    pub counter: u16,
    /// Date and time in the card's codes, seven bytes BCD in hex.
    pub stamp: String,
    /// The record that a DESFire card is to keep, 40 bytes in hex; other cards keep their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

impl core::fmt::Debug for LoadPlan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "LoadPlan({}, {} fen)", self.reference, self.amount)
    }
}

/// How a load ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "end", rename_all = "kebab-case")]
pub enum LoadVerdict {
    /// Credited; the TAC in hex, where the card still had it.
    Credited {
        /// Four bytes in hex.
        tac: Option<String>,
    },
    /// A DESFire card has committed; its proof, where it gave one and still had it.
    Committed {
        /// What it said.
        proof: Option<CommitProof>,
    },
    /// Not credited.
    Void,
}

/// What a DESFire card says of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitProof {
    /// Transaction MAC counter after.
    pub counter: u32,
    /// Transaction MAC value, eight bytes in hex.
    pub value: String,
    /// Enciphered reader id of the commit before, sixteen bytes in hex.
    pub sealed: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "what", rename_all = "kebab-case")]
pub enum Entry {
    /// A card is about to be made.
    Intended(CardPlan),
    /// So many steps of it are surely done.
    Step {
        /// The request.
        request: u64,
        /// Steps done.
        done: usize,
    },
    /// It is finished and was read back.
    Finished {
        /// The request.
        request: u64,
    },
    /// The center knows.
    Reported {
        /// The request.
        request: u64,
    },
    /// It was given up; the chip is blank again, or destroyed.
    Scrapped {
        /// The request.
        request: u64,
        /// Whether the chip was erased; else it is to be destroyed.
        erased: bool,
    },
    /// A load was permitted; the card is not credited yet.
    LoadPermitted(LoadPlan),
    /// The credit goes to the card now: from here on silence means *unknown*.
    LoadSent {
        /// The receipt.
        reference: String,
        /// What a DESFire card has sealed towards its proof, in hex.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sealed: Option<String>,
    },
    /// How it ended.
    LoadEnded {
        /// The receipt.
        reference: String,
        /// The end.
        verdict: LoadVerdict,
    },
    /// The center knows.
    LoadReported {
        /// The receipt.
        reference: String,
    },
    /// A card is to go out of use.
    BlockIntended {
        /// 20 digits.
        card_no: String,
        /// The center's word for why.
        reason: String,
        /// Whether the card itself was blocked.
        on_card: bool,
    },
    /// The center knows.
    BlockReported {
        /// 20 digits.
        card_no: String,
    },
}
