//! The funds of the county, followed leg by leg.

use super::books::{BookedRow, Books};
use crate::violation::{Invariant, Violation};
use std::collections::BTreeMap;

/// The funds of the demonstration tariff that can run dry.
const LIMITED: [i64; 1] = [2];

/// What the auditor knows of the funds: who bears each paid sale, and the sums of it.
#[derive(Debug, Default)]
pub(super) struct Funds {
    borne: BTreeMap<(u64, u64), Vec<(i64, i64)>>,
    sums: BTreeMap<i64, i64>,
    /// How often a limited fund was met with nothing left, and with something.
    pub(super) met: [u64; 2],
}

/// `1:300;2:100:odd;3:200` by hand.
fn read(legs: &str) -> Option<Vec<(i64, i64)>> {
    let words = legs.split(';').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut parts = word.split(':');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        })
        .collect()
}

impl Funds {
    /// A sale as the books tell it now: what it drew before is forgotten, what it draws now is noted. The legs of
    /// a paid sale come to its benefit.
    pub(super) fn note(&mut self, terminal: u64, row: &BookedRow, benefit: i64) -> Result<(), Violation> {
        let at = (terminal, row.seq);
        let wrong =
            |what: String| Violation::new(Invariant::Funds, format!("{terminal}/{}: {what}", row.seq));
        let legs = read(&row.legs).ok_or_else(|| wrong(format!("legs {:?}", row.legs)))?;
        let sum: i64 = legs.iter().map(|(_, amount)| amount).sum();
        let due = if row.is_paid() { benefit } else { 0 };
        if sum != due || legs.iter().any(|(_, amount)| *amount < 0) {
            return Err(wrong(format!("legs {:?} do not come to {due}", row.legs)));
        }
        let before = self.borne.insert(at, legs.clone()).unwrap_or_default();
        let turned = before.into_iter().map(|(fund, amount)| (fund, -amount));
        for (fund, amount) in legs.into_iter().chain(turned) {
            let sum = self.sums.entry(fund).or_default();
            *sum = sum.saturating_add(amount);
        }
        Ok(())
    }

    /// Every limited fund has what came in less what the sales drew, and not less than nothing.
    pub(super) fn settle_up(&mut self, books: &Books) -> Result<(), Violation> {
        for fund in LIMITED {
            let [came, inflow, drawn] = books.fund(fund)?;
            let borne = self.sums.get(&fund).copied().unwrap_or(0);
            if (came, borne) != (inflow, drawn) {
                let what = format!(
                    "fund {fund}: {came} came in and {borne} was borne, the books say {inflow} and {drawn}"
                );
                return Err(Violation::new(Invariant::Funds, what));
            }
            if borne > came {
                let what = format!("fund {fund} bears {borne} of {came}");
                return Err(Violation::new(Invariant::Funds, what));
            }
            let [nothing, something] = &mut self.met;
            let met = if borne == came { nothing } else { something };
            *met = met.saturating_add(1);
        }
        Ok(())
    }

    /// The legs of all sales, read anew, come to the same.
    pub(super) fn whole(&self, books: &Books) -> Result<(), Violation> {
        let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
        for legs in books.all_legs()? {
            for (fund, amount) in read(&legs).unwrap_or_default() {
                let sum = sums.entry(fund).or_default();
                *sum = sum.saturating_add(amount);
            }
        }
        let known = self.sums.iter().filter(|(_, sum)| **sum != 0);
        if sums.iter().eq(known) {
            return Ok(());
        }
        Err(Violation::new(Invariant::Funds, format!("all legs come to {sums:?}, not {:?}", self.sums)))
    }
}
