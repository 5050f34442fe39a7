//! Days as whole numbers: the proleptic ordinal, 1 for 1 January of the year 1, as the oracle counts them.

use jiff::civil::Date;

/// Days from the ordinal to the epoch of the arithmetic below (1 March of the year 0).
const TO_MARCH_OF_0: i64 = 305;

/// The ordinal of a date.
#[must_use]
pub fn ordinal(date: Date) -> i64 {
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - TO_MARCH_OF_0
}

/// The date of an ordinal; the first possible day when there is none.
#[must_use]
pub fn date(ordinal: i64) -> Date {
    let days = ordinal + TO_MARCH_OF_0;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    let parts = (i16::try_from(year + era * 400), i8::try_from(month), i8::try_from(day));
    match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or_default(),
        _ => Date::default(),
    }
}

/// The last day of the month, quarter (three months) or year that a day lies in.
#[must_use]
pub fn last_of(day: i64, months: i64) -> i64 {
    let at = date(day);
    let block = (i64::from(at.month()) - 1) / months + 1;
    let month = i8::try_from(block * months).unwrap_or(12);
    Date::new(at.year(), month, 1).map_or(day, |first| ordinal(first.last_of_month()))
}

/// Whether two days lie in the same day, week, month, quarter and year.
#[must_use]
pub fn together(one: i64, other: i64) -> [bool; 5] {
    let same = |months| last_of(one, months) == last_of(other, months);
    [one == other, (one - 1).div_euclid(7) == (other - 1).div_euclid(7), same(1), same(3), same(12)]
}

#[cfg(test)]
mod tests {
    use super::{date, last_of, ordinal, together};
    use jiff::civil::date as on;

    #[test]
    fn ordinals_go_there_and_back() {
        assert_eq!(ordinal(on(1, 1, 1)), 1);
        assert_eq!(ordinal(on(1970, 1, 1)), 719_163);
        assert_eq!(ordinal(on(2024, 2, 29)), 738_945);
        for day in 690_000..760_000 {
            assert_eq!(ordinal(date(day)), day);
        }
    }

    #[test]
    fn periods_are_told_apart() {
        let at = |day| ordinal(on(2024, 12, day));
        assert_eq!(together(at(30), at(31)), [false, true, true, true, true]);
        assert_eq!(together(at(31), at(31) + 1), [false, true, false, false, false]);
        assert_eq!(together(at(29), at(30)), [false, false, true, true, true]);
    }

    #[test]
    fn blocks_of_months_end() {
        let day = ordinal(on(2024, 2, 3));
        assert_eq!(date(last_of(day, 1)), on(2024, 2, 29));
        assert_eq!(date(last_of(day, 3)), on(2024, 3, 31));
        assert_eq!(date(last_of(day, 12)), on(2024, 12, 31));
    }
}
