//! The holder's PIN: known to the holder, passed on to the card, kept nowhere.

use core::fmt;
use zeroize::Zeroizing;

/// A PIN as VERIFY carries it: two to six bytes, two digits a byte. `Debug` shows nothing, not even the length.
#[derive(Clone)]
pub struct Pin(Zeroizing<Vec<u8>>);

impl Pin {
    /// Takes two to six bytes; `None` for any other length.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Pin> {
        (2..=6).contains(&bytes.len()).then(|| Pin(Zeroizing::new(bytes.to_vec())))
    }

    /// Takes four to twelve decimal digits, an even number of them; `None` for anything else.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Pin> {
        digits.bytes().all(|digit| digit.is_ascii_digit()).then_some(())?;
        Pin::new(&Zeroizing::new(packed(digits)?))
    }

    /// The bytes for the card.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Two digits a byte.
fn packed(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| (high & 0x0F) << 4 | (low & 0x0F)).collect())
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<pin>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_pairs() {
        assert_eq!(Pin::from_digits("123456").unwrap().bytes(), [0x12, 0x34, 0x56]);
        for wrong in ["", "12", "123", "12345", "12345A", "1234567890123", "一二三四"] {
            assert!(Pin::from_digits(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn never_shown() {
        assert_eq!(format!("{:?}", Pin::new(&[0x12, 0x34]).unwrap()), "<pin>");
    }
}
