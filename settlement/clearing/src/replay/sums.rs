//! Sums of accepted sales.

use money::Fen;
use subsidy::Quote;

/// The same figure under the old and under the new tariff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Both<T> {
    /// Under the tariff as it is.
    pub old: T,
    /// Under the proposed one.
    pub new: T,
}

impl<T> Both<T> {
    /// Makes the second figure in the way of the first.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Both<U> {
        Both { old: make(self.old), new: make(self.new) }
    }

    /// Borrows both.
    pub fn as_ref(&self) -> Both<&T> {
        Both { old: &self.old, new: &self.new }
    }
}

impl Both<Fen> {
    /// New less old. `None` beyond 64 bits.
    #[must_use]
    pub fn difference(&self) -> Option<Fen> {
        self.new.checked_sub(self.old)
    }
}

/// A number of things and an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// How much.
    pub amount: Fen,
}

impl Counted {
    /// One more, of this amount.
    #[must_use]
    pub fn one(amount: Fen) -> Counted {
        Counted { count: 1, amount }
    }
}

/// Accepted sales. `price = benefit + self_pay`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many sales.
    pub count: u64,
    /// Gross (应收).
    pub price: Fen,
    /// What funds bear (补贴).
    pub benefit: Fen,
    /// What elders pay (自付).
    pub self_pay: Fen,
}

impl Sums {
    /// One accepted sale.
    #[must_use]
    pub fn of(quote: &Quote) -> Sums {
        Sums { count: 1, price: quote.price, benefit: quote.benefit, self_pay: quote.self_pay }
    }
}

/// What grows by adding.
pub(crate) trait Grow: Copy + Default {
    /// Both together. `None` beyond 64 bits.
    fn plus(self, more: Self) -> Option<Self>;

    /// Adds in place.
    fn grow(&mut self, more: Self) -> Option<()> {
        *self = self.plus(more)?;
        Some(())
    }
}

impl Grow for u64 {
    fn plus(self, more: u64) -> Option<u64> {
        self.checked_add(more)
    }
}

impl Grow for Fen {
    fn plus(self, more: Fen) -> Option<Fen> {
        self.checked_add(more)
    }
}

impl Grow for Counted {
    fn plus(self, more: Counted) -> Option<Counted> {
        Some(Counted { count: self.count.plus(more.count)?, amount: self.amount.plus(more.amount)? })
    }
}

impl Grow for Sums {
    fn plus(self, more: Sums) -> Option<Sums> {
        Some(Sums {
            count: self.count.plus(more.count)?,
            price: self.price.plus(more.price)?,
            benefit: self.benefit.plus(more.benefit)?,
            self_pay: self.self_pay.plus(more.self_pay)?,
        })
    }
}

impl<T: Grow> Grow for Both<T> {
    fn plus(self, more: Both<T>) -> Option<Both<T>> {
        Some(Both { old: self.old.plus(more.old)?, new: self.new.plus(more.new)? })
    }
}
