//! Merchants: canteens, barbers, shops.

use rusqlite::{OptionalExtension, Row, named_params};

use crate::{Ledger, LedgerError};

/// A merchant of the county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Short id, `[a-z0-9-]{1,16}`.
    pub id: String,
    /// Name on statements.
    pub name: String,
}

impl Merchant {
    fn read(row: &Row<'_>) -> rusqlite::Result<Merchant> {
        Ok(Merchant { id: row.get(0)?, name: row.get(1)? })
    }
}

impl Ledger {
    /// Adds a merchant; an id is used once.
    pub fn add_merchant(&mut self, merchant: &Merchant, now_us: i64) -> Result<(), LedgerError> {
        let written = self.connection.execute(
            "INSERT INTO merchant (id, name, added_us) VALUES (:id, :name, :now)",
            named_params! { ":id": merchant.id, ":name": merchant.name, ":now": now_us },
        );
        match written {
            Ok(_) => Ok(()),
            Err(error) if LedgerError::is_duplicate(&error) => {
                Err(LedgerError::taken("商户", "merchant", &merchant.id))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// One merchant, if it exists.
    pub fn merchant(&self, id: &str) -> Result<Option<Merchant>, LedgerError> {
        Ok(self
            .connection
            .query_row("SELECT id, name FROM merchant WHERE id = ?1", [id], Merchant::read)
            .optional()?)
    }

    /// All merchants by id.
    pub fn merchants(&self) -> Result<Vec<Merchant>, LedgerError> {
        let mut statement = self.connection.prepare("SELECT id, name FROM merchant ORDER BY id")?;
        Ok(statement.query_map([], Merchant::read)?.collect::<Result<_, _>>()?)
    }
}
