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
    /// Before a command reaches the card, whatever it is.
    Unheard {
        /// How many commands the card hears until then.
        after: u32,
    },
    /// A command was executed, whatever it is, and only the first bytes of its answer get out.
    Unanswered {
        /// How many commands the card hears and answers until then.
        after: u32,
        /// How many bytes get out.
        keep: usize,
    },
}

/// What a tear does to the command it strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Torn {
    /// The card never heard it.
    Unheard,
    /// The card executed it; so many bytes of the answer got out.
    Heard { keep: usize },
}

impl Torn {
    /// What gets out of an answer.
    pub(crate) fn cut(self, answer: Vec<u8>) -> Vec<u8> {
        match self {
            Torn::Unheard => Vec::new(),
            Torn::Heard { keep } => answer.into_iter().take(keep).collect(),
        }
    }
}

impl Tear {
    /// Whether, and how, the armed tear strikes at this command; the family knows its own places. It is gone after it
    /// has struck; one that counts commands comes nearer otherwise.
    pub(crate) fn strike(
        armed: &mut Option<Tear>,
        command: &[u8],
        places: fn(Tear, &[u8]) -> Option<Torn>,
    ) -> Option<Torn> {
        let tear = armed.take()?;
        let (torn, later) = match tear {
            Tear::Unheard { after: 0 } => (Some(Torn::Unheard), tear),
            Tear::Unanswered { after: 0, keep } => (Some(Torn::Heard { keep }), tear),
            Tear::Unheard { after } => (None, Tear::Unheard { after: after.saturating_sub(1) }),
            Tear::Unanswered { after, keep } => {
                (None, Tear::Unanswered { after: after.saturating_sub(1), keep })
            }
            place => (places(place, command), place),
        };
        if torn.is_none() {
            *armed = Some(later);
        }
        torn
    }
}
