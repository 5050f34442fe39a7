//! Sums of a day, for reports and checks.

use money::Fen;
use records::BusinessDay;

use crate::error::{count, read_day};
use crate::store::named;
use crate::{Ledger, LedgerError};

/// Records of one merchant that stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTotals {
    /// The merchant.
    pub merchant: String,
    /// Status as stored: `good`, `adjusted`, `waiting:04`, `refused:03`.
    pub status: String,
    /// How many sales.
    pub count: u64,
    /// Gross.
    pub price: Fen,
    /// Benefit.
    pub benefit: Fen,
    /// Self-pay.
    pub self_pay: Fen,
}

impl Ledger {
    /// Sales of a day by merchant and status.
    pub fn day_totals(&self, day: BusinessDay) -> Result<Vec<DayTotals>, LedgerError> {
        let rows = self.store.rows(
            "SELECT merchant, status, count(*), sum(price), sum(benefit), sum(self_pay) FROM tx
             WHERE day = :day AND kind <> 3 GROUP BY merchant, status ORDER BY merchant, status",
            named! { ":day": day.number() },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
        )?;
        rows.into_iter()
            .map(|(merchant, status, sales, price, benefit, self_pay)| {
                Ok(DayTotals {
                    merchant,
                    status,
                    count: count(sales, "count")?,
                    price: Fen(price),
                    benefit: Fen(benefit),
                    self_pay: Fen(self_pay),
                })
            })
            .collect()
    }

    /// Sales of a merchant by business day and status, between two days.
    pub fn merchant_totals(
        &self,
        merchant: &str,
        (first, last): (BusinessDay, BusinessDay),
    ) -> Result<Vec<(BusinessDay, DayTotals)>, LedgerError> {
        let rows = self.store.rows(
            "SELECT day, status, count(*), sum(price), sum(benefit), sum(self_pay) FROM tx
             WHERE merchant = :merchant AND day >= :first AND day <= :last AND kind <> 3
             GROUP BY day, status ORDER BY day, status",
            named! { ":merchant": merchant, ":first": first.number(), ":last": last.number() },
            |row| Ok((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?])),
        )?;
        rows.into_iter()
            .map(|(day, status, [sales, price, benefit, self_pay])| {
                let totals = DayTotals {
                    merchant: merchant.to_owned(),
                    status,
                    count: count(sales, "count")?,
                    price: Fen(price),
                    benefit: Fen(benefit),
                    self_pay: Fen(self_pay),
                };
                Ok((read_day(day, "tx.day")?, totals))
            })
            .collect()
    }

    /// What was booked on each account for a day, inflows into funds included.
    pub fn account_totals(&self, day: BusinessDay) -> Result<Vec<(String, Fen)>, LedgerError> {
        let rows = self.store.rows(
            "SELECT account, sum(amount) FROM (
                 SELECT account, amount FROM posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM recheck_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM inflow_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM inflow_reversal_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM refund_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM card_load_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM statement_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM payout_posting WHERE day = :day
                 UNION ALL SELECT account, amount FROM merchant_receipt_posting WHERE day = :day) AS both_sides
             GROUP BY account ORDER BY account",
            named! { ":day": day.number() },
            |row| Ok((row.get(0)?, Fen(row.get(1)?))),
        )?;
        Ok(rows)
    }
}
