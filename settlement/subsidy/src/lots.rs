//! Vouchers, points and time coins of one holder: lots with a first and a last day.
//!
//! Every change is an entry: a load, a draw, an expiry, a restoration. Nothing becomes zero by itself.

use jiff::civil::Date;

/// What one load has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    /// Number of the load (领取序号), from 1.
    pub load: u32,
    /// Account code of the tariff.
    pub account: u8,
    /// First day on which it may be used.
    pub first_day: Date,
    /// Last day on which it may be used.
    pub last_day: Date,
    /// Fen or points that are left; never below zero.
    pub left: i64,
}

/// A load that is to be applied (圈存、领取补助).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Number of the load. It must be the last one applied plus one.
    pub seq: u32,
    /// Account code.
    pub account: u8,
    /// Fen or points, above zero.
    pub amount: i64,
    /// First day on which it may be used.
    pub first_day: Date,
    /// Last day on which it may be used.
    pub last_day: Date,
}

/// Why a load was not applied. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// It was applied before; applying it again would pay twice.
    #[error("第 {0} 次发放已领取，不重复入账 · load {0} was applied before, nothing was added")]
    Again(u32),
    /// One before it is missing: it waits, it is not skipped to.
    #[error(
        "应先领取第 {expected} 次发放，第 {found} 次暂存 · load {expected} comes first, load {found} waits"
    )]
    Gap {
        /// The load that is due.
        expected: u32,
        /// The load that came.
        found: u32,
    },
    /// Nothing to load, or days the wrong way round.
    #[error(
        "第 {0} 次发放的金额或日期不对，未入账 · load {0} has a wrong amount or wrong days, nothing was added"
    )]
    Senseless(u32),
}

/// An amount of one load that was drawn, restored or cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotEntry {
    /// Number of the load.
    pub load: u32,
    /// Account code.
    pub account: u8,
    /// Fen or points.
    pub amount: i64,
}

/// All lots of one holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lots {
    /// Number of the last load that was applied; 0 for none.
    pub applied: u32,
    /// In the order in which they are used: first to expire first.
    lots: Vec<Lot>,
}

/// No lots at all.
pub(crate) static NO_LOTS: Lots = Lots { applied: 0, lots: Vec::new() };

impl Lots {
    /// Lots as they are kept somewhere. Amounts below zero count as nothing.
    #[must_use]
    pub fn of(applied: u32, lots: impl IntoIterator<Item = Lot>) -> Lots {
        let mut lots: Vec<Lot> = lots.into_iter().map(|lot| Lot { left: lot.left.max(0), ..lot }).collect();
        lots.sort_by_key(|lot| (lot.last_day, lot.first_day, lot.load));
        Lots { applied, lots }
    }

    /// The lots, first to expire first.
    pub fn iter(&self) -> impl Iterator<Item = &Lot> {
        self.lots.iter()
    }

    /// What an account holds on a day.
    #[must_use]
    pub fn available(&self, account: u8, day: Date) -> i64 {
        let usable = self.lots.iter().filter(|lot| lot.account == account && lot.holds(day));
        usable.fold(0i64, |sum, lot| sum.saturating_add(lot.left))
    }

    /// Applies a load, once and in order.
    ///
    /// # Errors
    /// A load that was applied before, one that is not the next, or one that makes no sense.
    pub fn load(&mut self, load: Load) -> Result<(), LoadError> {
        if load.seq <= self.applied {
            return Err(LoadError::Again(load.seq));
        }
        let expected = self.applied.saturating_add(1);
        if load.seq != expected {
            return Err(LoadError::Gap { expected, found: load.seq });
        }
        if load.amount <= 0 || load.last_day < load.first_day {
            return Err(LoadError::Senseless(load.seq));
        }
        let Load { seq, account, amount, first_day, last_day } = load;
        let lot = Lot { load: seq, account, first_day, last_day, left: amount };
        *self = Lots::of(seq, self.lots.iter().copied().chain([lot]));
        Ok(())
    }

    /// Draws an amount on a day, the lot that expires first first. Answers what was drawn from which load;
    /// less than the amount when the account does not hold it.
    pub fn draw(&mut self, account: u8, amount: i64, day: Date) -> Vec<LotEntry> {
        let mut rest = amount.max(0);
        let mut drawn = Vec::new();
        for lot in self.lots.iter_mut().filter(|lot| lot.account == account && lot.holds(day)) {
            let part = rest.min(lot.left);
            if part > 0 {
                lot.left -= part;
                rest -= part;
                drawn.push(LotEntry { load: lot.load, account, amount: part });
            }
        }
        drawn
    }

    /// Puts back what a sale had drawn, last drawn first, at most `amount`. What comes back to a lot that
    /// has expired by `day` is cleared at once and answered: it is the fund's, not the elder's.
    pub fn restore(&mut self, drawn: &[LotEntry], amount: i64, day: Date) -> Vec<LotEntry> {
        let mut rest = amount.max(0);
        let mut cleared = Vec::new();
        for entry in drawn.iter().rev() {
            let part = rest.min(entry.amount.max(0));
            rest -= part;
            let lot = self.lots.iter_mut().find(|lot| lot.load == entry.load && lot.account == entry.account);
            match lot {
                Some(lot) if day <= lot.last_day => lot.left = lot.left.saturating_add(part),
                _ if part > 0 => cleared.push(LotEntry { amount: part, ..*entry }),
                _ => {}
            }
        }
        cleared
    }

    /// Clears every lot whose last day is before `day` (补助清零): one entry for each that still held
    /// something.
    pub fn expire(&mut self, day: Date) -> Vec<LotEntry> {
        let over = self.lots.iter_mut().filter(|lot| lot.last_day < day && lot.left > 0);
        over.map(|lot| {
            let amount = std::mem::take(&mut lot.left);
            LotEntry { load: lot.load, account: lot.account, amount }
        })
        .collect()
    }
}

impl Lot {
    fn holds(&self, day: Date) -> bool {
        self.first_day <= day && day <= self.last_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn load(seq: u32, amount: i64, month: i8) -> Load {
        let first_day = date(2024, month, 1);
        Load { seq, account: 1, amount, first_day, last_day: date(2024, 9, 30) }
    }

    fn entry(load: u32, amount: i64) -> LotEntry {
        LotEntry { load, account: 1, amount }
    }

    fn left(lots: &Lots) -> Vec<(u32, i64)> {
        lots.iter().map(|lot| (lot.load, lot.left)).collect()
    }

    #[test]
    fn a_load_is_applied_once_and_in_order() {
        let mut lots = Lots::default();
        assert_eq!(lots.load(load(2, 500, 8)), Err(LoadError::Gap { expected: 1, found: 2 }));
        assert_eq!(lots.load(load(1, 1230, 8)), Ok(()));
        assert_eq!(lots.load(load(1, 1230, 8)), Err(LoadError::Again(1)));
        assert_eq!(lots.load(load(2, 12_500, 9)), Ok(()));
        assert_eq!((lots.applied, left(&lots)), (2, vec![(1, 1230), (2, 12_500)]));
        for senseless in [load(3, 0, 9), load(3, -5, 9), Load { last_day: date(2024, 1, 1), ..load(3, 5, 9) }]
        {
            assert_eq!(lots.load(senseless), Err(LoadError::Senseless(3)));
        }
        assert_eq!(lots.applied, 2, "nothing was changed");
    }

    #[test]
    fn two_lots_first_to_expire_first() {
        let mut lots = Lots::default();
        lots.load(load(1, 1230, 8)).unwrap();
        lots.load(load(2, 12_500, 9)).unwrap();
        let day = date(2024, 9, 20);
        assert_eq!(lots.available(1, day), 13_730);
        assert_eq!(lots.available(1, date(2024, 8, 31)), 1230, "the second is not valid yet");
        assert_eq!(lots.available(1, date(2024, 10, 1)), 0, "both are over");
        assert_eq!(lots.available(2, day), 0, "another account");
        assert_eq!(lots.draw(1, 10_000, day), [entry(1, 1230), entry(2, 8770)]);
        assert_eq!(lots.draw(1, 5_000, day), [entry(2, 3730)], "no more than there is");
        assert_eq!(lots.draw(1, 5_000, day), []);
        assert_eq!(lots.draw(1, -1, day), []);
    }

    #[test]
    fn equal_ends_are_used_by_beginning_and_then_by_number() {
        let lot = |load, month| Lot {
            load,
            account: 1,
            first_day: date(2024, month, 1),
            last_day: date(2024, 12, 31),
            left: 10,
        };
        let lots = Lots::of(4, [lot(4, 9), lot(3, 8), lot(1, 9), Lot { left: -3, ..lot(2, 7) }]);
        assert_eq!(left(&lots), [(2, 0), (3, 10), (1, 10), (4, 10)]);
    }

    #[test]
    fn what_comes_back_to_an_expired_lot_is_cleared() {
        let mut lots = Lots::default();
        lots.load(load(1, 1230, 8)).unwrap();
        lots.load(Load { last_day: date(2024, 12, 31), ..load(2, 12_500, 9) }).unwrap();
        let drawn = lots.draw(1, 10_000, date(2024, 9, 30));
        assert_eq!(lots.clone().restore(&drawn, 10_000, date(2024, 9, 30)), []);
        assert_eq!(lots.restore(&drawn, 9_000, date(2024, 10, 1)), [entry(1, 230)], "last drawn first");
        assert_eq!(left(&lots), [(1, 0), (2, 12_500)]);
        assert_eq!(lots.restore(&[entry(9, 5)], 5, date(2024, 9, 1)), [entry(9, 5)], "a lot nobody knows");
    }

    #[test]
    fn expiry_is_an_entry() {
        let mut lots = Lots::default();
        lots.load(load(1, 1230, 8)).unwrap();
        lots.load(load(2, 500, 9)).unwrap();
        lots.draw(1, 1230, date(2024, 9, 1));
        assert_eq!(lots.expire(date(2024, 9, 30)), [], "the last day still counts");
        assert_eq!(lots.expire(date(2024, 10, 1)), [entry(2, 500)]);
        assert_eq!(lots.expire(date(2024, 10, 1)), []);
        assert_eq!(left(&lots), [(1, 0), (2, 0)]);
    }
}
