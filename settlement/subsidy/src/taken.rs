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

impl Usage {
    /// Count and fen on a business day.
    pub(crate) fn on_day(&self, day: Date) -> (u32, Fen) {
        if self.last_day == day { (self.day_count, self.day_benefit) } else { (0, Fen::ZERO) }
    }

    /// Count and fen in the month of a business day.
    pub(crate) fn in_month(&self, day: Date) -> (u32, Fen) {
        let same = (self.last_day.year(), self.last_day.month()) == (day.year(), day.month());
        if same { (self.month_count, self.month_benefit) } else { (0, Fen::ZERO) }
    }

    /// Whether a window was used on a business day.
    pub(crate) fn has_window(&self, window: u16, day: Date) -> bool {
        self.last_day == day && self.windows & window_bit(window) != 0
    }
}

/// The bit of a window code; none for 0 (no window).
fn window_bit(window: u16) -> u16 {
    window.checked_sub(1).and_then(|shift| 1u16.checked_shl(u32::from(shift))).unwrap_or(0)
}

impl Taken {
    /// The counters after a sale on a business day (`quote.day`). A quote without a benefit, or a refused
    /// one, changes nothing.
    #[must_use]
    pub fn after(&self, quote: &Quote, day: Date) -> Taken {
        let mut after = self.clone();
        let (Some(_), Some(slot), None) = (quote.rule, quote.slot, quote.denied) else { return after };
        let before = self.slots.get(&slot);
        let (day_count, day_benefit) = before.map_or((0, Fen::ZERO), |usage| usage.on_day(day));
        let (month_count, month_benefit) = before.map_or((0, Fen::ZERO), |usage| usage.in_month(day));
        let windows = before.filter(|usage| usage.last_day == day).map_or(0, |usage| usage.windows);
        let more = |fen: Fen| fen.checked_add(quote.benefit).unwrap_or(Fen(i64::MAX));
        let usage = Usage {
            last_day: day,
            windows: windows | window_bit(quote.window),
            day_count: day_count.saturating_add(quote.count),
            day_benefit: more(day_benefit),
            month_count: month_count.saturating_add(quote.count),
            month_benefit: more(month_benefit),
        };
        after.slots.insert(slot, usage);
        after
    }
}
