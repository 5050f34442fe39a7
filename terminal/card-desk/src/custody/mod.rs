//! The keys of cards while the desk works, from whoever keeps the master keys.
//!
//! Deliberately does not know: cards, readers, what a code is for.

mod issuer;

pub use issuer::{CardKeys, KeyTerms};
pub use key_custody::{CardPath, Custody, CustodyError, FileKeys, Token, TokenPlace, card_key};
