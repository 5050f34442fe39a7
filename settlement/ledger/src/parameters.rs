//! Parameter packages as they were signed and sent.

use records::TerminalId;

use crate::error::{bytes, integer, small};
use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// A package in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPackage {
    /// Version, from 1, per terminal.
    pub version: u32,
    /// Fingerprint of everything it was made from.
    pub inputs: [u8; 32],
    /// The signed bytes.
    pub package: Vec<u8>,
}

impl Ledger {
    /// The newest package of a terminal.
    pub fn newest_package(&self, terminal: TerminalId) -> Result<Option<StoredPackage>, LedgerError> {
        let row = self.store.first(
                "SELECT version, inputs, package FROM parameters WHERE terminal = ?1 ORDER BY version DESC LIMIT 1",
                at![integer(terminal.0, "terminal")?],
                |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?, row.get(2)?)),
            )
            ?;
        row.map(|(version, inputs, package)| {
            Ok(StoredPackage {
                version: small(version, "parameters.version")?,
                inputs: bytes(&inputs, "parameters.inputs")?,
                package,
            })
        })
        .transpose()
    }

    /// Keeps a package that is about to be sent. Older ones of the terminal keep version and fingerprint; their
    /// bytes are dropped two versions later, since tariff, roster and stop list stay in the books by themselves.
    pub fn keep_package(
        &mut self,
        terminal: TerminalId,
        package: &StoredPackage,
        now_us: i64,
    ) -> Result<(), LedgerError> {
        let terminal = integer(terminal.0, "terminal")?;
        self.step(|transaction| {
            transaction.execute(
                "INSERT INTO parameters (terminal, version, inputs, package, issued_us)
                 VALUES (:terminal, :version, :inputs, :package, :now)",
                named! { ":terminal": terminal, ":version": package.version, ":inputs": package.inputs,
                    ":package": package.package, ":now": now_us },
            )?;
            transaction.execute(
                "UPDATE parameters SET package = :empty WHERE terminal = :terminal AND version < :version - 1",
                named! { ":empty": [0_u8; 0].as_slice(), ":terminal": terminal, ":version": package.version },
            )?;
            Ok(())
        })
    }
}
