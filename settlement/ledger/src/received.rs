//! What was received, for people who look after terminals.

use money::Fen;
use records::TerminalId;

use crate::error::{bytes, count, integer};
use crate::store::at;
use crate::{Ledger, LedgerError};

/// A batch that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedBatch {
    /// Its terminal.
    pub terminal: TerminalId,
    /// First record.
    pub first_seq: u64,
    /// Last record.
    pub through_seq: u64,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// When it was received, UTC microseconds.
    pub received_us: i64,
}

impl Ledger {
    /// The latest batches, newest first.
    pub fn latest_batches(&self, limit: u32) -> Result<Vec<ReceivedBatch>, LedgerError> {
        let rows = self.store.rows(
            "SELECT terminal, first_seq, last_seq, hash, received_us FROM batch
             ORDER BY received_us DESC, terminal, first_seq DESC LIMIT ?1",
            at![limit],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<Vec<u8>>(3)?, row.get(4)?)),
        )?;
        rows.into_iter()
            .map(|(terminal, first, last, hash, received_us)| {
                Ok(ReceivedBatch {
                    terminal: TerminalId(count(terminal, "batch.terminal")?),
                    first_seq: count(first, "batch.first_seq")?,
                    through_seq: count(last, "batch.last_seq")?,
                    hash: bytes(&hash, "batch.hash")?,
                    received_us,
                })
            })
            .collect()
    }

    /// When a record was received, UTC microseconds.
    pub fn received_us(&self, terminal: TerminalId, seq: u64) -> Result<Option<i64>, LedgerError> {
        self.store.number(
            "SELECT b.received_us FROM tx t JOIN batch b ON b.terminal = t.terminal AND b.first_seq = t.first_seq
             WHERE t.terminal = ?1 AND t.seq = ?2",
            at![integer(terminal.0, "terminal")?, integer(seq, "seq")?],
        )
    }

    /// Sales of a terminal as the center counts them: how many, and their gross price.
    pub fn received_sales(&self, terminal: TerminalId) -> Result<(u64, Fen), LedgerError> {
        let sums = self.store.first(
            "SELECT count(*), CAST(coalesce(sum(price), 0) AS BIGINT) FROM tx WHERE terminal = ?1 AND kind = 1",
            at![integer(terminal.0, "terminal")?],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (sales, price) = sums.unwrap_or_default();
        Ok((count(sales, "sales")?, Fen(price)))
    }
}
