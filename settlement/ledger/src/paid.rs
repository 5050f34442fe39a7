//! Paid records as they were signed, for whoever replays or audits them.

use records::{BusinessDay, Glance, RECORD_LEN};
use rusqlite::named_params;

use crate::error::bytes;
use crate::{Ledger, LedgerError};

impl Ledger {
    /// The paid records of a day, byte for byte, in order of the start of the tap, then of terminal and number. Day
    /// closes, waiting and refused records are left out.
    pub fn paid_records(&self, day: BusinessDay) -> Result<Vec<[u8; RECORD_LEN]>, LedgerError> {
        // By merchant, because that is how a day is found without a look at every row of every year.
        let mut statement = self.connection.prepare_cached(
            "SELECT tx.terminal, tx.seq, tx.record FROM merchant JOIN tx ON tx.merchant = merchant.id
             WHERE tx.day = :day AND tx.kind <> 3 AND tx.status IN ('good', 'adjusted')",
        )?;
        let rows = statement
            .query_map(named_params! { ":day": day.number() }, |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?
            .collect::<Result<Vec<(i64, i64, Vec<u8>)>, _>>()?;
        let mut records = Vec::with_capacity(rows.len());
        for (terminal, seq, record) in rows {
            let record: [u8; RECORD_LEN] = bytes(&record, "tx.record")?;
            records.push((Glance::at(&record).order(), terminal, seq, record));
        }
        records.sort_unstable_by_key(|(order, terminal, seq, _)| (*order, *terminal, *seq));
        Ok(records.into_iter().map(|(_, _, _, record)| record).collect())
    }
}
