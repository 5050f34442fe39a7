//! The totals equation, for every merchant and day: what the batches brought is what stands somewhere.

use std::collections::BTreeMap;

use clearing::{Equation, Heap};
use money::Fen;
use records::Batch;

use super::{Checked, fault};
use crate::error::count;
use crate::history::read_status;
use crate::{Ledger, LedgerError};

impl Ledger {
    /// Each merchant's equation of each day, from the batches as received and from where their records stand.
    pub fn equations(&self) -> Result<BTreeMap<(String, u32), Equation>, LedgerError> {
        let beyond = || LedgerError::OutOfRange("equation");
        let mut all: BTreeMap<(String, u32), Equation> = BTreeMap::new();
        let rows = self.store.rows(
            "SELECT merchant, day, status, count(*), CAST(coalesce(sum(price), 0) AS BIGINT) FROM tx
             WHERE kind <> 3 GROUP BY merchant, day, status ORDER BY merchant, day, status",
            &[],
            |row| Ok((row.get::<String>(0)?, row.get(1)?, row.get::<String>(2)?, row.get(3)?, row.get(4)?)),
        )?;
        for (merchant, day, status, records, amount) in rows {
            let heap = Heap { count: count(records, "count")?, amount: Fen(amount) };
            let place = all.entry((merchant, day)).or_default();
            *place = place.standing(read_status(&status)?, heap).ok_or_else(beyond)?;
        }
        let mut wrong = None;
        self.store.ask("SELECT merchant, body FROM batch", &[], &mut |row| {
            let merchant: String = row.get(0)?;
            // A batch that cannot be read is told by the check of the chains.
            let records = Batch::open(&row.get::<Vec<u8>>(1)?).map(|batch| batch.records).unwrap_or_default();
            for record in &records {
                let place = all.entry((merchant.clone(), record.business_day.number())).or_default();
                match place.received(record) {
                    Some(more) => *place = more,
                    None => wrong = Some(beyond()),
                }
            }
            Ok(())
        })?;
        wrong.map_or(Ok(all), Err)
    }

    pub(super) fn check_equation(&self, checked: &mut Checked) -> Result<(), LedgerError> {
        for ((merchant, day), equation) in self.equations()? {
            if !equation.holds() {
                let Heap { count, amount } = equation.uploaded;
                checked.faults.push(fault(
                    format!("merchant {merchant} {day}"),
                    format!("上传 {count} 笔 {amount}，与确认、调整、待核、拒付之和不符"),
                    format!("{count} records of {amount} were uploaded; confirmed, adjusted, waiting and refused do not add up to them"),
                ));
            }
        }
        Ok(())
    }
}
