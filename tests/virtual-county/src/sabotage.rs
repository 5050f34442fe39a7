//! Parts broken on purpose, to prove that the auditor can fail. Only tests ask for them.

/// One broken part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sabotage {
    /// Everything is as it should be.
    #[default]
    Nothing,
    /// A memory that says "kept" of outcomes before the disk has them.
    OutcomeAcksEarly,
    /// A memory that says "kept" of intentions before the disk has them.
    IntentionAcksEarly,
    /// A link that signs an acknowledgement for a batch the center never saw.
    LinkForgesAck,
    /// Cards that debit twice for one DEBIT.
    CardDebitsTwice,
    /// An intake that enters a sale twice.
    IntakeEntersTwice,
    /// An intake that books a batch's postings twice.
    IntakeBooksTwice,
    /// An intake that loses a fen on the way to the merchant.
    IntakeLosesFen,
    /// An intake that changes a record after it was taken.
    IntakeRewrites,
    /// Books that move a sale to another business day.
    IntakeMovesDay,
    /// An intake that answers the same batch with other bytes.
    IntakeAnswersAnew,
    /// A screen that is green whatever happened.
    ScreenAlwaysGreen,
    /// A card whose balance leaks between two sales, and an intake that does not say so.
    CardLeaksUnsaid,
    /// A till that forgets at start-up that a sale waits for its card.
    JournalForgetsGrey,
    /// Books in which a grey is never decided.
    GreyIsDropped,
    /// Books in which a limited fund forgets a fen of what it bore.
    FundForgetsFen,
    /// Books in which a limited fund bears what the guarantor should.
    FundOverdrawn,
    /// A till that loses the newest tariff of a package and goes on with the old one after its instant.
    TillKeepsOldTariff,
}
