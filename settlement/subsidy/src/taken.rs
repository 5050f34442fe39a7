//! What a holder has already been given: the counters behind caps.

use crate::answer::Quote;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Case, Standing, Tariff, quote};
    use jiff::civil::{date, datetime};

    #[test]
    fn a_day_remembers_all_its_windows() {
        let tariff = Tariff::load(include_str!("../../../tests/golden/tariffs/r15-free-lunch.toml")).unwrap();
        let day = date(2024, 7, 15);
        let mut taken = Taken::default();
        for hour in [12, 17] {
            let at = datetime(2024, 7, 15, hour, 0, 0, 0);
            let standing = Standing { letter: 'R', groups: 1 << 8 };
            let case = Case { service: 4, price: Fen(1200), quantity: 1, at, standing, taken: taken.clone() };
            taken = taken.after(&quote(&tariff, &case), day);
        }
        let usage = taken.slots[&15];
        assert_eq!(usage.windows, 0b110, "codes 2 and 3");
        assert_eq!((usage.day_count, usage.day_benefit), (2, Fen(2400)));
        assert!(usage.has_window(2, day) && usage.has_window(3, day) && !usage.has_window(1, day));
        assert!(
            !usage.has_window(2, date(2024, 7, 16))
                && !usage.has_window(0, day)
                && !usage.has_window(17, day)
        );
    }
}
