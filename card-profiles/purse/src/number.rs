//! Numbers that name a card and its issuer.

use core::fmt;

/// Application serial: ten bytes BCD, twenty digits (file 0015 bytes 11-20).
/// `Debug` and `Display` show the last four digits only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(pub [u8; 10]);

/// Issuer identification: eight bytes (file 0015 bytes 1-8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(pub [u8; 8]);

/// How a number is made of what names a chip that carries no card number of ours. The scheme is its first three
/// digits, which no issuer's serial begins with, so that numbers of different schemes never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipScheme {
    /// 901: serial of a DESFire chip.
    Desfire,
    /// 902: identification code of a social-security card.
    SocialCode,
    /// 903: number of a social-security card.
    SocialNumber,
    /// 904: serial of any chip.
    Serial,
}

impl ChipScheme {
    fn prefix(self) -> u64 {
        match self {
            ChipScheme::Desfire => 901,
            ChipScheme::SocialCode => 902,
            ChipScheme::SocialNumber => 903,
            ChipScheme::Serial => 904,
        }
    }
}

/// Seventeen digits hold seven bytes.
const DIGITS_OF_CHIP: u64 = 100_000_000_000_000_000;

impl CardNumber {
    /// The number of a chip: three digits of the scheme, then up to seven bytes as a decimal number of seventeen
    /// digits, most significant byte first. `None` for an empty or longer name: fold it first.
    #[must_use]
    pub fn of_chip(scheme: ChipScheme, name: &[u8]) -> Option<CardNumber> {
        if name.is_empty() || name.len() > 7 {
            return None;
        }
        let value = name.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte));
        let digits = format!("{:03}{value:017}", scheme.prefix());
        let mut bytes = [0; 10];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            *byte = pair.iter().fold(0, |packed, digit| (packed << 4) | (digit & 0x0F));
        }
        Some(CardNumber(bytes))
    }

    /// The seven bytes that [`CardNumber::of_chip`] made this number of; `None` for a number of another scheme.
    #[must_use]
    pub fn chip(&self, scheme: ChipScheme) -> Option<[u8; 7]> {
        let digits = self
            .0
            .iter()
            .fold(0u128, |value, byte| value * 100 + u128::from(byte >> 4) * 10 + u128::from(byte & 0x0F));
        let split = u128::from(DIGITS_OF_CHIP);
        if digits / split != u128::from(scheme.prefix()) {
            return None;
        }
        let [high, name @ ..] = u64::try_from(digits % split).ok()?.to_be_bytes();
        (high == 0).then_some(name)
    }

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
    fn a_chip_has_one_number() {
        let name = [0x04, 0x59, 0x7A, 0x32, 0x50, 0x14, 0x90];
        let number = CardNumber::of_chip(ChipScheme::Desfire, &name).unwrap();
        assert_eq!(number.digits(), "90101224281271833744");
        assert_eq!(number.chip(ChipScheme::Desfire), Some(name));
        assert_eq!(number.chip(ChipScheme::Serial), None);
        assert_eq!(
            CardNumber::of_chip(ChipScheme::Desfire, &[0xFF; 7]).unwrap().chip(ChipScheme::Desfire),
            Some([0xFF; 7])
        );
        assert_eq!(CardNumber::of_chip(ChipScheme::Serial, &[]), None);
        assert_eq!(CardNumber::of_chip(ChipScheme::Serial, &[1; 8]), None);
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
