//! The whole books in a few lines: for each table, how many rows and one hash. Equal lines, equal books, whichever store
//! keeps them; and no line tells what is in a row.

use records::sha256;

use crate::books::MIGRATIONS;
use crate::store::{Row, Value};
use crate::{Ledger, LedgerError};

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDigest {
    /// Its name.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 over the sorted hashes of its rows: no store's order shows in it.
    pub sha256: [u8; 32],
}

impl Ledger {
    /// Every table, by name.
    pub fn digest(&self) -> Result<Vec<TableDigest>, LedgerError> {
        tables().into_iter().map(|table| self.digest_of(table)).collect()
    }

    fn digest_of(&self, table: &'static str) -> Result<TableDigest, LedgerError> {
        let mut hashes = self.store.rows(&format!("SELECT * FROM {table}"), &[], hash)?;
        hashes.sort_unstable();
        let rows = u64::try_from(hashes.len()).map_err(|_| LedgerError::OutOfRange("rows"))?;
        Ok(TableDigest { table, rows, sha256: sha256(hashes.as_flattened()) })
    }
}

/// The tables that the migrations make.
fn tables() -> Vec<&'static str> {
    let lines = MIGRATIONS.iter().flat_map(|script| script.lines());
    let mut tables: Vec<&str> =
        lines.filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split_whitespace().next()).collect();
    tables.sort_unstable();
    tables
}

/// Each value with its kind and its length, so that no two rows read alike.
fn hash(row: &Row<'_>) -> Result<[u8; 32], LedgerError> {
    let mut bytes = Vec::new();
    for place in 0..row.width() {
        let number;
        let (kind, content): (u8, &[u8]) = match row.value(place)? {
            Value::Null => (0, &[]),
            Value::Number(value) => {
                number = value.to_be_bytes();
                (1, &number)
            }
            Value::Text(text) => (2, text.as_bytes()),
            Value::Bytes(content) => (3, content),
        };
        bytes.push(kind);
        bytes.extend_from_slice(&u64::try_from(content.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(content);
    }
    Ok(sha256(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Merchant;

    #[test]
    fn every_change_shows_in_its_table_alone() {
        let (mut one, mut other) = (Ledger::in_memory().unwrap(), Ledger::in_memory().unwrap());
        assert!(tables().contains(&"tx") && tables().len() > 30, "{:?}", tables());
        assert_eq!(one.digest().unwrap(), other.digest().unwrap());
        let add = |ledger: &mut Ledger, id: &str, name: &str| {
            ledger.add_merchant(&Merchant { id: id.to_owned(), name: name.to_owned() }, 1).unwrap();
        };
        add(&mut one, "a", "甲");
        add(&mut one, "b", "乙");
        add(&mut other, "b", "乙");
        add(&mut other, "a", "甲");
        assert_eq!(one.digest().unwrap(), other.digest().unwrap());
        add(&mut one, "c", "d");
        add(&mut other, "cd", "");
        let differ: Vec<&str> = one
            .digest()
            .unwrap()
            .into_iter()
            .zip(other.digest().unwrap())
            .filter(|(one, other)| one != other)
            .map(|(one, _)| one.table)
            .collect();
        assert_eq!(differ, ["merchant"]);
    }
}
