//! Ordering ahead: until when an order is taken, and until when it may be cancelled.

use jiff::civil::{Date, DateTime};

/// What a service says about orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderTerms {
    /// Whether nothing is sold without one.
    pub required: bool,
    /// Minute of the day before which an order is taken, 1 to 1440.
    pub cut_off: u16,
    /// Days before the day of delivery; 0 for the same day.
    pub days_before: u8,
    /// Whether the benefit is paid all the same when nobody is there; otherwise the merchant bears it.
    pub no_show_funded: bool,
}

/// The day is not to be had any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("已过截止时刻，最早可订 {earliest} · past the cut-off, the earliest day is {earliest}")]
pub struct TooLate {
    /// The first day that can still be ordered.
    pub earliest: Date,
}

impl OrderTerms {
    /// Whether an order placed at a moment is taken for a day.
    ///
    /// # Errors
    /// It is past the cut-off; the answer names the first day that is not.
    pub fn accept(&self, placed: DateTime, day: Date) -> Result<(), TooLate> {
        if self.open(placed, day) {
            return Ok(());
        }
        let mut earliest = placed.date();
        // The cut-off moves by whole days, so it is passed within a few of them.
        while !self.open(placed, earliest) {
            match earliest.tomorrow() {
                Ok(next) => earliest = next,
                Err(_) => break,
            }
        }
        Err(TooLate { earliest })
    }

    /// Whether everything is given back when an order for a day is cancelled at a moment.
    #[must_use]
    pub fn returns(&self, cancelled: DateTime, day: Date) -> bool {
        self.open(cancelled, day)
    }

    /// Whether a moment lies before the cut-off of a day.
    fn open(&self, at: DateTime, day: Date) -> bool {
        let last = day.checked_sub(jiff::Span::new().days(i64::from(self.days_before)));
        let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
        last.is_ok_and(|last| at.date() < last || (at.date() == last && minute < i32::from(self.cut_off)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_cut_off_is_the_evening_before() {
        let terms = OrderTerms { required: true, cut_off: 1080, days_before: 1, no_show_funded: true };
        let noon = date(2024, 7, 15);
        let before = date(2024, 7, 14);
        assert_eq!(terms.accept(before.at(17, 59, 59, 0), noon), Ok(()));
        assert_eq!(terms.accept(before.at(18, 0, 0, 0), noon), Err(TooLate { earliest: date(2024, 7, 16) }));
        assert_eq!(terms.accept(noon.at(8, 0, 0, 0), noon), Err(TooLate { earliest: date(2024, 7, 16) }));
        assert_eq!(terms.accept(noon.at(20, 0, 0, 0), noon), Err(TooLate { earliest: date(2024, 7, 17) }));
        assert!(terms.returns(before.at(17, 59, 59, 0), noon));
        assert!(!terms.returns(before.at(18, 0, 0, 0), noon));
    }

    #[test]
    fn the_same_day_until_midnight() {
        let terms = OrderTerms { required: false, cut_off: 1440, days_before: 0, no_show_funded: false };
        let day = date(2024, 7, 15);
        assert_eq!(terms.accept(day.at(23, 59, 59, 0), day), Ok(()));
        assert_eq!(
            terms.accept(day.at(23, 59, 59, 0), date(2024, 7, 14)),
            Err(TooLate { earliest: day }),
            "yesterday is over"
        );
    }
}
