//! The one SQL text as PostgreSQL takes it.

use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};
use postgres::{Client, Statement};

use crate::LedgerError;
use crate::store::value::Columns;
use crate::store::{Value, Values};

/// A statement, and the names of its values in the server's order.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) statement: Statement,
    names: Vec<String>,
}

impl Prepared {
    pub(super) fn new(client: &mut Client, sql: &str) -> Result<Prepared, postgres::Error> {
        let (sql, names) = counted(sql);
        Ok(Prepared { statement: client.prepare(&sql)?, names })
    }

    /// The server's own text.
    pub(super) fn plain(client: &mut Client, sql: &str) -> Result<Prepared, postgres::Error> {
        Ok(Prepared { statement: client.prepare(sql)?, names: Vec::new() })
    }

    /// The names of its values in the server's order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The values in the statement's order; what is not given is nothing, and the server says so where it matters.
    pub(super) fn ordered<'a>(&self, values: Values<'a>) -> Vec<Value<'a>> {
        let of = |name: &String| values.iter().find(|(given, _)| given == name).map(|(_, value)| *value);
        self.names.iter().map(|name| of(name).unwrap_or(Value::Null)).collect()
    }
}

/// `:name` and `?1` become `$1`, `$2` in order of first appearance; text in quotes is left alone.
fn counted(sql: &str) -> (String, Vec<String>) {
    marked(sql, "$")
}

/// The same with another mark before the number.
pub(super) fn marked(sql: &str, mark: &str) -> (String, Vec<String>) {
    let mut out = String::with_capacity(sql.len());
    let mut names: Vec<String> = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', ':', '?']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let inside = from.get(1..).unwrap_or("");
        let (taken, after) = if from.starts_with('\'') {
            let end = inside.find('\'').map_or(inside.len(), |end| end.saturating_add(1));
            inside.split_at(end)
        } else {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            inside.split_at(inside.find(|c| !word(c)).unwrap_or(inside.len()))
        };
        if from.starts_with('\'') || taken.is_empty() {
            out.push_str(from.get(..1).unwrap_or(""));
            out.push_str(taken);
        } else {
            let name = from.get(..taken.len().saturating_add(1)).unwrap_or("").to_owned();
            let place = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len().saturating_sub(1)
            });
            out.push_str(&format!("{mark}{}", place.saturating_add(1)));
        }
        rest = after;
    }
    out.push_str(rest);
    (out, names)
}

/// A script of table definitions: numbers are 64 bits wide, text sorts by its bytes as everywhere else.
pub(super) fn portable(script: &str) -> String {
    let word = |line: &str| {
        let (code, note) = line.split_once("--").unwrap_or((line, ""));
        let code = code
            .replace("INTEGER", "BIGINT")
            .replace("BLOB", "BYTEA")
            .replace(" TEXT ", " TEXT COLLATE \"C\" ")
            .replace(" TEXT,", " TEXT COLLATE \"C\",")
            .replace(" TEXT;", " TEXT COLLATE \"C\";")
            .replace(") STRICT", ")");
        if note.is_empty() { code } else { format!("{code}--{note}") }
    };
    script.lines().map(word).collect::<Vec<_>>().join("\n")
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn core::error::Error + Sync + Send>> {
        match *self {
            Value::Null => Ok(IsNull::Yes),
            Value::Number(number) if *kind == Type::INT4 => i32::try_from(number)?.to_sql(kind, out),
            Value::Number(number) if *kind == Type::INT8 => number.to_sql(kind, out),
            Value::Text(text) if *kind == Type::TEXT => text.to_sql(kind, out),
            Value::Bytes(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            Value::Number(_) | Value::Text(_) | Value::Bytes(_) => {
                Err(format!("no {kind} out of the books").into())
            }
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT4, Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    postgres::types::to_sql_checked!();
}

impl Columns for postgres::Row {
    fn width(&self) -> usize {
        self.len()
    }

    fn value(&self, place: usize) -> Result<Value<'_>, LedgerError> {
        let kind = self.columns().get(place).map(postgres::Column::type_);
        Ok(match kind {
            Some(&Type::INT8) => self.try_get::<_, Option<i64>>(place)?.map_or(Value::Null, Value::Number),
            Some(&Type::INT4) => self
                .try_get::<_, Option<i32>>(place)?
                .map_or(Value::Null, |number| Value::Number(i64::from(number))),
            Some(&Type::BOOL) => self
                .try_get::<_, Option<bool>>(place)?
                .map_or(Value::Null, |truth| Value::Number(i64::from(truth))),
            // A sum of numbers of 64 bits.
            Some(&Type::NUMERIC) => {
                self.try_get::<_, Option<Whole>>(place)?.map_or(Value::Null, |Whole(sum)| Value::Number(sum))
            }
            Some(&Type::TEXT) => self.try_get::<_, Option<&str>>(place)?.map_or(Value::Null, Value::Text),
            Some(&Type::BYTEA) => self.try_get::<_, Option<&[u8]>>(place)?.map_or(Value::Null, Value::Bytes),
            _ => return Err(LedgerError::Corrupt(format!("column {place}"))),
        })
    }
}

/// A whole number as the server sends what has no bound: groups of four decimal digits.
struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Whole, Box<dyn core::error::Error + Sync + Send>> {
        let mut words =
            raw.chunks_exact(2).map(|pair| pair.iter().fold(0u16, |sum, byte| sum << 8 | u16::from(*byte)));
        let mut head = || words.next().ok_or("a number cut short");
        let (_, weight, sign, scale) = (head()?, head()?, head()?, head()?);
        if scale != 0 || (sign != 0 && sign != 0x4000) {
            return Err("no whole number".into());
        }
        let mut sum = 0i64;
        // The weight is that of the first group; groups of zeros at the end are not sent. -1: the number is zero.
        for _ in 0..=i16::from_be_bytes(weight.to_be_bytes()) {
            let group = i64::from(words.next().unwrap_or(0));
            sum = sum
                .checked_mul(10_000)
                .and_then(|sum| sum.checked_add(group))
                .ok_or("a sum beyond 64 bits")?;
        }
        Ok(Whole(if sign == 0 { sum } else { sum.saturating_neg() }))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::NUMERIC
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_and_quotes_left_alone() {
        let table = [
            (
                "SELECT a FROM t WHERE b = :b AND c = :c AND d = :b",
                "SELECT a FROM t WHERE b = $1 AND c = $2 AND d = $1",
                ":b :c",
            ),
            ("UPDATE t SET a = ?2 WHERE b = ?1", "UPDATE t SET a = $1 WHERE b = $2", "?2 ?1"),
            ("SELECT 'a:b?1' || :x, 'it''s' FROM t", "SELECT 'a:b?1' || $1, 'it''s' FROM t", ":x"),
            ("SELECT 1", "SELECT 1", ""),
        ];
        for (sql, told, names) in table {
            assert_eq!(
                counted(sql),
                (told.to_owned(), names.split_whitespace().map(str::to_owned).collect())
            );
        }
    }

    #[test]
    fn sums_are_read() {
        let table: [(&[u16], i64); 5] = [
            (&[0, 0xFFFF, 0, 0], 0),
            (&[1, 0, 0, 0, 42], 42),
            (&[1, 1, 0x4000, 0, 3], -30_000),
            (&[3, 2, 0, 0, 1, 0, 7], 100_000_007),
            (&[2, 0, 0, 2, 1, 5000], i64::MIN),
        ];
        for (words, told) in table {
            let raw: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            let read = Whole::from_sql(&Type::NUMERIC, &raw).ok().map(|Whole(sum)| sum);
            assert_eq!(read, Some(told).filter(|told| *told != i64::MIN), "{words:?}");
        }
    }

    #[test]
    fn definitions_are_translated_and_notes_are_not() {
        let told = portable("    id TEXT NOT NULL, -- a TEXT\n    n INTEGER,\n    b BLOB\n) STRICT;");
        assert_eq!(told, "    id TEXT COLLATE \"C\" NOT NULL, -- a TEXT\n    n BIGINT,\n    b BYTEA\n);");
    }
}
