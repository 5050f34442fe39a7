//! What is to be debited, and what is remembered of a debit whose outcome is unknown.

use crate::{CardAmount, CardNumber, Issuer, Mark};

/// The security module as the order names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamTerms {
    /// Terminal number in every MAC.
    pub terminal: [u8; 6],
    /// Key the card is asked to use.
    pub key_id: u8,
}

/// One debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitOrder {
    /// What to debit; zero is legal, the card is then only marked.
    pub amount: CardAmount,
    /// The mark to write in the same step; `None`: money alone.
    pub mark: Option<Mark>,
    /// The security module; `None` for a family that needs none.
    pub sam: Option<SamTerms>,
    /// The till's own number.
    pub till: u64,
    /// The till's number of this sale.
    pub sale: u64,
    /// County date, BCD `YYYYMMDD`.
    pub date: [u8; 4],
    /// County time, BCD `hhmmss`.
    pub time: [u8; 3],
}

/// What is remembered of a debit whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// Whose card.
    pub number: CardNumber,
    /// Its issuer.
    pub issuer: Issuer,
    /// What was to be debited.
    pub amount: CardAmount,
    /// The card's transaction type, as [`crate::Plan::txn`] said.
    pub txn: u8,
    /// What the card was to keep, as [`crate::Plan::written`] said.
    pub written: Vec<u8>,
    /// The security module that took part.
    pub sam: Option<SamTerms>,
    /// County date told to the card, BCD.
    pub date: [u8; 4],
    /// County time told to the card, BCD.
    pub time: [u8; 3],
    /// The card's counter before the debit, where it was remembered.
    pub counter_before: Option<u32>,
    /// Balance before the debit, where it was remembered.
    pub balance_before: Option<CardAmount>,
    /// What the card had sealed before the debit towards its proof, where it was remembered.
    pub sealed: Option<[u8; 16]>,
    /// Whether the security module has been neither reset nor asked for another purchase since.
    pub sam_session: bool,
}
