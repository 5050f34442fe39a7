//! Numbers that name a card and its issuer.

use core::fmt;

/// Application serial: ten bytes BCD, twenty digits (file 0015 bytes 11-20).
/// `Debug` and `Display` show the last four digits only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(pub [u8; 10]);

/// Issuer identification: eight bytes (file 0015 bytes 1-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(pub [u8; 8]);

impl CardNumber {
    /// Reads ten bytes; `None` unless every half-byte is a decimal digit.
    #[must_use]
    pub fn from_bcd(bytes: [u8; 10]) -> Option<CardNumber> {
        bytes.iter().all(|byte| byte >> 4 < 10 && byte & 0x0F < 10).then_some(CardNumber(bytes))
    }

    /// All twenty digits. For records and keys, never for screens or logs.
    #[must_use]
    pub fn digits(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The last four digits, the only part people see.
    #[must_use]
    pub fn tail(&self) -> String {
        let [.., high, low] = self.0;
        format!("{high:02X}{low:02X}")
    }

    /// Derivation factor of the card: the rightmost sixteen digits.
    #[must_use]
    pub fn factor(&self) -> [u8; 8] {
        let [_, _, factor @ ..] = self.0;
        factor
    }
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "****{}", self.tail())
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_four_digits() {
        let number = CardNumber([0x03, 0x10, 0x99, 0x55, 0x10, 0, 0, 0, 0x12, 0x34]);
        assert_eq!(format!("{number} {number:?}"), "****1234 ****1234");
        assert_eq!(number.factor(), [0x99, 0x55, 0x10, 0, 0, 0, 0x12, 0x34]);
        assert_eq!(number.digits(), "03109955100000001234");
    }

    #[test]
    fn takes_digits_only() {
        let mut bytes = [0x03, 0x10, 0x99, 0x55, 0x10, 0, 0, 0, 0x12, 0x34];
        assert_eq!(CardNumber::from_bcd(bytes), Some(CardNumber(bytes)));
        bytes[9] = 0x3A;
        assert_eq!(CardNumber::from_bcd(bytes), None);
        bytes[9] = 0xA3;
        assert_eq!(CardNumber::from_bcd(bytes), None);
    }
}
