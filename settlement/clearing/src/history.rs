//! One card, as the books and the batch at hand know it together.

use std::collections::{BTreeMap, BTreeSet};

use records::{Record, TerminalId};

use crate::{
    Accepted, CardHistory, CardLots, CountedBack, Finding, FindingKind, Inferred, RefuseCause, Waiting,
};
use money::Fen;

/// Terminal and number: which record.
pub(crate) type At = (TerminalId, u64);

/// Which record this is.
pub(crate) fn at(record: &Record) -> At {
    (record.terminal, record.seq)
}

/// One value of the card's offline counter, used up by a paid record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) at: At,
    pub(crate) tap_us: i64,
    pub(crate) balance_before: u32,
    pub(crate) amount: u32,
}

/// A card while a batch is judged.
#[derive(Debug, Default)]
pub(crate) struct CardView {
    /// Counter values used up, each by one paid record.
    pub(crate) uses: BTreeMap<u32, Use>,
    /// Paid records, by start of the tap.
    pub(crate) paid: BTreeMap<(i64, At), Record>,
    /// Records that wait.
    pub(crate) waiting: Vec<Waiting>,
    /// Paid records of earlier batches that rest on the grey rule alone.
    inferred: BTreeMap<At, Inferred>,
    /// Vouchers and points, as the books have them.
    pub(crate) lots: CardLots,
    /// What refunds gave back to counters.
    pub(crate) counted_back: Vec<CountedBack>,
    /// Every record that was paid before this batch.
    earlier: BTreeSet<At>,
    /// Every record that is or was paid, as far as this view reaches.
    known: BTreeSet<At>,
}

impl CardView {
    pub(crate) fn new(history: CardHistory) -> CardView {
        let mut view = CardView {
            waiting: history.waiting,
            lots: history.lots,
            counted_back: history.counted_back,
            ..CardView::default()
        };
        for Accepted { record, settled, inferred } in history.accepted {
            let before = settled.or(record.card_before());
            view.inferred.extend(inferred.map(|inferred| (at(&record), inferred)));
            view.enter(record, before);
        }
        view.earlier.clone_from(&view.known);
        view
    }

    /// Enters a paid record without a word.
    fn enter(&mut self, record: Record, before: Option<(u32, u32)>) {
        if let Some((counter, balance_before)) = before {
            let tap_us = record.tap.at_us;
            let new = Use { at: at(&record), tap_us, balance_before, amount: record.card_amount };
            self.uses.entry(counter).or_insert(new);
        }
        self.known.insert(at(&record));
        self.paid.insert((record.tap.at_us, at(&record)), record);
    }

    /// Enters a paid record, and says where the balance does not follow from its neighbours (I4).
    pub(crate) fn pay(&mut self, record: &Record, before: Option<(u32, u32)>) -> Vec<Finding> {
        self.enter(record.clone(), before);
        let Some((counter, _)) = before else { return Vec::new() };
        self.links(counter).filter_map(|(first, second)| link(record, first, second)).collect()
    }

    /// The uses that follow one another around a counter value.
    fn links(&self, counter: u32) -> impl Iterator<Item = (&Use, &Use)> {
        let pairs = [(counter.checked_sub(1), Some(counter)), (Some(counter), counter.checked_add(1))];
        let known = |counter: Option<u32>| counter.and_then(|counter| self.uses.get(&counter));
        pairs.into_iter().filter_map(move |(first, second)| known(first).zip(known(second)))
    }

    /// The paid records that follow one another around a counter value: where the first is, and the second.
    pub(crate) fn followers(&self, counter: u32) -> impl Iterator<Item = (At, &Record)> {
        let second = |used: &Use| self.paid.get(&(used.tap_us, used.at));
        self.links(counter).filter_map(move |(first, used)| Some((first.at, second(used)?)))
    }

    /// Takes out the paid record at this counter value when it rests on the grey rule alone and was tapped
    /// before a moment.
    pub(crate) fn displace(&mut self, counter: u32, before_us: i64) -> Option<(Record, Inferred)> {
        let used = self.uses.get(&counter).copied().filter(|used| used.tap_us < before_us)?;
        let inferred = self.inferred.remove(&used.at)?;
        self.uses.remove(&counter);
        Some((self.paid.remove(&(used.tap_us, used.at))?, inferred))
    }

    /// Whether a payment of an earlier batch rests on the grey rule alone.
    pub(crate) fn is_inferred(&self, at: At) -> bool {
        self.inferred.contains_key(&at)
    }

    /// Whether this view decides what a record draws. Of records outside it, and of those that were refunded, stays
    /// booked what is booked.
    pub(crate) fn decides(&self, at: At) -> bool {
        let refunded = || self.lots.refunded.iter().any(|refund| (refund.terminal, refund.seq) == at);
        self.known.contains(&at) && !refunded()
    }

    /// Whether a record was paid before this batch.
    pub(crate) fn is_earlier(&self, at: At) -> bool {
        self.earlier.contains(&at)
    }

    /// The paid record that used this counter value.
    pub(crate) fn used(&self, counter: u32) -> Option<&Use> {
        self.uses.get(&counter)
    }

    /// Whether something the center has not seen may have happened just before this counter value.
    pub(crate) fn unseen_before(&self, counter: Option<u32>) -> bool {
        let hole = match counter {
            None => true,
            Some(counter) => counter.checked_sub(1).is_some_and(|before| !self.uses.contains_key(&before)),
        };
        hole || self.waiting.iter().any(|waiting| waiting.cause == RefuseCause::Grey)
    }
}

/// What is wrong between two uses that follow one another; told about `record`, which is one of them.
fn link(record: &Record, first: &Use, second: &Use) -> Option<Finding> {
    let after = i64::from(first.balance_before) - i64::from(first.amount);
    let found = i64::from(second.balance_before);
    let kind = match found.cmp(&after) {
        core::cmp::Ordering::Equal => return None,
        core::cmp::Ordering::Less => FindingKind::CounterChainBreak,
        core::cmp::Ordering::Greater => FindingKind::BalanceRose,
    };
    let other = if first.at == at(record) { second.at } else { first.at };
    Some(Finding {
        card: Some(record.card_no),
        expected: Some(Fen(after)),
        found: Some(Fen(found)),
        other: Some(other),
        ..Finding::about(kind, record.terminal, record.seq)
    })
}
