//! Paid records, for whoever replays or audits them.

use records::{BusinessDay, Glance, RECORD_LEN, Record};

use crate::store::named;
use crate::{Ledger, LedgerError};

/// By merchant, because that is how a day is found without a look at every row of every year; a cross join keeps to
/// that order.
const PAID: &str = "SELECT tx.terminal, tx.seq, tx.record FROM merchant CROSS JOIN tx
     WHERE tx.merchant = merchant.id AND tx.day = :day AND tx.kind <> 3 AND tx.status IN ('good', 'adjusted')";

impl Ledger {
    /// What the paid records of a day say in every version (256 bytes each, the card's evidence left out), in order of the start of the tap, then of terminal and number. Day
    /// closes, waiting and refused records are left out.
    pub fn paid_records(&self, day: BusinessDay) -> Result<Vec<[u8; RECORD_LEN]>, LedgerError> {
        let rows = self.store.rows(PAID, named! { ":day": day.number() }, |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?))
        })?;
        let mut records = Vec::with_capacity(rows.len());
        for (terminal, seq, record) in rows {
            let record =
                Record::decode(&record).map_err(|_| LedgerError::Corrupt("tx.record".to_owned()))?.head();
            records.push((Glance::at(&record).order(), terminal, seq, record));
        }
        records.sort_unstable_by_key(|(order, terminal, seq, _)| (*order, *terminal, *seq));
        Ok(records.into_iter().map(|(_, _, _, record)| record).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_by_the_index() {
        let ledger = Ledger::in_memory().unwrap();
        let asked = format!("EXPLAIN QUERY PLAN {PAID}");
        let steps = ledger.store.rows(&asked, named! { ":day": 20_240_715 }, |row| row.get::<String>(3));
        let plan = steps.unwrap().join("\n");
        assert!(plan.contains("tx_by_merchant_day (merchant=? AND day=?)"), "{plan}");
    }
}
