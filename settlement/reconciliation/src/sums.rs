//! Counts and sums.

use money::Fen;
use std::sync::Arc;

use crate::error::Overflow;
use crate::kind::DifferenceKind;

/// How many, and how much together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Lines.
    pub count: u64,
    /// Their amounts.
    pub amount: Fen,
}

impl Sums {
    #[inline(always)]
    pub(crate) fn add(&mut self, amount: Fen) -> Result<(), Overflow> {
        self.count += 1;
        self.amount = self.amount.checked_add(amount).ok_or(Overflow)?;
        Ok(())
    }

    pub(crate) fn plus(self, other: Sums) -> Option<Sums> {
        Some(Sums {
            count: self.count.checked_add(other.count)?,
            amount: self.amount.checked_add(other.amount)?,
        })
    }

    pub(crate) fn minus(self, other: Sums) -> Option<Sums> {
        Some(Sums {
            count: self.count.checked_sub(other.count)?,
            amount: self.amount.checked_sub(other.amount)?,
        })
    }
}

/// The differences of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindSums {
    /// The kind.
    pub kind: DifferenceKind,
    /// How many.
    pub count: u64,
    /// The center's lines in them.
    pub left: Sums,
    /// The other side's lines in them.
    pub right: Sums,
}

/// A merchant on both sides. Where a side does not tell merchants, its lines follow the line they meet; those that
/// meet none stand under the empty name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantSums {
    /// The merchant.
    pub merchant: Arc<str>,
    /// At the center.
    pub left: Sums,
    /// At the other side.
    pub right: Sums,
}
