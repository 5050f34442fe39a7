//! Values on their way into a statement and out of a row.

use crate::LedgerError;

/// One value: nothing, a number, text or bytes. There is no fifth kind in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Number(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// Values by name.
pub(crate) type Values<'a> = &'a [(&'a str, Value<'a>)];

/// What can be bound to a statement.
pub(crate) trait Bind {
    fn bind(&self) -> Value<'_>;
}

macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Bind for $number {
            fn bind(&self) -> Value<'_> {
                Value::Number(i64::from(*self))
            }
        }
    )* };
}

numbers!(i64, i32, u32, u16, u8, bool);

impl Bind for str {
    fn bind(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Bind for String {
    fn bind(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Bind for [u8] {
    fn bind(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> Bind for [u8; N] {
    fn bind(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl Bind for Vec<u8> {
    fn bind(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<T: Bind> Bind for Option<T> {
    fn bind(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Bind::bind)
    }
}

impl<T: Bind + ?Sized> Bind for &T {
    fn bind(&self) -> Value<'_> {
        (**self).bind()
    }
}

/// Values by name: `named! { ":card": number, ":now": now_us }`.
macro_rules! named {
    ($($name:literal : $value:expr),* $(,)?) => { &[$(($name, $crate::store::Bind::bind(&$value))),*] };
}

/// Values by place, up to three: `at![terminal, seq]` for `?1` and `?2`.
macro_rules! at {
    ($a:expr) => {
        &[("?1", $crate::store::Bind::bind(&$a))]
    };
    ($a:expr, $b:expr) => {
        &[("?1", $crate::store::Bind::bind(&$a)), ("?2", $crate::store::Bind::bind(&$b))]
    };
    ($a:expr, $b:expr, $c:expr) => {
        &[
            ("?1", $crate::store::Bind::bind(&$a)),
            ("?2", $crate::store::Bind::bind(&$b)),
            ("?3", $crate::store::Bind::bind(&$c)),
        ]
    };
}

pub(crate) use {at, named};

/// One row of an answer.
pub(crate) struct Row<'a>(pub(crate) &'a dyn Columns);

/// A store's own row.
pub(crate) trait Columns {
    fn value(&self, place: usize) -> Result<Value<'_>, LedgerError>;

    /// How many values there are.
    fn width(&self) -> usize;
}

impl Row<'_> {
    /// The value at a place, of whatever kind.
    pub(crate) fn value(&self, place: usize) -> Result<Value<'_>, LedgerError> {
        self.0.value(place)
    }

    /// How many values there are.
    pub(crate) fn width(&self) -> usize {
        self.0.width()
    }

    /// The value at a place, from 0.
    ///
    /// # Errors
    /// A value of another kind than is asked for: the books are damaged.
    pub(crate) fn get<T: Read>(&self, place: usize) -> Result<T, LedgerError> {
        let value = self.0.value(place)?;
        T::read(value).ok_or_else(|| LedgerError::Corrupt(format!("column {place}")))
    }
}

/// What can be read out of a row.
pub(crate) trait Read: Sized {
    fn read(value: Value<'_>) -> Option<Self>;
}

impl Read for i64 {
    fn read(value: Value<'_>) -> Option<i64> {
        if let Value::Number(number) = value { Some(number) } else { None }
    }
}

impl Read for u32 {
    fn read(value: Value<'_>) -> Option<u32> {
        i64::read(value)?.try_into().ok()
    }
}

impl Read for u8 {
    fn read(value: Value<'_>) -> Option<u8> {
        i64::read(value)?.try_into().ok()
    }
}

impl Read for bool {
    fn read(value: Value<'_>) -> Option<bool> {
        i64::read(value).map(|number| number != 0)
    }
}

impl Read for String {
    fn read(value: Value<'_>) -> Option<String> {
        if let Value::Text(text) = value { Some(text.to_owned()) } else { None }
    }
}

impl Read for Vec<u8> {
    fn read(value: Value<'_>) -> Option<Vec<u8>> {
        if let Value::Bytes(bytes) = value { Some(bytes.to_vec()) } else { None }
    }
}

impl<const N: usize> Read for [u8; N] {
    fn read(value: Value<'_>) -> Option<[u8; N]> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value<'_>) -> Option<Option<T>> {
        if value == Value::Null { Some(None) } else { T::read(value).map(Some) }
    }
}
