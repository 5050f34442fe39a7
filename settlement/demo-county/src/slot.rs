//! The timetable: when each till sells what.

use money::Fen;

use crate::dice::Dice;
use crate::shop::Till;
use crate::the_day;

pub(crate) const MINUTE_US: i64 = 60 * 1_000_000;
/// When tills send what they have, in minutes of the day; the day is closed before the last.
pub(crate) const ROUNDS: [i64; 7] = [480, 600, 720, 840, 960, 1080, 1200];
/// When tills close their day.
pub(crate) const CLOSE: i64 = 19 * 60 + 40;

/// One sale in time, before anybody knows whose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) at_us: i64,
    pub(crate) till: usize,
    pub(crate) town: u32,
    pub(crate) service: u16,
    pub(crate) price: Fen,
    /// With which round it is sent.
    pub(crate) round: usize,
}

/// The round in which what was written at a moment is sent.
pub(crate) fn round_of(at_us: i64) -> usize {
    ROUNDS.iter().filter(|end| at_us >= moment(**end)).count().min(ROUNDS.len().saturating_sub(1))
}

/// A minute of the day as a moment.
pub(crate) fn moment(minute: i64) -> i64 {
    the_day().start_us().saturating_add(minute.saturating_mul(MINUTE_US))
}

/// Every sale of the day, in order of time.
pub(crate) fn timetable(seed: u64, tills: &[Till], records: u32) -> Vec<Slot> {
    let mut dice = Dice::new(seed, "timetable");
    // The last record is the day close.
    let sales = i64::from(records.saturating_sub(1));
    let mut slots = Vec::new();
    for (place, till) in tills.iter().enumerate() {
        let (breakfast, lunch) = (sales / 5, sales / 2);
        let menu = |first: i64, second: i64, third: i64| {
            Fen([first, second, third].into_iter().cycle().nth(place % 3).unwrap_or(first))
        };
        let spans: &[(u16, Fen, i64, i64, i64)] = if till.is_barber() {
            &[(7, Fen(2000), 480, 1080, sales)]
        } else {
            &[
                (1, Fen(500), 360, 540, breakfast),
                (2, menu(1200, 1050, 1500), 630, 810, lunch),
                (3, menu(850, 990, 1000), 990, 1170, sales - breakfast - lunch),
            ]
        };
        for &(service, price, from, to, count) in spans {
            let span = (to - from).saturating_mul(MINUTE_US);
            for number in 0..count {
                let cell = span.checked_div(count).unwrap_or(0);
                let within = dice.below(u64::try_from(cell).unwrap_or(0));
                let at_us = moment(from) + cell * number + i64::try_from(within).unwrap_or(0);
                slots.push(Slot {
                    at_us,
                    till: place,
                    town: till.town,
                    service,
                    price,
                    round: round_of(at_us),
                });
            }
        }
    }
    slots.sort_by_key(|slot| (slot.at_us, slot.till));
    slots
}
