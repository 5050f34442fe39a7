//! The same question of many, in one go: the server goes through lists of values and answers each in turn.

use postgres::types::{ToSql, Type};

use super::statement::{Prepared, marked};
use crate::LedgerError;
use crate::store::Value;
use crate::store::value::Columns;

/// What one value is for each that is asked.
pub(super) enum Column<'a> {
    Numbers(Vec<Option<i64>>),
    Smaller(Vec<Option<i32>>),
    Texts(Vec<Option<&'a str>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl Column<'_> {
    pub(super) fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Column::Numbers(values) => values,
            Column::Smaller(values) => values,
            Column::Texts(values) => values,
            Column::Bytes(values) => values,
        }
    }
}

impl Prepared {
    /// The question, asked of each row of a list. It keeps its own order; the lists are gone through as they come.
    pub(super) fn of_each(&self, sql: &str) -> String {
        let (asked, _) = marked(sql, "q.v");
        let numbered = |write: &dyn Fn(usize, &Type) -> String| {
            let types = (1..).zip(self.statement.params());
            types.map(|(number, kind)| write(number, kind)).collect::<Vec<_>>().join(", ")
        };
        let lists = numbered(&|number, kind| format!("${number}::{kind}[]"));
        let names = numbered(&|number, _| format!("v{number}"));
        format!(
            "SELECT q.place, a.* FROM unnest({lists}) WITH ORDINALITY AS q ({names}, place)
             CROSS JOIN LATERAL ({asked}) AS a"
        )
    }

    /// The lists.
    ///
    /// # Errors
    /// A name without values, or a value of another kind than the question takes.
    pub(super) fn columns<'a>(
        &self,
        names: &[&str],
        asked: &[Vec<Value<'a>>],
    ) -> Result<Vec<Column<'a>>, LedgerError> {
        let of = |(name, kind): (&String, &Type)| {
            let place = names.iter().position(|given| given == name)?;
            let values = asked.iter().map(|values| values.get(place).copied());
            Some(match *kind {
                Type::INT8 => Column::Numbers(values.map(number).collect::<Option<_>>()?),
                Type::INT4 => {
                    let small = values.map(|value| match number(value)? {
                        Some(number) => Some(Some(i32::try_from(number).ok()?)),
                        None => Some(None),
                    });
                    Column::Smaller(small.collect::<Option<_>>()?)
                }
                Type::TEXT => {
                    let texts = values.map(|value| match value? {
                        Value::Text(text) => Some(Some(text)),
                        Value::Null => Some(None),
                        Value::Number(_) | Value::Bytes(_) => None,
                    });
                    Column::Texts(texts.collect::<Option<_>>()?)
                }
                Type::BYTEA => {
                    let bytes = values.map(|value| match value? {
                        Value::Bytes(bytes) => Some(Some(bytes)),
                        Value::Null => Some(None),
                        Value::Number(_) | Value::Text(_) => None,
                    });
                    Column::Bytes(bytes.collect::<Option<_>>()?)
                }
                _ => return None,
            })
        };
        let columns = self.names().iter().zip(self.statement.params()).map(of).collect::<Option<Vec<_>>>();
        columns.ok_or_else(|| LedgerError::Storage("no such value out of the books".into()))
    }
}

fn number(value: Option<Value<'_>>) -> Option<Option<i64>> {
    match value? {
        Value::Number(number) => Some(Some(number)),
        Value::Null => Some(None),
        Value::Text(_) | Value::Bytes(_) => None,
    }
}

/// A row without its first value.
pub(super) struct After<'a>(pub(super) &'a dyn Columns);

impl Columns for After<'_> {
    fn value(&self, place: usize) -> Result<Value<'_>, LedgerError> {
        self.0.value(place.saturating_add(1))
    }

    fn width(&self) -> usize {
        self.0.width().saturating_sub(1)
    }
}
