//! Where an elder may pull the card away.

/// The place at which the field goes away, once. The same places exist on every card that pays; what the
/// commands are called is said for a T-Union purse first, for a DESFire second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tear {
    /// While the card is being read, before any purchase.
    DuringInquiry,
    /// INITIALIZE (Debit) was heard, its answer is lost. Nothing has changed.
    BeforeInitAnswer,
    /// Before the composite record (WriteRecord) reaches the card. Nothing has changed.
    DuringCache,
    /// Before DEBIT (CommitTransaction) reaches the card. Nothing has changed.
    BeforeDebit,
    /// DEBIT (CommitTransaction) was executed, nothing of its answer gets out.
    AfterCommit,
    /// DEBIT (CommitTransaction) was executed, only the first bytes of its answer get out.
    MidAnswer {
        /// How many bytes get out.
        keep: usize,
    },
    /// GET TRANSACTION PROVE (ReadData of the transaction MAC) was heard, its answer is lost.
    DuringProof,
}

/// What a tear does to the command it strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Torn {
    /// The card never heard it.
    Unheard,
    /// The card executed it; so many bytes of the answer got out.
    Heard { keep: usize },
}
