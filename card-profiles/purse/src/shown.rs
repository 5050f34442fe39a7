//! What of a card's answers may be handed on to strangers, as a transcript that a county sends us.

use core::ops::Range;

/// Bytes of an answer whose meaning a family knows. What no family knows is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// They tell nothing of the card's holder: kept as they are.
    Plain(Range<usize>),
    /// They name the card or its holder: replaced by made-up decimal digits, the same ones wherever they stand.
    Name(Range<usize>),
}

impl Shown {
    /// The bytes, counted from the start of the answer's data.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        let (Shown::Plain(range) | Shown::Name(range)) = self;
        range.clone()
    }

    /// The same bytes of something that begins so far into the answer.
    #[must_use]
    pub fn from(&self, start: usize) -> Shown {
        let shift = |range: &Range<usize>| start.saturating_add(range.start)..start.saturating_add(range.end);
        match self {
            Shown::Plain(range) => Shown::Plain(shift(range)),
            Shown::Name(range) => Shown::Name(shift(range)),
        }
    }
}
