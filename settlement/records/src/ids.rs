//! Names of things: terminals, merchants, cards, tiers.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not a terminal or merchant id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not a terminal id.
    #[error("{0:?} 不是终端号，应为 7 至 14 位数字 · not a terminal id, expected 7 to 14 digits")]
    Terminal(String),
    /// Not a merchant id.
    #[error(
        "{0:?} 不是商户号，应为 1 至 16 个小写字母、数字或短横 · not a merchant id, expected 1 to 16 of a-z 0-9 -"
    )]
    Merchant(String),
}

/// A terminal: division code (6 digits) × 10⁸ + number. Written in decimal, `DDDDDDNNNNNNNN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TerminalId(pub u64);

impl TerminalId {
    const NUMBERS: u64 = 100_000_000;

    /// A terminal of a county. `None` when the division has more than 6 digits or the number more than 8.
    #[must_use]
    pub fn new(division: u32, number: u32) -> Option<TerminalId> {
        let (division, number) = (u64::from(division), u64::from(number));
        (division < 1_000_000 && number < TerminalId::NUMBERS)
            .then_some(TerminalId(division * TerminalId::NUMBERS + number))
    }

    /// The six-digit division code of the county.
    #[must_use]
    pub fn division(self) -> u64 {
        self.0 / TerminalId::NUMBERS
    }

    /// The number within the county.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0 % TerminalId::NUMBERS
    }
}

impl fmt::Display for TerminalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:014}", self.0))
    }
}

impl FromStr for TerminalId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<TerminalId, IdError> {
        let bad = || IdError::Terminal(text.chars().take(24).collect());
        let plain = (7..=14).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if !plain {
            return Err(bad());
        }
        text.parse().map(TerminalId).map_err(|_| bad())
    }
}

/// A merchant: a short text id, `[a-z0-9-]{1,16}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MerchantId(String);

impl MerchantId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MerchantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for MerchantId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<MerchantId, IdError> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if plain && (1..=16).contains(&text.len()) {
            Ok(MerchantId(text.to_owned()))
        } else {
            Err(IdError::Merchant(text.chars().take(24).collect()))
        }
    }
}

impl TryFrom<String> for MerchantId {
    type Error = IdError;

    fn try_from(text: String) -> Result<MerchantId, IdError> {
        text.parse()
    }
}

impl From<MerchantId> for String {
    fn from(id: MerchantId) -> String {
        id.0
    }
}

/// A card number: ten bytes of BCD, the application serial of file 0015 (bytes 11 to 20). Twenty digits; the
/// printed number is the last nineteen. A record may carry ten bytes that are not BCD: the center refuses
/// that record, not the batch around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNo(pub [u8; 10]);

/// Why a text is not a card number. The text is not repeated: it may be a card number nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("卡号应为 19 或 20 位数字 · a card number has 19 or 20 digits")]
pub struct CardNoError;

impl CardNo {
    /// No card: ten zero bytes.
    pub const NONE: CardNo = CardNo([0; 10]);

    /// The twenty digits. For stores and keys; never for screens, logs or URLs.
    #[must_use]
    pub fn digits(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The last four digits.
    #[must_use]
    pub fn tail(&self) -> String {
        let [.., high, low] = self.0;
        format!("{high:02X}{low:02X}")
    }

    /// `****1234`: the only form shown or logged.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("****{}", self.tail())
    }

    /// Whether every half byte is a decimal digit.
    #[must_use]
    pub fn is_bcd(&self) -> bool {
        self.0.iter().all(|byte| byte >> 4 <= 9 && byte & 0x0F <= 9)
    }
}

impl fmt::Debug for CardNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Reads nineteen digits as printed, or twenty as stored.
impl FromStr for CardNo {
    type Err = CardNoError;

    fn from_str(text: &str) -> Result<CardNo, CardNoError> {
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        if !plain || !(19..=20).contains(&text.len()) {
            return Err(CardNoError);
        }
        let mut bytes = [0; 10];
        let padded = format!("{text:0>20}");
        for (byte, pair) in bytes.iter_mut().zip(padded.as_bytes().chunks_exact(2)) {
            *byte = pair.iter().fold(0, |sum, digit| sum << 4 | (digit & 0x0F));
        }
        Ok(CardNo(bytes))
    }
}

/// The tier letter of a holder: `A` to `Z`, or `-` for a card that is not in the roster and pays in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tier(u8);

impl Tier {
    /// Not in the roster.
    pub const NONE: Tier = Tier(b'-');

    /// `None` unless the letter is `A` to `Z` or `-`.
    #[must_use]
    pub fn new(letter: char) -> Option<Tier> {
        let byte = u8::try_from(letter).ok()?;
        Tier::from_byte(byte)
    }

    /// The letter.
    #[must_use]
    pub fn letter(self) -> char {
        char::from(self.0)
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Tier> {
        (byte == b'-' || byte.is_ascii_uppercase()).then_some(Tier(byte))
    }

    pub(crate) fn byte(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_ids() {
        let till = TerminalId::new(330_703, 17).unwrap();
        assert_eq!(till.to_string(), "33070300000017");
        assert_eq!("33070300000017".parse(), Ok(till));
        assert_eq!((till.division(), till.number()), (330_703, 17));
        assert_eq!(TerminalId::new(1_000_000, 1), None);
        assert!("+3307030000001".parse::<TerminalId>().is_err());
    }

    #[test]
    fn merchant_ids() {
        for (text, good) in
            [("canteen-1", true), ("", false), ("Canteen", false), ("abcdefghijklmnopq", false)]
        {
            assert_eq!(text.parse::<MerchantId>().is_ok(), good, "{text:?}");
        }
    }

    #[test]
    fn card_numbers_hide() {
        let card: CardNo = "3104770000000001234".parse().unwrap();
        assert_eq!(card.digits(), "03104770000000001234");
        assert_eq!(format!("{card:?}"), "****1234");
        assert_eq!("03104770000000001234".parse(), Ok(card));
        assert!(card.is_bcd());
        assert!(!CardNo([0xFA; 10]).is_bcd());
        for text in ["", "310477000000000123", "031047700000000012345", "310477000000000123a"] {
            assert_eq!(text.parse::<CardNo>(), Err(CardNoError));
        }
    }

    #[test]
    fn tiers() {
        assert_eq!(Tier::new('B').map(Tier::letter), Some('B'));
        assert_eq!(Tier::new('-'), Some(Tier::NONE));
        assert_eq!((Tier::new('b'), Tier::new('老')), (None, None));
    }
}
