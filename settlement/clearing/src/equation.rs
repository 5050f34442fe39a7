//! The totals equation: at every moment, for count and for amount, what was uploaded is confirmed, adjusted, waiting,
//! refused, or refused after a review; moving a record between these never changes the sum.

use money::Fen;
use records::{Kind, Record};

use crate::{RefuseCause, Status};

/// How many records, and their prices together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heap {
    /// How many.
    pub count: u64,
    /// Gross.
    pub amount: Fen,
}

impl Heap {
    /// With more on it; `None` when the sum leaves the books.
    #[must_use]
    pub fn plus(self, more: Heap) -> Option<Heap> {
        Some(Heap {
            count: self.count.checked_add(more.count)?,
            amount: self.amount.checked_add(more.amount)?,
        })
    }
}

/// The two sides of the equation, for one merchant and day or for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Equation {
    /// From the batches as received.
    pub uploaded: Heap,
    /// Good.
    pub confirmed: Heap,
    /// Paid after waiting.
    pub adjusted: Heap,
    /// Not decided.
    pub waiting: Heap,
    /// Refused without a review.
    pub refused: Heap,
    /// Refused after a review.
    pub adjust_refused: Heap,
}

impl Equation {
    /// Counts a record as it was received; days that are closed are no sales.
    #[must_use]
    pub fn received(self, record: &Record) -> Option<Equation> {
        if record.kind == Kind::DayClose {
            return Some(self);
        }
        let one = Heap { count: 1, amount: record.price };
        Some(Equation { uploaded: self.uploaded.plus(one)?, ..self })
    }

    /// Counts records as they stand.
    #[must_use]
    pub fn standing(mut self, status: Status, heap: Heap) -> Option<Equation> {
        let place = match status {
            Status::Good => &mut self.confirmed,
            Status::Adjusted => &mut self.adjusted,
            Status::Waiting(_) => &mut self.waiting,
            Status::Refused(
                RefuseCause::DataAdjustRefused
                | RefuseCause::DuplicateAdjustRefused
                | RefuseCause::GreyAdjustRefused,
            ) => &mut self.adjust_refused,
            Status::Refused(_) => &mut self.refused,
        };
        *place = place.plus(heap)?;
        Some(self)
    }

    /// Whether the two sides are equal.
    #[must_use]
    pub fn holds(&self) -> bool {
        let parts = [self.adjusted, self.waiting, self.refused, self.adjust_refused];
        parts.into_iter().try_fold(self.confirmed, Heap::plus) == Some(self.uploaded)
    }
}
