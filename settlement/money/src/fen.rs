//! `Fen`: one hundredth of a yuan, as an integer.

use core::fmt;
use core::str::FromStr;

/// An amount in fen (分). May be negative: a reversal is a negative amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);

    /// Sum, or `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// Difference, or `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }

    /// Product with a count, or `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, count: i64) -> Option<Fen> {
        self.0.checked_mul(count).map(Fen)
    }

    /// The amount with its sign turned, or `None` on overflow.
    #[must_use]
    pub fn checked_neg(self) -> Option<Fen> {
        self.0.checked_neg().map(Fen)
    }

    /// Sum of many, or `None` on overflow.
    #[must_use]
    pub fn sum(amounts: impl IntoIterator<Item = Fen>) -> Option<Fen> {
        amounts.into_iter().try_fold(Fen::ZERO, Fen::checked_add)
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// Yuan with two decimals, as people write it: `12.00`, `-0.05`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", digits / 100, digits % 100))
    }
}

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} 不是金额，请写成 12 或 12.5 或 12.50 · not an amount, write 12 or 12.5 or 12.50")]
pub struct ParseFenError(pub String);

/// Reads yuan with at most two decimals.
impl FromStr for Fen {
    type Err = ParseFenError;

    fn from_str(text: &str) -> Result<Fen, ParseFenError> {
        let bad = || ParseFenError(text.chars().take(24).collect());
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (yuan, cents) = body.split_once('.').unwrap_or((body, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(yuan) || !plain(cents) || cents.len() > 2 {
            return Err(bad());
        }
        let scale = if cents.len() == 1 { 10 } else { 1 };
        let yuan: i64 = yuan.parse().map_err(|_| bad())?;
        let cents: i64 = cents.parse::<i64>().map_err(|_| bad())?.checked_mul(scale).ok_or_else(bad)?;
        let fen = yuan.checked_mul(100).and_then(|whole| whole.checked_add(cents)).ok_or_else(bad)?;
        Ok(Fen(if negative { fen.checked_neg().ok_or_else(bad)? } else { fen }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for (text, fen, written) in [
            ("12", 1200, "12.00"),
            ("12.5", 1250, "12.50"),
            ("0.05", 5, "0.05"),
            ("-0.05", -5, "-0.05"),
            ("0", 0, "0.00"),
        ] {
            assert_eq!(text.parse(), Ok(Fen(fen)), "{text}");
            assert_eq!(Fen(fen).to_string(), written);
        }
        assert_eq!(Fen(i64::MIN).to_string(), "-92233720368547758.08");
    }

    #[test]
    fn refuses_what_is_not_an_amount() {
        for text in ["", ".", "1.", ".5", "1.234", "1,00", "１", "--1", "1e3", "99999999999999999999"] {
            assert!(text.parse::<Fen>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn sums_and_differences() {
        let (one, other) = (Fen(1200), Fen(-505));
        assert_eq!(one.checked_add(other), Some(Fen(695)));
        assert_eq!(one.checked_sub(other), Some(Fen(1705)));
        assert_eq!(other.checked_mul(3), Some(Fen(-1515)));
        assert_eq!(other.checked_neg(), Some(Fen(505)));
        assert_eq!(Fen::sum([one, other, Fen(5)]), Some(Fen(700)));
        assert_eq!(Fen::sum([]), Some(Fen::ZERO));
        assert_eq!([Fen(-1), Fen(0), Fen(1)].map(Fen::is_negative), [true, false, false]);
    }

    #[test]
    fn overflow_is_an_answer() {
        assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
        assert_eq!(Fen(i64::MAX).checked_mul(2), None);
        assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
        assert_eq!(Fen::sum([Fen(i64::MAX), Fen(1)]), None);
        assert_eq!(Fen(i64::MIN).checked_neg(), None);
    }
}
