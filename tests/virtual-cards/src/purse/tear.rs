//! Where an elder may pull the card away.

/// The place at which the field goes away, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tear {
    /// While the card is being read, before any purchase.
    DuringInquiry,
    /// INITIALIZE was heard, its answer is lost. Nothing has changed.
    BeforeInitAnswer,
    /// Before the composite record reaches the card. Nothing has changed.
    DuringCache,
    /// Before DEBIT reaches the card. Nothing has changed.
    BeforeDebit,
    /// DEBIT was executed, nothing of its answer gets out.
    AfterCommit,
    /// DEBIT was executed, only the first bytes of its answer get out.
    MidAnswer {
        /// How many bytes get out.
        keep: usize,
    },
    /// GET TRANSACTION PROVE was heard, its answer is lost.
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
    /// Whether, and how, the armed tear strikes at this command. It is gone after it has struck; one that
    /// counts commands comes nearer otherwise.
    pub(crate) fn strike(armed: &mut Option<Tear>, command: &[u8]) -> Option<Torn> {
        let tear = armed.take()?;
        let torn = tear.strikes(command);
        if torn.is_none() {
            *armed = Some(match tear {
                Tear::Unheard { after } => Tear::Unheard { after: after.saturating_sub(1) },
                Tear::Unanswered { after, keep } => Tear::Unanswered { after: after.saturating_sub(1), keep },
                other => other,
            });
        }
        torn
    }

    fn strikes(self, command: &[u8]) -> Option<Torn> {
        match self {
            Tear::Unheard { after: 0 } => return Some(Torn::Unheard),
            Tear::Unanswered { after: 0, keep } => return Some(Torn::Heard { keep }),
            _ => {}
        }
        let &[cla, ins, p1, ..] = command else { return None };
        let torn = match (self, cla, ins) {
            (Tear::DuringInquiry, 0x00, 0xB0 | 0xB2 | 0xA4) | (Tear::DuringCache, 0x80, 0xDC) => {
                Torn::Unheard
            }
            (Tear::BeforeInitAnswer, 0x80, 0x50) => Torn::Heard { keep: 0 },
            (Tear::BeforeDebit, 0x80, 0x54) if p1 == 0x01 => Torn::Unheard,
            (Tear::AfterCommit, 0x80, 0x54) if p1 == 0x01 => Torn::Heard { keep: 0 },
            (Tear::MidAnswer { keep }, 0x80, 0x54) if p1 == 0x01 => Torn::Heard { keep },
            (Tear::DuringProof, 0x80, 0x5A) => Torn::Heard { keep: 0 },
            _ => return None,
        };
        Some(torn)
    }
}
