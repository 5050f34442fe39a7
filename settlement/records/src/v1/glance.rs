//! Where a record belongs, read without reading the rest of it: for whoever sorts many and opens few.

use super::record::RECORD_LEN;
use crate::CardNo;
use crate::wire::{Short, Take};

/// The day, the moment and the card of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Business day, yyyymmdd, as written; [`super::Record::decode`] says whether there is such a day.
    pub day: u32,
    /// Start of the tap, UTC microseconds.
    pub tap_us: i64,
    /// Card number.
    pub card_no: CardNo,
}

impl Glance {
    /// Looks at the bytes of a record. What they say besides is not looked at.
    #[must_use]
    pub fn at(bytes: &[u8; RECORD_LEN]) -> Glance {
        let look = || -> Result<Glance, Short> {
            let mut take = Take(bytes);
            take.slice(52)?;
            let tap_us = take.i64()?;
            take.slice(4)?;
            let day = take.u32()?;
            take.slice(60)?;
            Ok(Glance { day, tap_us, card_no: CardNo(take.array()?) })
        };
        // A record is longer than what is looked at.
        look().unwrap_or(Glance { day: 0, tap_us: 0, card_no: CardNo::NONE })
    }

    /// What records are put in order by: the day, then the moment.
    #[must_use]
    pub fn order(&self) -> (u32, i64) {
        (self.day, self.tap_us)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BusinessDay, ClockQuality, Kind, Moment, Record, TerminalId};

    #[test]
    fn a_glance_sees_what_reading_finds() {
        let day = BusinessDay::from_number(20_240_715).unwrap();
        let record = Record {
            tap: Moment { at_us: -1_721_016_000_000_123, clock: ClockQuality::Guess },
            card_no: "3104770000000001234".parse().unwrap(),
            ..Record::blank(Kind::Sale, TerminalId(u64::MAX), day)
        };
        let Glance { day, tap_us, card_no } = Glance::at(&record.head());
        assert_eq!((day, tap_us, card_no), (20_240_715, record.tap.at_us, record.card_no));
    }
}
