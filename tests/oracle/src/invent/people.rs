//! Elders of an invented county: ages that change while somebody looks, reviews and moves, vouchers and points.

use super::Invention;
use crate::dates::{date, ordinal};
use crate::draw::Draw;
use jiff::civil::Date;
use std::fmt;

/// What is known of one elder. Days are ordinals; 0 is a day that is not there.
#[derive(Clone, Debug, Default)]
pub struct Elder {
    /// Number within the county.
    pub number: i64,
    /// Date of birth; 0 for somebody the center does not know.
    pub birth: i64,
    /// Categories, as numbers of the tariff's list.
    pub categories: Vec<usize>,
    /// Rosters, as numbers of the tariff's list.
    pub rosters: Vec<usize>,
    /// Whether the elder lives here.
    pub resident: bool,
    /// Whether the household is registered here.
    pub registered: bool,
    /// Care level, 0 to 6.
    pub care: u8,
    /// Code of the elder's place; 0 for none.
    pub place: u16,
    /// The last day on which categories hold.
    pub reviewed: i64,
    /// The last day of any standing.
    pub until: i64,
    /// Vouchers and points.
    pub lots: Vec<LotFacts>,
}

/// One load of vouchers or points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotFacts {
    /// Code of the account.
    pub account: u16,
    /// Number of the load.
    pub load: u32,
    /// Fen or points.
    pub left: i64,
    /// First day.
    pub first: i64,
    /// Last day.
    pub last: i64,
}

/// The elder as lines for the oracle.
impl fmt::Display for Elder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mask = |numbers: &[usize]| numbers.iter().fold(0_u64, |mask, number| mask | 1 << number);
        writeln!(
            f,
            "H {} {} {} {} {} {} {} {} {} {}",
            self.number,
            self.birth,
            mask(&self.categories),
            mask(&self.rosters),
            u8::from(self.resident),
            u8::from(self.registered),
            self.care,
            self.place,
            self.reviewed,
            self.until
        )?;
        for lot in &self.lots {
            let LotFacts { account, load, left, first, last } = lot;
            writeln!(f, "L {} {account} {load} {left} {first} {last}", self.number)?;
        }
        Ok(())
    }
}

/// Invents so many elders for a tariff.
#[must_use]
pub fn elders(draw: &mut Draw, made: &Invention, count: i64) -> Vec<Elder> {
    (1..=count).map(|number| elder(draw, made, number)).collect()
}

fn elder(draw: &mut Draw, made: &Invention, number: i64) -> Elder {
    let places: Vec<u16> = made.places.iter().map(|(_, code)| *code).collect();
    let near = |draw: &mut Draw, percent| if draw.chance(percent) { draw.one(&made.days) } else { 0 };
    if draw.chance(6) {
        return Elder { number, resident: true, registered: true, ..Elder::default() };
    }
    let some = |draw: &mut Draw, of: usize, percent| (0..of).filter(|_| draw.chance(percent)).collect();
    Elder {
        number,
        birth: birth(draw, made),
        categories: some(draw, made.categories.len(), 30),
        rosters: some(draw, made.rosters.len(), 30),
        resident: draw.chance(75),
        registered: draw.chance(75),
        care: if draw.chance(50) { u8::try_from(draw.range(0, 6)).unwrap_or(0) } else { 0 },
        place: if draw.chance(75) { draw.one(&places) } else { 0 },
        reviewed: near(draw, 25),
        until: near(draw, 8),
        lots: lots(draw, made),
    }
}

/// A birthday that makes an age begin on or around one of the days looked at; sometimes a leap day.
fn birth(draw: &mut Draw, made: &Invention) -> i64 {
    let age = draw.one(&made.ages);
    let day = date(draw.one(&made.days) + draw.range(-1, 1));
    let year = i64::from(day.year()) - age - i64::from(draw.chance(15));
    let year = i16::try_from(year).unwrap_or(1940);
    if draw.chance(15) {
        let leap = year - year.rem_euclid(4);
        return Date::new(leap, 2, 29).map_or(700_000, ordinal);
    }
    let born = if draw.chance(70) { day.day() } else { 1 };
    Date::new(year, day.month(), born.min(28)).map_or(700_000, ordinal)
        + draw.range(0, 3) * i64::from(draw.chance(30))
}

fn lots(draw: &mut Draw, made: &Invention) -> Vec<LotFacts> {
    let mut lots: Vec<LotFacts> = Vec::new();
    for (_, account, points) in &made.accounts {
        for load in 0..u32::try_from(draw.one(&[0_i64, 1, 2, 2, 3, 5])).unwrap_or(0) {
            let mut ends = [draw.one(&made.days), draw.one(&made.days)];
            ends.sort_unstable();
            if draw.chance(40) {
                ends[0] -= 40;
            }
            if draw.chance(20) {
                ends[1] = lots.last().map_or(ends[1], |lot| lot.last).max(ends[0]);
            }
            let most = if *points { draw.one(&[35, 210, 2000]) } else { draw.one(&[500, 5000, 40_000]) };
            lots.push(LotFacts {
                account: *account,
                load: load + 1,
                left: draw.range(1, most),
                first: ends[0],
                last: ends[1],
            });
        }
    }
    lots
}
