//! Why something was not done to a card.

use apdu::TransportError;

use crate::custody::CustodyError;
use crate::issuing::JournalError;

/// Why something was not done to a card.
#[derive(Debug, thiserror::Error)]
pub enum CardFault {
    /// Card or reader are gone. What was done so far is in the journal.
    #[error(
        "{0}；请把同一张卡放回读卡器再试，已做的步骤都在台账中 · put the same card back and try again: what was done is in the journal"
    )]
    Lost(#[from] TransportError),
    /// The card, or its dialogue, said no; the sentence tells what became of the card.
    #[error("{0}")]
    Refused(String),
    /// The keeper of keys said no.
    #[error(transparent)]
    Keys(#[from] CustodyError),
    /// The journal took no entry: nothing further was asked of the card.
    #[error(transparent)]
    Journal(#[from] JournalError),
}
