//! What a debit comes to, in the words of no particular card. Each family says them its own way first.

use crate::CardAmount;

/// What card and security module said on the way to the debit: what a record needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The card's counter before the debit; `None` for a card that counts nothing.
    pub counter: Option<u32>,
    /// Balance before the debit; `None` for a card without a purse.
    pub balance_before: Option<CardAmount>,
    /// Version of the debit key.
    pub key_version: u8,
    /// Algorithm of the debit key.
    pub alg_id: u8,
    /// The security module's transaction number.
    pub sam_seq: Option<u32>,
    /// What the card sealed before the debit towards its proof (DESFire: the encrypted previous reader id).
    pub sealed: Option<[u8; 16]>,
}

/// The card's evidence for the center.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// None: the card gives none, or keeps it no more.
    None,
    /// Transaction authentication code of a PBOC purse.
    Tac([u8; 4]),
    /// Transaction MAC of a DESFire purse.
    TransactionMac {
        /// The transaction MAC counter of this commit.
        counter: u32,
        /// The transaction MAC value.
        value: [u8; 8],
        /// The encrypted previous reader id, which entered it.
        sealed: [u8; 16],
    },
}

/// Whether the card's answer was checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Genuine.
    Verified,
    /// Wrong: a forged card, or an answer of another transaction. Never asked twice.
    Wrong,
    /// Not checked here; the center checks the proof.
    Unchecked,
}

/// The money has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The card's evidence.
    pub proof: Proof,
    /// Whether it was checked here.
    pub check: Check,
    /// What the record needs besides.
    pub facts: Facts,
}

/// Why a purchase did not come to the debit. The card is unchanged in every case. Status words are the chip's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurchaseRefusal {
    /// Not enough in the purse.
    Funds,
    /// The card's counter is used up.
    CounterExhausted,
    /// The card lacks the key, or does not trust this till.
    CardKey,
    /// The till lacks this card's key.
    TillKey,
    /// The card is locked.
    Locked,
    /// The card refused otherwise.
    Card(u16),
    /// The card refused to take the mark along.
    Mark(u16),
    /// The security module refused otherwise.
    Sam(u16),
    /// The card's answer has the wrong shape, or is not authentic.
    CardUnreadable,
    /// The security module's answer has the wrong shape.
    SamUnreadable,
}

/// A clean refusal of the debit: the card says that nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebitRefusal {
    /// The card does not trust this till.
    WrongMac,
    /// Not enough in the purse.
    Funds,
    /// The card has forgotten the purchase; its status word.
    Dropped(u16),
    /// The debit was never asked.
    NotSent,
}

/// What a debit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebitOutcome {
    /// Debited.
    Paid(Paid),
    /// Not debited, and the card says so.
    Refused(DebitRefusal),
    /// Nobody knows; only [`crate::Resolve`] with the same card does.
    Unknown,
}

/// Why nothing can be said of a torn debit. It stays held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// The card refuses to answer; its status word.
    CardRefused(u16),
    /// An answer has the wrong shape.
    CardUnreadable,
    /// The card's counter went back.
    CounterWentBack,
    /// The card's log is needed and cannot be read.
    LogUnreadable,
    /// The card was used too often since.
    TooMuchSince,
}

/// What torn recovery comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It happened; the proof is [`Proof::None`] where the card keeps it no more.
    Debited(Paid),
    /// It did not happen.
    NotDebited,
    /// It stays held.
    Undecided(Undecided),
}
