//! An amount as a card counts it.

/// Fen as a card counts them: unsigned, 32 bits, big-endian on the wire (JR/T 0025.1, data elements).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardAmount(pub u32);

impl CardAmount {
    /// Nothing at all: a free meal is still written to the card.
    pub const ZERO: CardAmount = CardAmount(0);

    /// The four bytes on the wire.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    /// Reads the four bytes on the wire.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 4]) -> CardAmount {
        CardAmount(u32::from_be_bytes(bytes))
    }

    /// The sum, where a card can count it.
    #[must_use]
    pub fn checked_add(self, other: CardAmount) -> Option<CardAmount> {
        self.0.checked_add(other.0).map(CardAmount)
    }

    /// The difference, where there is that much.
    #[must_use]
    pub fn checked_sub(self, other: CardAmount) -> Option<CardAmount> {
        self.0.checked_sub(other.0).map(CardAmount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_like_a_card() {
        assert_eq!(CardAmount::from_bytes([0, 0, 0x27, 0x10]), CardAmount(10_000));
        assert_eq!(CardAmount(800).to_bytes(), [0, 0, 0x03, 0x20]);
        assert_eq!(CardAmount(10_000).checked_sub(CardAmount(800)), Some(CardAmount(9_200)));
        assert_eq!(CardAmount::ZERO.checked_sub(CardAmount(1)), None);
        assert_eq!(CardAmount(u32::MAX).checked_add(CardAmount(1)), None);
    }
}
