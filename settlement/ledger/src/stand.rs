//! Where tills stand: kind of merchant and place, by the names a tariff uses.

use crate::error::integer;
use crate::store::{at, named};
use crate::{Ledger, LedgerError};
use records::TerminalId;

/// Where one till stands. Empty texts: it was never said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    /// Name of a kind of merchant.
    pub kind: String,
    /// Name of a place.
    pub place: String,
}

impl Ledger {
    /// Says where a till stands.
    pub fn set_stand(&mut self, terminal: TerminalId, stand: &Stand) -> Result<(), LedgerError> {
        if self.terminal(terminal)?.is_none() {
            return Err(LedgerError::unknown("终端", "terminal", &terminal));
        }
        let terminal = integer(terminal.0, "terminal")?;
        self.step(|transaction| {
            transaction.execute("DELETE FROM stand WHERE terminal = ?1", at![terminal])?;
            transaction.execute(
                "INSERT INTO stand (terminal, kind, place) VALUES (:terminal, :kind, :place)",
                named! { ":terminal": terminal, ":kind": stand.kind, ":place": stand.place },
            )?;
            Ok(())
        })
    }

    /// Where a till stands.
    pub fn stand(&self, terminal: TerminalId) -> Result<Stand, LedgerError> {
        let sql = "SELECT kind, place FROM stand WHERE terminal = ?1";
        let found = self.store.first(sql, at![integer(terminal.0, "terminal")?], |row| {
            Ok(Stand { kind: row.get(0)?, place: row.get(1)? })
        })?;
        Ok(found.unwrap_or_default())
    }
}
