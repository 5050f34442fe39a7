//! On which day somebody counts as having reached an age (周岁).

use jiff::civil::Date;

/// From which day on a completed year of age counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeBasis {
    /// On the birthday (生日当天).
    #[default]
    Birthday,
    /// On the day after the birthday (生日次日).
    DayAfter,
    /// On the first day of the month of the birthday (当月).
    FirstOfMonth,
    /// On the first day of the month after the birthday (次月).
    NextMonth,
    /// On 1 January of the year of the birthday (当年).
    Year,
}

/// When somebody born on 29 February has a birthday in a year without that day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeapRule {
    /// On 28 February.
    #[default]
    Feb28,
    /// On 1 March.
    Mar1,
}

/// The first day on which somebody born on `birth` counts as `age` years old; `None` beyond the calendar.
#[must_use]
pub fn reaches(birth: Date, age: u8, basis: AgeBasis, leap: LeapRule) -> Option<Date> {
    let year = birth.year().checked_add(i16::from(age))?;
    let birthday = Date::new(year, birth.month(), birth.day()).or_else(|_| match leap {
        LeapRule::Feb28 => Date::new(year, 2, 28),
        LeapRule::Mar1 => Date::new(year, 3, 1),
    });
    let birthday = birthday.ok()?;
    match basis {
        AgeBasis::Birthday => Some(birthday),
        AgeBasis::DayAfter => birthday.tomorrow().ok(),
        AgeBasis::FirstOfMonth => Some(birthday.first_of_month()),
        AgeBasis::NextMonth => birthday.last_of_month().tomorrow().ok(),
        AgeBasis::Year => Some(birthday.first_of_year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const BASES: [AgeBasis; 5] =
        [AgeBasis::Birthday, AgeBasis::DayAfter, AgeBasis::FirstOfMonth, AgeBasis::NextMonth, AgeBasis::Year];

    #[test]
    fn the_five_ways_to_turn_eighty() {
        let days = BASES.map(|basis| reaches(date(1944, 7, 15), 80, basis, LeapRule::Feb28).unwrap());
        assert_eq!(
            days,
            [date(2024, 7, 15), date(2024, 7, 16), date(2024, 7, 1), date(2024, 8, 1), date(2024, 1, 1)]
        );
    }

    #[test]
    fn at_the_end_of_a_year() {
        let days = BASES.map(|basis| reaches(date(1944, 12, 31), 80, basis, LeapRule::Feb28).unwrap());
        assert_eq!(
            days,
            [date(2024, 12, 31), date(2025, 1, 1), date(2024, 12, 1), date(2025, 1, 1), date(2024, 1, 1)]
        );
    }

    #[test]
    fn born_on_a_leap_day() {
        let born = date(1944, 2, 29);
        for (age, leap, birthday, first_of_month) in [
            (80, LeapRule::Feb28, date(2024, 2, 29), date(2024, 2, 1)),
            (80, LeapRule::Mar1, date(2024, 2, 29), date(2024, 2, 1)),
            (81, LeapRule::Feb28, date(2025, 2, 28), date(2025, 2, 1)),
            (81, LeapRule::Mar1, date(2025, 3, 1), date(2025, 3, 1)),
        ] {
            assert_eq!(reaches(born, age, AgeBasis::Birthday, leap), Some(birthday));
            assert_eq!(reaches(born, age, AgeBasis::FirstOfMonth, leap), Some(first_of_month));
        }
    }

    #[test]
    fn beyond_the_calendar_is_never() {
        assert_eq!(reaches(Date::MAX, 1, AgeBasis::Birthday, LeapRule::Feb28), None);
        assert_eq!(reaches(Date::MAX, 0, AgeBasis::NextMonth, LeapRule::Feb28), None);
    }
}
