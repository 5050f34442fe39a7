//! The small words of the language: amounts, days, hours. Each refusal says how to write it right.

use crate::wording::{Wording, twice};
use jiff::civil::{Date, DateTime};
use money::Fen;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// Yuan in quotes, `"12.00"`; zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Yuan(pub(crate) Fen);

/// Yuan in quotes, or fen as a number: for JSON cases only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct YuanOrFen(pub(crate) Fen);

/// Fen as a number, `1200`: for JSON cases only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WholeFen(pub(crate) Fen);

/// What an account holds: yuan in quotes, or points as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Yuan(Fen),
    Points(i64),
}

/// A cap's limit: a count as a number, or an amount in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    Count(u32),
    Amount(Fen),
}

/// A time of day in minutes, `"00:00"` to `"24:00"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Minute(pub(crate) u16);

/// A day, `"2024-07-15"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) Date);

/// A moment in county time, `"2024-07-15 12:00"`, seconds if wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(pub(crate) DateTime);

/// How a small word is read from a text or a number.
trait Word: Sized {
    /// What it looks like, for refusals: Chinese, English.
    const LOOKS: (&'static str, &'static str);

    fn from_text(text: &str) -> Option<Self>;

    fn from_number(_number: i64) -> Option<Self> {
        None
    }
}

/// No single amount in a tariff or a case is above this: ten million yuan.
const AMOUNT_MAX: Fen = Fen(1_000_000_000);

fn amount(text: &str) -> Option<Fen> {
    text.parse().ok().filter(|fen| (Fen::ZERO..=AMOUNT_MAX).contains(fen))
}

impl Word for Yuan {
    const LOOKS: (&'static str, &'static str) =
        ("金额，以元为单位并加引号，如 \"12.00\"", "an amount in yuan, in quotes, like \"12.00\"");

    fn from_text(text: &str) -> Option<Yuan> {
        amount(text).map(Yuan)
    }
}

impl Word for YuanOrFen {
    const LOOKS: (&'static str, &'static str) =
        ("金额：\"0.40\" 为元，40 为分", "an amount: \"0.40\" is yuan, 40 is fen");

    fn from_text(text: &str) -> Option<YuanOrFen> {
        amount(text).map(YuanOrFen)
    }

    fn from_number(number: i64) -> Option<YuanOrFen> {
        Some(Fen(number)).filter(|fen| (Fen::ZERO..=AMOUNT_MAX).contains(fen)).map(YuanOrFen)
    }
}

impl Word for WholeFen {
    const LOOKS: (&'static str, &'static str) =
        ("金额，以分为单位的整数，如 1200", "an amount in fen, a whole number like 1200");

    fn from_text(_: &str) -> Option<WholeFen> {
        None
    }

    fn from_number(number: i64) -> Option<WholeFen> {
        YuanOrFen::from_number(number).map(|YuanOrFen(fen)| WholeFen(fen))
    }
}

impl Word for Limit {
    const LOOKS: (&'static str, &'static str) =
        ("次数写数字，如 1；金额加引号，如 \"7.00\"", "a count like 1, or an amount in quotes like \"7.00\"");

    fn from_text(text: &str) -> Option<Limit> {
        amount(text).map(Limit::Amount)
    }

    fn from_number(number: i64) -> Option<Limit> {
        u32::try_from(number).ok().map(Limit::Count)
    }
}

impl Word for Amount {
    const LOOKS: (&'static str, &'static str) = (
        "券加引号，以元为单位，如 \"12.30\"；积分写数字，如 70",
        "vouchers in yuan in quotes like \"12.30\", points a number like 70",
    );

    fn from_text(text: &str) -> Option<Amount> {
        amount(text).map(Amount::Yuan)
    }

    fn from_number(number: i64) -> Option<Amount> {
        (0..=AMOUNT_MAX.0).contains(&number).then_some(Amount::Points(number))
    }
}

impl Amount {
    /// Fen or points, as an account counts them.
    pub(crate) fn number(self) -> i64 {
        match self {
            Amount::Yuan(fen) => fen.0,
            Amount::Points(points) => points,
        }
    }
}

impl Word for Minute {
    const LOOKS: (&'static str, &'static str) = ("时刻，如 \"10:30\"", "a time of day like \"10:30\"");

    fn from_text(text: &str) -> Option<Minute> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        let total = hours.checked_mul(60)?.checked_add(minutes)?;
        (minutes < 60 && total <= 24 * 60).then_some(Minute(total))
    }
}

/// Years a tariff, a birth or a sale may lie in. Outside of them a slip of the pen is likelier.
const YEARS: std::ops::RangeInclusive<i16> = 1880..=2199;

impl Word for Day {
    const LOOKS: (&'static str, &'static str) =
        ("日期，加引号，如 \"2024-07-15\"", "a day in quotes, like \"2024-07-15\"");

    fn from_text(text: &str) -> Option<Day> {
        let day: Date = text.parse().ok()?;
        (text.len() == 10 && YEARS.contains(&day.year())).then_some(Day(day))
    }
}

impl Word for Moment {
    const LOOKS: (&'static str, &'static str) = (
        "县内当地时刻，加引号，不带时区，如 \"2024-07-15 12:00\"",
        "a moment in county time, in quotes, without a zone, like \"2024-07-15 12:00\"",
    );

    fn from_text(text: &str) -> Option<Moment> {
        // jiff would also take a zone and drop it; a moment with a zone is not in county time.
        let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b' ' | b'T');
        if !(16..=19).contains(&text.len()) || !text.bytes().all(plain) {
            return None;
        }
        let moment: DateTime = text.parse().ok()?;
        YEARS.contains(&moment.year()).then_some(Moment(moment))
    }
}

struct WordVisitor<W>(std::marker::PhantomData<W>);

impl<W: Word> WordVisitor<W> {
    fn refuse<E: Error>(shown: &str) -> E {
        let (zh, en) = W::LOOKS;
        let shown: String = shown.chars().filter(|letter| !letter.is_control()).take(24).collect();
        let wording = Wording::new(
            &format!("{shown} 写法不对"),
            &format!("{shown} is not written right"),
            &format!("请写成：{zh} · write {en}"),
        );
        E::custom(wording.packed())
    }
}

impl<W: Word> Visitor<'_> for WordVisitor<W> {
    type Value = W;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&twice(W::LOOKS.0, W::LOOKS.1))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<W, E> {
        W::from_text(text).ok_or_else(|| Self::refuse(text))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<W, E> {
        W::from_number(number).ok_or_else(|| Self::refuse(&number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<W, E> {
        let word = i64::try_from(number).ok().and_then(W::from_number);
        word.ok_or_else(|| Self::refuse(&number.to_string()))
    }
}

macro_rules! read_as_word {
    ($($word:ty),*) => {$(
        impl<'de> Deserialize<'de> for $word {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(WordVisitor::<$word>(std::marker::PhantomData))
            }
        }
    )*};
}

read_as_word!(Yuan, YuanOrFen, WholeFen, Amount, Limit, Minute, Day, Moment);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours() {
        for (text, minutes) in [("00:00", Some(0)), ("10:30", Some(630)), ("24:00", Some(1440))] {
            assert_eq!(Minute::from_text(text), minutes.map(Minute), "{text}");
        }
        for text in ["24:01", "10:60", "9:00", "0900", "", ":", "-1:00", "１０:00"] {
            assert_eq!(Minute::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_moments() {
        assert!(Day::from_text("2024-02-29").is_some());
        for text in ["2023-02-29", "2024-7-15", "20240715", "0024-07-15", "2024-07-15T00:00"] {
            assert!(Day::from_text(text).is_none(), "{text}");
        }
        for text in ["2024-07-15 12:00", "2024-07-15T12:00", "2024-07-15 23:59:59"] {
            assert!(Moment::from_text(text).is_some(), "{text}");
        }
        for text in ["2024-07-15", "2024-07-15 12:00Z", "2024-07-15 12:00+08", "2024-07-15 24:00"] {
            assert!(Moment::from_text(text).is_none(), "{text}");
        }
    }

    #[test]
    fn amounts() {
        assert_eq!(Yuan::from_text("12.5"), Some(Yuan(Fen(1250))));
        assert_eq!(Yuan::from_text("-1.00"), None);
        assert_eq!(Yuan::from_text("10000000.01"), None);
        assert_eq!(Yuan::from_number(12), None);
        assert_eq!(YuanOrFen::from_number(40), Some(YuanOrFen(Fen(40))));
        assert_eq!(Limit::from_number(-1), None);
    }
}
