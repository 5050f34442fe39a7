//! A merchant's day and its single sales.

use clearing::{Outstanding, SaleRow};
use money::Fen;
use records::{BusinessDay, Record, TerminalId};

use crate::error::integer;
use crate::history::{read_record, read_status};
use crate::legs::read_legs;
use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// Record, status and legs as stored.
type Raw = (Vec<u8>, String, String);

fn read((record, status, legs): Raw) -> Result<SaleRow, LedgerError> {
    let (record, status) = (read_record(&record)?, read_status(&status)?);
    Ok(SaleRow { record, status, legs: read_legs(&legs)? })
}

impl Ledger {
    /// The sales of a merchant on a business day, by terminal and number. Day closes carry no money and are left
    /// out.
    pub fn merchant_day(&self, merchant: &str, day: BusinessDay) -> Result<Vec<SaleRow>, LedgerError> {
        let rows = self.store.rows(
            "SELECT record, status, legs FROM tx
             WHERE merchant = :merchant AND day = :day AND kind <> 3 ORDER BY terminal, seq",
            named! { ":merchant": merchant, ":day": day.number() },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        rows.into_iter().map(read).collect()
    }

    /// One record and the merchant it belongs to.
    pub fn sale(&self, terminal: TerminalId, seq: u64) -> Result<Option<(String, SaleRow)>, LedgerError> {
        let row = self.store.first(
            "SELECT merchant, record, status, legs FROM tx WHERE terminal = ?1 AND seq = ?2",
            at![integer(terminal.0, "terminal")?, integer(seq, "seq")?],
            |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))),
        )?;
        row.map(|(merchant, raw)| Ok((merchant, read(raw)?))).transpose()
    }

    /// A record by its place in a terminal's chain.
    pub fn record(&self, terminal: TerminalId, seq: u64) -> Result<Option<Record>, LedgerError> {
        Ok(self.sale(terminal, seq)?.map(|(_, row)| row.record))
    }

    /// What the terminals of a merchant announced and have not delivered.
    pub fn outstanding(&self, merchant: &str) -> Result<Outstanding, LedgerError> {
        let mut sum = Outstanding::default();
        for terminal in self.terminals()?.into_iter().filter(|terminal| terminal.merchant == merchant) {
            let part = terminal.outstanding;
            let add = |a: Fen, b: Fen| a.checked_add(b).ok_or(LedgerError::OutOfRange("outstanding"));
            sum = Outstanding {
                count: sum.count.saturating_add(part.count),
                price: add(sum.price, part.price)?,
                benefit: add(sum.benefit, part.benefit)?,
            };
        }
        Ok(sum)
    }
}
