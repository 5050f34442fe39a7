//! What becomes of a planned sale.

/// The fate of one slot. The others are plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Torn; whether the card was debited, and whether the till had read its counter before.
    Torn { debited: bool, counted: bool },
    /// The code is spoilt on its way; the card was debited.
    Spoilt,
    /// As before, and the card is not seen again.
    SpoiltLast,
    /// Written without any card having been debited.
    Forged,
    /// The sale whose card is wanted again, or whose record is told again.
    Kept,
    /// The card of that slot is back.
    Back { of: usize },
    /// The card of that slot is here as well, minutes later, in another town.
    Elsewhere { of: usize },
    /// The record of that slot is told again.
    Copy { of: usize },
}

impl Fate {
    /// The slot this one goes back to.
    pub(crate) fn of(self) -> Option<usize> {
        match self {
            Fate::Back { of } | Fate::Elsewhere { of } | Fate::Copy { of } => Some(of),
            Fate::Torn { .. } | Fate::Spoilt | Fate::SpoiltLast | Fate::Forged | Fate::Kept => None,
        }
    }

    /// Whether its card is wanted again, or must never be used again.
    pub(crate) fn holds_card(self) -> bool {
        !matches!(self, Fate::Back { .. } | Fate::Elsewhere { .. } | Fate::Copy { .. })
    }
}
