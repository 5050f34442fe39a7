//! What terminals announced, against the books.

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Ledger, LedgerError};
use reconciliation::{Total, TotalDifference, compare_totals};
use records::{BusinessDay, Running, TerminalId};

/// Both comparisons.
pub(crate) struct Announcements {
    /// Terminals with records of the day.
    pub(crate) terminals: usize,
    /// What the books hold of the day.
    pub(crate) booked: Total,
    /// Where running totals and rows of the day differ.
    pub(crate) day: Vec<TotalDifference<TerminalId>>,
    /// Where a terminal has announced more than it has delivered, or less, since its first record.
    pub(crate) outstanding: Vec<TotalDifference<TerminalId>>,
}

/// Reads both sides out of the books.
pub(crate) fn announcements(ledger: &Ledger, day: BusinessDay) -> Result<Announcements, LedgerError> {
    let all = ledger.terminals()?;
    let known: BTreeSet<TerminalId> = all.iter().map(|terminal| terminal.id).collect();
    let (mut booked, mut announced) = (BTreeMap::new(), BTreeMap::new());
    let mut sum = Total::default();
    for one in ledger.running_day(day)? {
        let here = total(one.booked);
        booked.insert(one.terminal, here);
        announced.insert(one.terminal, total(one.announced));
        let more = |sum: money::Fen, more| sum.checked_add(more).ok_or(LedgerError::OutOfRange("sum"));
        sum = Total {
            count: sum.count.saturating_add(here.count),
            price: more(sum.price, here.price)?,
            benefit: more(sum.benefit, here.benefit)?,
        };
    }
    let (mut received, mut said) = (BTreeMap::new(), BTreeMap::new());
    for terminal in &all {
        let cursor = ledger.cursor(terminal.id)?.map(|cursor| total(cursor.running));
        received.insert(terminal.id, cursor.unwrap_or_default());
        said.insert(terminal.id, total(terminal.announced.running));
    }
    Ok(Announcements {
        terminals: booked.len(),
        booked: sum,
        day: compare_totals(&booked, &announced, &known),
        outstanding: compare_totals(&received, &said, &known),
    })
}

fn total(running: Running) -> Total {
    Total { count: running.count, price: running.price, benefit: running.benefit }
}
