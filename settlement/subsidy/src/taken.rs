//! What a holder has already been given: the counters behind caps.

use crate::answer::{Part, Quote};
use crate::placement::Placement;
use jiff::civil::{Date, Weekday};
use money::Fen;
use std::collections::BTreeMap;

/// Over what a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One sale; nothing is remembered.
    Sale,
    /// One window of one business day.
    Window,
    /// A business day.
    Day,
    /// A week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A calendar year.
    Year,
}

impl Scope {
    /// The word in tariffs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Scope::Sale => "sale",
            Scope::Window => "window",
            Scope::Day => "day",
            Scope::Week => "week",
            Scope::Month => "month",
            Scope::Quarter => "quarter",
            Scope::Year => "year",
        }
    }

    /// The first day of the period that holds a day.
    pub(crate) fn start(self, day: Date) -> Date {
        let first = |month: i8| Date::new(day.year(), month, 1).unwrap_or(day);
        match self {
            Scope::Sale | Scope::Window | Scope::Day => day,
            Scope::Week => {
                let back = i64::from(day.weekday().since(Weekday::Monday));
                day.saturating_sub(jiff::Span::new().days(back))
            }
            Scope::Month => day.first_of_month(),
            Scope::Quarter => first((day.month() - 1) / 3 * 3 + 1),
            Scope::Year => day.first_of_year(),
        }
    }

    /// In Chinese: 每….
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Scope::Sale => "每笔",
            Scope::Window => "每时段",
            Scope::Day => "每日",
            Scope::Week => "每周",
            Scope::Month => "每月",
            Scope::Quarter => "每季",
            Scope::Year => "每年",
        }
    }
}

/// How often, and how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Benefits given.
    pub count: u32,
    /// Fen given.
    pub benefit: Fen,
}

/// What has been taken in one slot. Rules that name the same slot share it.
///
/// Each figure is of the period that holds `last_day`, and counts as zero in any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The business day of the latest benefit.
    pub last_day: Date,
    /// Windows used on that day: bit *n − 1* for window code *n* (1 to 16).
    pub windows: u16,
    /// The window of the latest benefit; 0 for none.
    pub window: u16,
    /// Given in that window on that day.
    pub in_window: Count,
    /// Given on that day.
    pub day: Count,
    /// Given in that week.
    pub week: Count,
    /// Given in that month.
    pub month: Count,
    /// Given in that quarter.
    pub quarter: Count,
    /// Given in that year.
    pub year: Count,
}

/// Usage by slot (1 to 255). Empty: nothing taken yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// One usage for each slot that was ever used.
    pub slots: BTreeMap<u8, Usage>,
}

/// Nothing taken yet.
pub(crate) static NOTHING_TAKEN: Taken = Taken { slots: BTreeMap::new() };

impl Count {
    const USED_UP: Count = Count { count: u32::MAX, benefit: Fen(i64::MAX) };

    fn plus(self, other: Count) -> Count {
        Count {
            count: self.count.saturating_add(other.count),
            benefit: self.benefit.checked_add(other.benefit).unwrap_or(Fen(i64::MAX)),
        }
    }

    fn minus(self, other: Count) -> Count {
        let rest = self.benefit.checked_sub(other.benefit).unwrap_or(Fen::ZERO);
        Count { count: self.count.saturating_sub(other.count), benefit: rest.max(Fen::ZERO) }
    }

    fn larger(self, other: Count) -> Count {
        Count { count: self.count.max(other.count), benefit: self.benefit.max(other.benefit) }
    }
}

/// Whether two business days lie in one period. A sale is a period of its own.
fn together(scope: Scope, one: Date, other: Date) -> bool {
    scope != Scope::Sale && (one == other || scope.start(one) == scope.start(other))
}

impl Usage {
    /// The periods that are counted, the window apart.
    const PERIODS: [Scope; 5] = [Scope::Day, Scope::Week, Scope::Month, Scope::Quarter, Scope::Year];

    fn blank(day: Date) -> Usage {
        let none = Count::default();
        let (window, windows, in_window) = (0, 0, none);
        let [day_count, week, month, quarter, year] = [none; 5];
        Usage { last_day: day, windows, window, in_window, day: day_count, week, month, quarter, year }
    }

    fn period(&self, scope: Scope) -> Count {
        match scope {
            Scope::Sale => Count::default(),
            Scope::Window => self.in_window,
            Scope::Day => self.day,
            Scope::Week => self.week,
            Scope::Month => self.month,
            Scope::Quarter => self.quarter,
            Scope::Year => self.year,
        }
    }

    fn period_mut(&mut self, scope: Scope) -> &mut Count {
        match scope {
            Scope::Sale | Scope::Window => &mut self.in_window,
            Scope::Day => &mut self.day,
            Scope::Week => &mut self.week,
            Scope::Month => &mut self.month,
            Scope::Quarter => &mut self.quarter,
            Scope::Year => &mut self.year,
        }
    }

    /// What counts against a cap of this scope at this place in time.
    pub(crate) fn used(&self, scope: Scope, place: Placement) -> Count {
        if !together(scope, self.last_day, place.day) {
            return Count::default();
        }
        match scope {
            Scope::Window if self.window == place.window => self.in_window,
            // An earlier window of the day: that it was used is known, how often is not.
            Scope::Window if self.windows & window_bit(place.window) != 0 => Count::USED_UP,
            Scope::Window => Count::default(),
            _ => self.period(scope),
        }
    }

    fn with(&self, place: Placement, part: &Part) -> Usage {
        let given = Count { count: part.count, benefit: part.benefit };
        let mut after = Usage::blank(place.day);
        for scope in Usage::PERIODS {
            *after.period_mut(scope) = self.used(scope, place).plus(given);
        }
        let today = self.last_day == place.day;
        after.windows = if today { self.windows } else { 0 } | window_bit(place.window);
        after.window = place.window;
        let before = if today && self.window == place.window { self.in_window } else { Count::default() };
        after.in_window = before.plus(given);
        after
    }

    fn without(&self, place: Placement, given: Count) -> Usage {
        let mut after = *self;
        for scope in Usage::PERIODS {
            if together(scope, self.last_day, place.day) {
                *after.period_mut(scope) = self.period(scope).minus(given);
            }
        }
        if self.last_day == place.day {
            if self.window == place.window {
                after.in_window = self.in_window.minus(given);
            }
            // A window that is not the latest remembers one benefit only, and that one has come back.
            if self.window != place.window || after.in_window.count == 0 {
                after.windows &= !window_bit(place.window);
            }
        }
        after
    }

    /// One account of the same slot out of two that may each have seen what the other has not.
    fn merged(&self, other: &Usage) -> Usage {
        let (old, new) = if self.last_day <= other.last_day { (self, other) } else { (other, self) };
        let mut merged = *new;
        for scope in Usage::PERIODS {
            if together(scope, old.last_day, new.last_day) {
                *merged.period_mut(scope) = old.period(scope).larger(new.period(scope));
            }
        }
        if old.last_day == new.last_day {
            merged.windows |= old.windows;
            if old.window == new.window {
                merged.in_window = old.in_window.larger(new.in_window);
            } else if (old.day.count, old.window) > (new.day.count, new.window) {
                // Who counted more that day has seen the later window.
                (merged.window, merged.in_window) = (old.window, old.in_window);
            }
        }
        merged
    }
}

/// The bit of a window code; none for 0 (no window).
fn window_bit(window: u16) -> u16 {
    window.checked_sub(1).and_then(|shift| 1u16.checked_shl(u32::from(shift))).unwrap_or(0)
}

impl Taken {
    /// The counters after a sale. A quote without a benefit, or a refused one, changes nothing.
    #[must_use]
    pub fn after(&self, quote: &Quote) -> Taken {
        let mut after = self.clone();
        for part in quote.parts() {
            after.count(quote.place(), part);
        }
        after
    }

    /// Counts one part of a sale.
    pub fn count(&mut self, place: Placement, part: &Part) {
        let Some(slot) = part.slot else { return };
        let before = self.slots.get(&slot).copied().unwrap_or(Usage::blank(place.day));
        self.slots.insert(slot, before.with(place, part));
    }

    /// Takes back what a sale had counted, in the periods of its own business day. A period that is over is
    /// not counted any more, and nothing in the present one is given back for it.
    pub fn uncount(&mut self, place: Placement, slot: u8, given: Count) {
        if let Some(usage) = self.slots.get_mut(&slot) {
            *usage = usage.without(place, given);
        }
    }

    /// Two accounts of one holder, the card's and a till's, as one that loses nothing of either. Both have
    /// counted the same benefits, so the larger figure of a period is taken, not the sum (`card_carried`).
    #[must_use]
    pub fn merged(&self, other: &Taken) -> Taken {
        let mut slots = self.slots.clone();
        for (code, usage) in &other.slots {
            let merged = slots.get(code).map_or(*usage, |known| known.merged(usage));
            slots.insert(*code, merged);
        }
        Taken { slots }
    }

    /// Whether any cap may still ask for these counters on a day.
    #[must_use]
    pub fn matters_on(&self, day: Date) -> bool {
        self.slots.values().any(|usage| {
            usage.last_day >= day || Usage::PERIODS.iter().any(|&scope| together(scope, usage.last_day, day))
        })
    }
}
