//! The sums of the last business days, for the cashier's totals.

use money::Fen;
use records::{BusinessDay, Record};
use std::collections::BTreeMap;

/// Days kept.
const KEPT: usize = 3;

/// The sums of one business day at this till, sale records only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayTotals {
    /// Sales.
    pub count: u64,
    /// List prices (应收).
    pub price: Fen,
    /// Benefits (优惠).
    pub benefit: Fen,
    /// Paid by elders (自付).
    pub self_pay: Fen,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Days(BTreeMap<BusinessDay, DayTotals>);

impl Days {
    pub(super) fn of(&self, day: BusinessDay) -> DayTotals {
        self.0.get(&day).copied().unwrap_or_default()
    }

    /// Counts a sale. `None` when the sums do not fit.
    pub(super) fn with(&self, sale: &Record) -> Option<DayTotals> {
        let so_far = self.of(sale.business_day);
        Some(DayTotals {
            count: so_far.count.checked_add(1)?,
            price: so_far.price.checked_add(sale.price)?,
            benefit: so_far.benefit.checked_add(sale.benefit)?,
            self_pay: so_far.self_pay.checked_add(sale.self_pay)?,
        })
    }

    pub(super) fn set(&mut self, day: BusinessDay, totals: DayTotals) {
        self.0.insert(day, totals);
        while self.0.len() > KEPT {
            self.0.pop_first();
        }
    }
}
