//! Merchants: canteens, barbers, shops.

use crate::store::{Row, at, named};
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
    fn read(row: &Row<'_>) -> Result<Merchant, LedgerError> {
        Ok(Merchant { id: row.get(0)?, name: row.get(1)? })
    }
}

impl Ledger {
    /// Adds a merchant; an id is used once.
    pub fn add_merchant(&mut self, merchant: &Merchant, now_us: i64) -> Result<(), LedgerError> {
        let written = self.insert(
            "INSERT INTO merchant (id, name, added_us) VALUES (:id, :name, :now)",
            named! { ":id": merchant.id, ":name": merchant.name, ":now": now_us },
        )?;
        if written { Ok(()) } else { Err(LedgerError::taken("商户", "merchant", &merchant.id)) }
    }

    /// One merchant, if it exists.
    pub fn merchant(&self, id: &str) -> Result<Option<Merchant>, LedgerError> {
        self.store.first("SELECT id, name FROM merchant WHERE id = ?1", at![id], Merchant::read)
    }

    /// All merchants by id.
    pub fn merchants(&self) -> Result<Vec<Merchant>, LedgerError> {
        self.store.rows("SELECT id, name FROM merchant ORDER BY id", &[], Merchant::read)
    }
}
