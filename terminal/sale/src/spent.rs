//! What this till has given of vouchers and points, until the center's account of them has it.
//!
//! A parameter package says what cards hold and up to which record of this till that has been taken off. What came
//! after is taken off here, once: from the journal, so a till that lost its power knows it too.

use crate::Rules;
use jiff::civil::Date;
use money::Fen;
use records::{CardNo, Kind, Record};
use std::collections::VecDeque;
use subsidy::{Lots, Tariff};

/// Acknowledged records that are still remembered. The center makes a new package at least every 1024 records of
/// this till while anybody holds anything, so a package that asks for older ones is one that was left lying.
const REMEMBERED: u64 = 4096;

/// Benefits this till gave, by record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    given: VecDeque<Given>,
    /// The last record that was forgotten; 0 when none was.
    forgotten: u64,
}

/// What one record gave.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Given {
    seq: u64,
    card: CardNo,
    day: Date,
    tariff_version: u32,
    parts: Vec<(u16, Fen)>,
    points: u32,
}

impl Spent {
    /// Takes a record in. One whose outcome nobody knows counts: the center will say what became of it.
    pub(crate) fn remember(&mut self, record: &Record) {
        if record.kind == Kind::DayClose || record.rule == 0 {
            return;
        }
        self.given.push_back(Given {
            seq: record.seq,
            card: record.card_no,
            day: record.business_day.date(),
            tariff_version: record.tariff_version,
            parts: record.parts().collect(),
            points: record.points,
        });
    }

    /// Forgets what was acknowledged long ago.
    pub(crate) fn forget(&mut self, verified: u64) {
        let old = |given: &Given| given.seq.saturating_add(REMEMBERED) <= verified;
        while let Some(given) = self.given.pop_front_if(|given| old(given)) {
            self.forgotten = given.seq;
        }
    }

    /// Whether every record after this one is still remembered.
    fn reaches(&self, through: u64) -> bool {
        self.forgotten <= through
    }

    /// What a card holds: what the package says, less what this till gave after it. Nothing when the package is so
    /// old that this cannot be known any more.
    pub(crate) fn lots(&self, rules: &Rules, card: CardNo, at_us: i64) -> Lots {
        let Some((through, told)) = rules.lots(card) else { return Lots::default() };
        if !self.reaches(through) {
            return Lots::default();
        }
        let mut lots = told;
        for given in self.given.iter().filter(|given| given.seq > through && given.card == card) {
            // A tariff that has gone from the till has left its rules to the next one.
            let tariff = rules.tariff_of(given.tariff_version).unwrap_or_else(|| rules.tariff_at(at_us));
            given.take_off(&mut lots, tariff);
        }
        lots
    }
}

impl Given {
    fn take_off(&self, lots: &mut Lots, tariff: &Tariff) {
        let mut points = i64::from(self.points);
        for &(rule, benefit) in &self.parts {
            let Some(account) = tariff.rule_account(rule) else { continue };
            let in_fen = tariff.account(account).is_some_and(|account| account.in_fen);
            let amount = if in_fen { benefit.0 } else { core::mem::take(&mut points) };
            lots.draw(account, amount, self.day);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::{BusinessDay, TerminalId};

    #[test]
    fn what_was_acknowledged_long_ago_is_forgotten_and_known_to_be() {
        let day = BusinessDay::from_number(20_250_716).unwrap();
        let mut spent = Spent::default();
        for seq in 1..=5000 {
            let rule = u16::from(seq % 2 == 1);
            let blank = Record::blank(Kind::Sale, TerminalId(33_070_300_000_017), day);
            spent.remember(&Record { seq, rule, benefit: Fen(5), ..blank });
        }
        assert_eq!(spent.given.len(), 2500, "a sale at the full price gave nothing");
        spent.forget(4096);
        assert!(spent.reaches(0));
        spent.forget(5000);
        assert_eq!((spent.forgotten, spent.given.len()), (903, 2500 - 452));
        assert!(spent.reaches(903) && !spent.reaches(902));
    }
}
