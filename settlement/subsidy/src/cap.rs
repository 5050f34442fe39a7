//! Caps (限额): how much of what a rule would give is still to be had.

use crate::placement::Placement;
use crate::taken::{Scope, Usage};
use crate::text::OnExceed;
use crate::wanted::Wanted;
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
pub(crate) fn room(caps: &[Cap], usage: Option<&Usage>, place: Placement, wanted: &Wanted) -> Room {
    let all = wanted.count();
    if all == 0 {
        return Room::Gone;
    }
    let mut kept = all;
    let mut verdict = Verdict::Open;
    for cap in caps {
        if let CapLimit::Count(limit) = cap.limit {
            let left = limit.saturating_sub(usage.map_or(0, |usage| usage.used(cap.scope, place).count));
            if all > left {
                verdict = verdict.max(Verdict::of(cap.on_exceed));
                kept = kept.min(left);
            }
        }
    }
    let sum = wanted.sum_of(kept);
    let mut benefit = sum;
    for cap in caps {
        if let CapLimit::Amount(limit) = cap.limit {
            // A hostile negative figure counts as nothing, so that it cannot widen a cap.
            let used = usage.map_or(Fen::ZERO, |usage| usage.used(cap.scope, place).benefit.max(Fen::ZERO));
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
        Verdict::Part | Verdict::Open if kept == 0 || (benefit == Fen::ZERO && sum > Fen::ZERO) => Room::Gone,
        Verdict::Part | Verdict::Open => Room::Given { benefit, count: kept },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taken::Count;
    use jiff::civil::{Date, date};

    fn amount(scope: Scope, limit: i64) -> Cap {
        Cap { scope, limit: CapLimit::Amount(Fen(limit)), on_exceed: OnExceed::Partial }
    }

    fn count(scope: Scope, limit: u32, on_exceed: OnExceed) -> Cap {
        Cap { scope, limit: CapLimit::Count(limit), on_exceed }
    }

    /// A Monday, the first day of the third quarter's third week.
    const PLACE: Placement = Placement { window: 2, day: date(2024, 7, 15) };

    fn usage(last_day: Date, day: i64, month: i64) -> Usage {
        let of = |count, benefit| Count { count, benefit: Fen(benefit) };
        Usage {
            last_day,
            windows: 0b10,
            window: 2,
            in_window: of(1, day),
            day: of(1, day),
            week: of(2, day),
            month: of(3, month),
            quarter: of(4, month),
            year: of(5, month),
        }
    }

    fn given(benefit: i64) -> Room {
        Room::Given { benefit: Fen(benefit), count: 1 }
    }

    fn hundreds(pieces: u16) -> Wanted {
        Wanted::by_piece(Fen(0), Fen(0), pieces, |_, _| Fen(100))
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
                let wanted = Wanted::once(Fen(wanted));
                assert_eq!(room(&caps, Some(&usage), PLACE, &wanted), expected, "{caps:?} {usage:?}");
            }
        }
    }

    #[test]
    fn each_scope_has_its_own_period() {
        for (scope, limit, last_day, expected) in [
            (Scope::Week, 2, date(2024, 7, 15), Room::Gone),
            (Scope::Week, 3, date(2024, 7, 15), given(100)),
            (Scope::Week, 2, date(2024, 7, 14), given(100)),
            (Scope::Quarter, 4, date(2024, 7, 1), Room::Gone),
            (Scope::Quarter, 4, date(2024, 6, 30), given(100)),
            (Scope::Quarter, 5, date(2024, 7, 1), given(100)),
            (Scope::Year, 5, date(2024, 1, 1), Room::Gone),
            (Scope::Year, 5, date(2023, 12, 31), given(100)),
            (Scope::Year, 6, date(2024, 1, 1), given(100)),
        ] {
            let caps = [count(scope, limit, OnExceed::None)];
            let room = room(&caps, Some(&usage(last_day, 0, 0)), PLACE, &hundreds(1));
            assert_eq!(room, expected, "{scope:?} {limit} {last_day}");
        }
    }

    #[test]
    fn a_window_of_the_day() {
        let used = usage(PLACE.day, 300, 300);
        let twice = [count(Scope::Window, 2, OnExceed::None), amount(Scope::Window, 350)];
        for (window, expected) in [(2, given(50)), (3, given(100)), (1, given(100))] {
            let place = Placement { window, ..PLACE };
            assert_eq!(room(&twice, Some(&used), place, &hundreds(1)), expected, "{window}");
        }
        // Breakfast was used before lunch; nobody knows how often.
        let earlier = Usage { windows: 0b11, ..used };
        let place = Placement { window: 1, ..PLACE };
        assert_eq!(room(&twice, Some(&earlier), place, &hundreds(1)), Room::Gone);
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
            assert_eq!(room(&[cap], Some(&used), PLACE, &hundreds(pieces)), expected, "{cap:?}");
        }
    }

    #[test]
    fn the_smallest_rest_decides_in_any_order() {
        let used = usage(PLACE.day, 0, 0);
        let mut caps = [count(Scope::Day, 3, OnExceed::Partial), count(Scope::Month, 4, OnExceed::Partial)];
        for _ in 0..2 {
            caps.rotate_left(1);
            assert_eq!(room(&caps, Some(&used), PLACE, &hundreds(3)), given(100), "{caps:?}");
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
            assert_eq!(room(&caps, Some(&used), PLACE, &hundreds(1)), Room::Barred);
        }
    }

    #[test]
    fn negative_figures_do_not_widen_a_cap() {
        let used = usage(PLACE.day, -1_000_000, i64::MIN);
        let caps = [amount(Scope::Day, 700), amount(Scope::Month, 700)];
        assert_eq!(room(&caps, Some(&used), PLACE, &Wanted::once(Fen(900))), given(700));
    }
}
