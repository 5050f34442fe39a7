//! County time as cards want it, and a card clock that never shows the same second twice.
//!
//! A card's log names a purchase by terminal, amount, date and time. Two intentions of one till never carry
//! the same second, so the log settles which of them took place.

use jiff::civil::DateTime;
use records::Moment;

const SECOND_US: i64 = 1_000_000;
const AHEAD_MAX: i64 = 3600;

/// The second this intention tells the card: that of the tap, or the first one not used yet. A card clock that
/// has run ahead for more than an hour was wrong, and starts again with the tap.
pub(crate) fn card_second(tap: Moment, used: i64) -> i64 {
    let now = tap.at_us.div_euclid(SECOND_US);
    let free = used.saturating_add(1);
    if free.saturating_sub(now) > AHEAD_MAX { now } else { now.max(free) }
}

/// Date `YYYYMMDD` and time `hhmmss` in BCD, county time. `None` beyond the calendar.
pub(crate) fn card_time(second: i64) -> Option<([u8; 4], [u8; 3])> {
    let at_us = second.checked_mul(SECOND_US)?;
    let at = Moment { at_us, clock: records::ClockQuality::Guess }.county_time()?;
    Some((date_bcd(at)?, [bcd(at.hour())?, bcd(at.minute())?, bcd(at.second())?]))
}

/// `YYYYMMDD` in BCD.
pub(crate) fn date_bcd(at: DateTime) -> Option<[u8; 4]> {
    let year = at.year();
    let high = i8::try_from(year.div_euclid(100)).ok()?;
    let low = i8::try_from(year.rem_euclid(100)).ok()?;
    Some([bcd(high)?, bcd(low)?, bcd(at.month())?, bcd(at.day())?])
}

fn bcd(number: i8) -> Option<u8> {
    let number = u8::try_from(number).ok().filter(|number| *number < 100)?;
    Some(number / 10 * 16 + number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::ClockQuality;

    /// 2024-07-15 12:00:00 in the county.
    const NOON: i64 = 1_721_016_000;

    #[test]
    fn as_cards_want_it() {
        assert_eq!(card_time(NOON), Some(([0x20, 0x24, 0x07, 0x15], [0x12, 0, 0])));
        assert_eq!(card_time(NOON + 43_199), Some(([0x20, 0x24, 0x07, 0x15], [0x23, 0x59, 0x59])));
        assert_eq!(card_time(i64::MAX), None);
        assert_eq!(card_time(-70_000_000_000), None, "before the year 0");
    }

    #[test]
    fn no_second_is_told_twice() {
        let tap = |at_us| Moment { at_us, clock: ClockQuality::Network };
        assert_eq!(card_second(tap(NOON * SECOND_US + 999_999), 0), NOON);
        assert_eq!(card_second(tap(NOON * SECOND_US + 999_999), NOON), NOON + 1);
        assert_eq!(card_second(tap((NOON - 60) * SECOND_US), NOON), NOON + 1, "the clock stepped back");
        assert_eq!(
            card_second(tap((NOON - 7200) * SECOND_US), NOON),
            NOON - 7200,
            "the clock had been ahead"
        );
    }
}
