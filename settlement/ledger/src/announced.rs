//! What terminals announce of a day, beside what the books hold of the same records.

use money::Fen;
use records::{BusinessDay, Running, TerminalId};

use crate::error::count;
use crate::store::{at, named};
use crate::{Ledger, LedgerError};

/// Sales of one terminal from its first record of a day to its last, counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningDay {
    /// The terminal.
    pub terminal: TerminalId,
    /// As the running totals in its own records tell.
    pub announced: Running,
    /// As the rows of the books add up.
    pub booked: Running,
}

/// By merchant, because that is how a day is found without a look at every row of every year.
const SPANS: &str = "SELECT tx.terminal, min(tx.seq), max(tx.seq) FROM merchant CROSS JOIN tx
     WHERE tx.merchant = merchant.id AND tx.day = :day GROUP BY tx.terminal ORDER BY tx.terminal";

impl Ledger {
    /// The terminals that have records of a day, by id. A record of another day between the first and the last of this
    /// one is counted on both sides.
    pub fn running_day(&self, day: BusinessDay) -> Result<Vec<RunningDay>, LedgerError> {
        let spans = self.store.rows(SPANS, named! { ":day": day.number() }, |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
        })?;
        let one = |(terminal, first, last)| {
            let id = TerminalId(count(terminal, "tx.terminal")?);
            Ok(RunningDay {
                terminal: id,
                announced: self.announced_between(id, count(first, "tx.seq")?, count(last, "tx.seq")?)?,
                booked: self.booked_between(terminal, first, last)?,
            })
        };
        spans.into_iter().map(one).collect()
    }

    /// What the running totals grow by from before one record to another.
    fn announced_between(&self, terminal: TerminalId, first: u64, last: u64) -> Result<Running, LedgerError> {
        let record = |seq| {
            let record = self.record(terminal, seq)?;
            record.ok_or_else(|| LedgerError::Corrupt(format!("tx {terminal}/{seq} is missing")))
        };
        let (first, last) = (record(first)?, record(last)?);
        let bad = || LedgerError::Corrupt("tx.record: running totals".to_owned());
        let own = Running::default().plus(first.kind, first.price, first.benefit).map_err(|_| bad())?;
        let less = |total: Running, part: Running| {
            Some(Running {
                count: total.count.checked_sub(part.count)?,
                price: total.price.checked_sub(part.price)?,
                benefit: total.benefit.checked_sub(part.benefit)?,
            })
        };
        less(first.running, own).and_then(|before| less(last.running, before)).ok_or_else(bad)
    }

    fn booked_between(&self, terminal: i64, first: i64, last: i64) -> Result<Running, LedgerError> {
        let sums = self.store.first(
            "SELECT count(*), CAST(coalesce(sum(price), 0) AS BIGINT), CAST(coalesce(sum(benefit), 0) AS BIGINT)
             FROM tx WHERE terminal = ?1 AND seq BETWEEN ?2 AND ?3 AND kind = 1",
            at![terminal, first, last],
            |row| Ok((row.get::<i64>(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let (sales, price, benefit) = sums.unwrap_or_default();
        Ok(Running { count: count(sales, "sales")?, price: Fen(price), benefit: Fen(benefit) })
    }
}
