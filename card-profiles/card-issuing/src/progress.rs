//! How far a card has come.

/// How many steps are done: what the desk's journal remembers of a card, written after each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Progress(pub usize);
