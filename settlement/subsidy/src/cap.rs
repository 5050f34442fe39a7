//! Caps (限额): how much of what a rule would give is still to be had.

use crate::case::Placement;
use crate::taken::Usage;
use crate::text::{OnExceed, Scope};
use money::Fen;

/// A cap of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cap {
    pub(crate) scope: Scope,
    pub(crate) limit: CapLimit,
    pub(crate) on_exceed: OnExceed,
}

/// How much a cap allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CapLimit {
    Count(u32),
    Amount(Fen),
}

/// What the caps of a rule leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// So much is given, counting so many times.
    Given { benefit: Fen, count: u32 },
    /// Nothing is given.
    Gone,
    /// There must be no sale.
    Barred,
}

/// Asks all caps of a rule. Counts are asked before amounts, and of each kind the smallest rest decides,
/// so the order in which they are written does not matter. Refusing outranks giving nothing, and giving
/// nothing outranks giving a part.
pub(crate) fn room(caps: &[Cap], usage: Option<&Usage>, place: Placement, wanted: &[Fen]) -> Room {
    if wanted.is_empty() {
        return Room::Gone;
    }
    let mut most = usize::MAX;
    let mut verdict = Verdict::Open;
    for cap in caps {
        if let CapLimit::Count(limit) = cap.limit {
            let left = limit.saturating_sub(count_used(cap.scope, usage, place));
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            if wanted.len() > left {
                verdict = verdict.max(Verdict::of(cap.on_exceed));
                most = most.min(left);
            }
        }
    }
    let kept = wanted.get(..most.min(wanted.len())).unwrap_or(wanted);
    let sum = Fen::sum(kept.iter().copied()).unwrap_or(Fen::ZERO);
    let mut benefit = sum;
    for cap in caps {
        if let CapLimit::Amount(limit) = cap.limit {
            let used = amount_used(cap.scope, usage, place);
            let left = limit.checked_sub(used).unwrap_or(Fen::ZERO).max(Fen::ZERO);
            if sum > left {
                verdict = verdict.max(Verdict::of(cap.on_exceed));
                benefit = benefit.min(left);
            }
        }
    }
    match verdict {
        Verdict::Barred => Room::Barred,
        Verdict::Gone => Room::Gone,
        Verdict::Part | Verdict::Open if kept.is_empty() || (benefit == Fen::ZERO && sum > Fen::ZERO) => {
            Room::Gone
        }
        Verdict::Part | Verdict::Open => {
            Room::Given { benefit, count: u32::try_from(kept.len()).unwrap_or(u32::MAX) }
        }
    }
}

/// What exceeding caps leads to, the mildest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Open,
    Part,
    Gone,
    Barred,
}

impl Verdict {
    fn of(on_exceed: OnExceed) -> Verdict {
        match on_exceed {
            OnExceed::Partial => Verdict::Part,
            OnExceed::None => Verdict::Gone,
            OnExceed::Deny => Verdict::Barred,
        }
    }
}

fn count_used(scope: Scope, usage: Option<&Usage>, place: Placement) -> u32 {
    let Some(usage) = usage else { return 0 };
    match scope {
        Scope::Sale => 0,
        Scope::Window => u32::from(usage.has_window(place.window, place.day)),
        Scope::Day => usage.on_day(place.day).0,
        Scope::Month => usage.in_month(place.day).0,
    }
}

/// A hostile negative figure counts as nothing, so that it cannot widen a cap.
fn amount_used(scope: Scope, usage: Option<&Usage>, place: Placement) -> Fen {
    let Some(usage) = usage else { return Fen::ZERO };
    let used = match scope {
        // A window remembers only that it was used; loading refuses amounts for it.
        Scope::Sale | Scope::Window => Fen::ZERO,
        Scope::Day => usage.on_day(place.day).1,
        Scope::Month => usage.in_month(place.day).1,
    };
    used.max(Fen::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn amount(scope: Scope, limit: i64) -> Cap {
        Cap { scope, limit: CapLimit::Amount(Fen(limit)), on_exceed: OnExceed::Partial }
    }

    fn count(scope: Scope, limit: u32, on_exceed: OnExceed) -> Cap {
        Cap { scope, limit: CapLimit::Count(limit), on_exceed }
    }

    const PLACE: Placement = Placement { window: 2, day: date(2024, 7, 15) };

    fn usage(last_day: jiff::civil::Date, day: i64, month: i64) -> Usage {
        Usage {
            last_day,
            windows: 0b10,
            day_count: 1,
            day_benefit: Fen(day),
            month_count: 3,
            month_benefit: Fen(month),
        }
    }

    fn given(benefit: i64) -> Room {
        Room::Given { benefit: Fen(benefit), count: 1 }
    }

    #[test]
    fn a_meal_a_day_and_a_month_in_any_order() {
        let today = PLACE.day;
        let yesterday = date(2024, 7, 14);
        let mut caps = [amount(Scope::Sale, 500), amount(Scope::Day, 800), amount(Scope::Month, 15_000)];
        for _ in 0..3 {
            caps.rotate_left(1);
            for (usage, wanted, expected) in [
                (usage(yesterday, 0, 14_000), 590, given(500)),
                (usage(today, 500, 14_500), 450, given(300)),
                (usage(today, 800, 14_800), 1000, Room::Gone),
                (usage(yesterday, 800, 14_800), 590, given(200)),
                (usage(date(2024, 6, 30), 800, 15_000), 590, given(500)),
            ] {
                assert_eq!(room(&caps, Some(&usage), PLACE, &[Fen(wanted)]), expected, "{caps:?} {usage:?}");
            }
        }
    }

    #[test]
    fn what_happens_at_the_limit() {
        let used = usage(PLACE.day, 0, 0);
        for (cap, pieces, expected) in [
            (count(Scope::Window, 1, OnExceed::Deny), 1, Room::Barred),
            (count(Scope::Window, 1, OnExceed::None), 1, Room::Gone),
            (count(Scope::Day, 2, OnExceed::None), 1, given(100)),
            (count(Scope::Day, 2, OnExceed::None), 2, Room::Gone),
            (count(Scope::Day, 2, OnExceed::Partial), 2, given(100)),
            (count(Scope::Day, 1, OnExceed::Partial), 2, Room::Gone),
            (count(Scope::Month, 4, OnExceed::Deny), 2, Room::Barred),
        ] {
            let wanted = vec![Fen(100); pieces];
            assert_eq!(room(&[cap], Some(&used), PLACE, &wanted), expected, "{cap:?}");
        }
    }

    #[test]
    fn the_smallest_rest_decides_in_any_order() {
        let used = usage(PLACE.day, 0, 0);
        let mut caps = [count(Scope::Day, 3, OnExceed::Partial), count(Scope::Month, 4, OnExceed::Partial)];
        for _ in 0..2 {
            caps.rotate_left(1);
            assert_eq!(room(&caps, Some(&used), PLACE, &[Fen(100); 3]), given(100), "{caps:?}");
        }
    }

    #[test]
    fn the_harder_answer_wins() {
        let used = usage(PLACE.day, 0, 0);
        let mut caps = [
            count(Scope::Day, 1, OnExceed::None),
            count(Scope::Month, 3, OnExceed::Deny),
            count(Scope::Window, 1, OnExceed::Partial),
        ];
        for _ in 0..3 {
            caps.rotate_left(1);
            assert_eq!(room(&caps, Some(&used), PLACE, &[Fen(1)]), Room::Barred);
        }
    }

    #[test]
    fn negative_figures_do_not_widen_a_cap() {
        let used = usage(PLACE.day, -1_000_000, i64::MIN);
        let caps = [amount(Scope::Day, 700), amount(Scope::Month, 700)];
        assert_eq!(room(&caps, Some(&used), PLACE, &[Fen(900)]), given(700));
    }
}
