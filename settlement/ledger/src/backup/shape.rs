//! Which tables books of a schema have. The migrations alone say it, so every store answers the same.

use crate::LedgerError;
use crate::books::lay;
use crate::store::{Sqlite, Store, at};

/// A table as the migrations make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// The columns of its primary key, in order.
    key: Vec<String>,
}

impl Table {
    /// Every row in one order, whoever keeps it.
    pub(super) fn query(&self) -> String {
        let (columns, key) = (self.columns.join(", "), self.key.join(", "));
        format!("SELECT {columns} FROM {} ORDER BY {key}", self.name)
    }
}

/// The tables of a schema, each after those it refers to.
pub(super) fn tables(schema: usize) -> Result<Vec<Table>, LedgerError> {
    let sqlite = Sqlite::in_memory()?;
    lay(&sqlite, 0, schema)?;
    let store: &dyn Store = &sqlite;
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
    let names: Vec<String> = store.rows(names, &[], |row| row.get(0))?;
    names.into_iter().map(|name| table(store, name)).collect()
}

fn table(store: &dyn Store, name: String) -> Result<Table, LedgerError> {
    let columns = "SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid";
    let columns: Vec<(String, i64)> = store.rows(columns, at![name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut key: Vec<_> = columns.iter().filter(|(_, place)| *place > 0).collect();
    key.sort_by_key(|(_, place)| *place);
    let key = key.into_iter().map(|(column, _)| column.clone()).collect();
    Ok(Table { name, columns: columns.into_iter().map(|(column, _)| column).collect(), key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::MIGRATIONS;

    #[test]
    fn every_schema_has_its_tables_each_with_a_key() {
        let mut before = 0;
        for schema in 1..=MIGRATIONS.len() {
            let tables = tables(schema).unwrap();
            assert!(tables.len() >= before, "schema {schema} lost a table");
            assert!(tables.iter().all(|table| !table.key.is_empty()), "{tables:?}");
            before = tables.len();
        }
        let first = tables(1).unwrap();
        let posting = first.iter().find(|table| table.name == "posting").unwrap();
        assert_eq!(
            posting.query(),
            "SELECT terminal, first_seq, line, account, day, amount FROM posting ORDER BY terminal, first_seq, line"
        );
    }
}
