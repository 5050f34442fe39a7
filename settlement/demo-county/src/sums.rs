//! What each merchant sold and is owed, worked out beside the records.

use money::Fen;
use records::{Record, Tender};

use crate::Unfit;

/// A merchant's day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Sales that are really paid for: by a card, in cash, or by funds alone.
    pub count: u64,
    /// Their prices.
    pub price: Fen,
    /// Of it, carried by funds.
    pub benefit: Fen,
    /// Of it, paid by elders.
    pub self_pay: Fen,
    /// Of that, in cash.
    pub cash: Fen,
    /// Records that tell of no sale, or of one nobody can be sure of yet.
    pub open_count: u64,
    /// What is claimed with them.
    pub open_price: Fen,
}

impl Sums {
    /// Counts a sale that is really paid for.
    pub(crate) fn add_paid(&mut self, record: &Record) -> Result<(), Unfit> {
        let cash = if record.tender == Tender::Cash { record.self_pay } else { Fen::ZERO };
        self.count = self.count.saturating_add(1);
        add(&mut self.price, record.price)?;
        add(&mut self.benefit, record.benefit)?;
        add(&mut self.self_pay, record.self_pay)?;
        add(&mut self.cash, cash)
    }

    /// Counts a record that is not.
    pub(crate) fn add_open(&mut self, record: &Record) -> Result<(), Unfit> {
        self.open_count = self.open_count.saturating_add(1);
        add(&mut self.open_price, record.price)
    }
}

fn add(sum: &mut Fen, amount: Fen) -> Result<(), Unfit> {
    *sum = sum.checked_add(amount).ok_or(Unfit::Broken("sums"))?;
    Ok(())
}
