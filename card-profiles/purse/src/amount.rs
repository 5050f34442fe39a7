//! An amount as a card counts it.

/// Fen as a card counts them: unsigned, 32 bits, big-endian on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardAmount(pub u32);
