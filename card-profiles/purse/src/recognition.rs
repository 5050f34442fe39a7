//! What an inquiry finds on a card.

use crate::{CardNumber, Issuer};

/// A purse as its public files describe it. Only an enabled purse has a view; the others are
/// [`Recognition::Locked`] or [`Recognition::NotEnabled`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurseView {
    /// Application serial.
    pub number: CardNumber,
    /// Issuer.
    pub issuer: Issuer,
    /// Application type: 2 purse only, 3 purse and deposit (file 0015 byte 9).
    pub app_type: u8,
    /// First day of validity, BCD `YYYYMMDD`.
    pub valid_from: [u8; 4],
    /// Last day of validity, BCD `YYYYMMDD`, inclusive.
    pub valid_to: [u8; 4],
    /// Card kind as file 0017 states it; not authenticated, so benefits never rest on it.
    pub kind: Option<u8>,
    /// Whether file 0017 allows use outside the home city.
    pub interop: Option<bool>,
    /// Raw meal-mark record, header included, where the card has one.
    pub mark: Option<Vec<u8>>,
}

/// What an inquiry comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// A purse of a profile we serve.
    Ours(PurseView),
    /// Our application, but locked.
    Locked,
    /// Our application, but not enabled yet or stopped by its issuer.
    NotEnabled,
    /// A working card without an application we serve.
    Foreign {
        /// Applications its directory lists, in the order listed; empty when it keeps no directory.
        aids: Vec<Vec<u8>>,
    },
    /// A card that answers nothing we can read.
    Unreadable,
}
