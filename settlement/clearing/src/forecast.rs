//! When what is left is used up, if a fund goes on bearing what it bore of late. Integers only.

use jiff::civil::Date;
use jiff::{Span, Unit};
use money::Fen;

/// A forecast, and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The day on which nothing is left.
    pub on: Date,
    /// The days looked back on: those on which the fund bore something.
    pub days: i64,
    /// The first of them.
    pub first: Date,
    /// The last of them.
    pub last: Date,
    /// What the fund bore on them together.
    pub drawn: Fen,
}

impl Forecast {
    /// What the fund bore on one such day on average, fractions of a fen dropped.
    #[must_use]
    pub fn per_day(&self) -> Fen {
        Fen(self.drawn.0.checked_div(self.days).unwrap_or(0))
    }
}

/// The day on which `left` is used up, counted on from `today`. `draws`: what was borne, per day, newest first. The
/// fund is taken to bear over as many calendar days as it did what it did then, so that weekends count as they fell.
/// `None`: nothing was borne, or it lasts beyond the calendar.
#[must_use]
pub fn used_up(left: Fen, today: Date, draws: &[(Date, Fen)]) -> Option<Forecast> {
    let (&(last, _), &(first, _)) = (draws.first()?, draws.last()?);
    let drawn = Fen::sum(draws.iter().map(|&(_, drawn)| drawn)).filter(|drawn| *drawn > Fen::ZERO)?;
    let span = i64::from(first.until((Unit::Day, last)).ok()?.get_days()).checked_add(1)?;
    // Rounded up: on that day nothing is left.
    let more = left.0.max(0).checked_mul(span)?.checked_add(drawn.0.checked_sub(1)?)?.checked_div(drawn.0)?;
    let on = today.checked_add(Span::new().try_days(more).ok()?).ok()?;
    Some(Forecast { on, days: i64::try_from(draws.len()).ok()?, first, last, drawn })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn july(day: i8) -> Date {
        date(2024, 7, day)
    }

    #[test]
    fn it_lasts_as_it_went_of_late() {
        let even: Vec<(Date, Fen)> = (1..=28).rev().map(|day| (july(day), Fen(10))).collect();
        // Monday to Friday, twice.
        let weeks: Vec<(Date, Fen)> =
            [1, 2, 3, 4, 5, 8, 9, 10, 11, 12].into_iter().rev().map(|day| (july(day), Fen(12))).collect();
        for (left, draws, on, per_day) in [
            (100, &even, Some(date(2024, 8, 10)), 10),
            (101, &even, Some(date(2024, 8, 11)), 10),
            (1, &even, Some(date(2024, 8, 1)), 10),
            (0, &even, Some(july(31)), 10),
            (-5, &even, Some(july(31)), 10),
            // Ten draws of 0.12 in twelve days: 1.20 lasts twelve days more.
            (120, &weeks, Some(date(2024, 8, 12)), 12),
            (i64::MAX, &even, None, 0),
            (1 << 50, &even, None, 0),
            (100, &vec![], None, 0),
            (100, &vec![(july(1), Fen::ZERO)], None, 0),
        ] {
            let told = used_up(Fen(left), july(31), draws);
            assert_eq!(told.map(|told| told.on), on, "{left} of {draws:?}");
            assert_eq!(told.map_or(0, |told| told.per_day().0), per_day, "{left} of {draws:?}");
        }
        let told = used_up(Fen(1), july(31), &weeks).unwrap();
        assert_eq!((told.days, told.first, told.last, told.drawn), (10, july(1), july(12), Fen(120)));
    }

    proptest! {
        /// More lasts no shorter, and on the day told the same pace has used it up, not a day before.
        #[test]
        fn the_pace_of_late_uses_it_up_on_that_day(
            left in 0..10_000_000_i64,
            draws in prop::collection::vec(1..1_000_000_i64, 1..28),
        ) {
            let count = i8::try_from(draws.len()).unwrap();
            let draws: Vec<(Date, Fen)> =
                (1..=count).rev().zip(draws).map(|(day, drawn)| (july(day), Fen(drawn))).collect();
            let told = used_up(Fen(left), july(30), &draws);
            prop_assume!(told.is_some());
            let told = told.unwrap();
            let days = i64::from(july(30).until((Unit::Day, told.on)).unwrap().get_days());
            let span = i64::from(count);
            prop_assert!(told.drawn.0 * days >= left * span);
            prop_assert!(days == 0 || told.drawn.0 * (days - 1) < left * span);
            let less = used_up(Fen(left / 2), july(30), &draws).unwrap();
            prop_assert!(less.on <= told.on);
        }
    }
}
