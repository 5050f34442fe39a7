//! Cards as they are (卡端) against the center's records: what a desk reads out of a card, or the card's next record
//! carries, must follow from the debits before it.
//!
//! A card counts its debits. So its counter says how many the center should have, its balance what they came to, and
//! where some are missing, what those must make.

use core::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::kind::DifferenceKind;

/// What the center has of one card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardBook {
    /// Its debits, by counter.
    pub uses: Vec<BookedUse>,
    /// What was loaded after the last of them, fen.
    pub loaded: u64,
}

/// A debit, and the loads before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookedUse {
    /// Its counter before the debit.
    pub counter: u32,
    /// Its balance before the debit, fen.
    pub before: u32,
    /// What was taken, fen.
    pub debit: u32,
    /// What was loaded since the debit before, fen.
    pub loaded: u64,
}

/// What a desk read out of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOut {
    /// The counter of its next debit.
    pub counter: u32,
    /// Its balance, fen.
    pub balance: u32,
}

/// Where a card and the center differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardDifference<T> {
    /// The card.
    pub card: T,
    /// What kind.
    pub kind: DifferenceKind,
    /// The counters that are missing, both included; otherwise the counter that was expected, and the one met.
    pub counters: (u32, u32),
    /// For missing counters, what those debits must make, fen. Below nothing: money came on the card as well.
    pub missing: Option<i64>,
    /// The balance that follows from the debits before, fen, when it is another.
    pub expected: Option<i64>,
    /// The balance met, fen.
    pub met: u32,
}

/// Compares the cards that were read out with the center's books of them; `None` in `books`: the center does not know
/// the card. A card without debits has nothing to compare with. One read-out of a card counts, the first; another is
/// told as such.
#[must_use]
pub fn compare_cards<T: Copy + Ord>(
    books: &BTreeMap<T, CardBook>,
    read: &[(T, ReadOut)],
) -> Vec<CardDifference<T>> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for &(card, out) in read {
        let alone = |kind| CardDifference {
            card,
            kind,
            counters: (out.counter, out.counter),
            missing: None,
            expected: None,
            met: out.balance,
        };
        match books.get(&card) {
            _ if !seen.insert(card) => found.push(alone(DifferenceKind::Duplicate)),
            None => found.push(alone(DifferenceKind::UnknownCard)),
            Some(book) => follow(card, book, out, &mut found),
        }
    }
    found.sort();
    found
}

/// Every debit against the one before, and the read-out against the last.
fn follow<T: Copy>(card: T, book: &CardBook, out: ReadOut, found: &mut Vec<CardDifference<T>>) {
    let pairs = book.uses.iter().zip(book.uses.iter().skip(1));
    found.extend(pairs.filter_map(|(one, next)| {
        let carried = |balance: Ordering| match balance {
            Ordering::Less => DifferenceKind::BalanceFell,
            Ordering::Greater | Ordering::Equal => DifferenceKind::BalanceRose,
        };
        step(card, one, next.loaded, ReadOut { counter: next.counter, balance: next.before }, carried)
    }));
    let last = book.uses.last();
    found.extend(last.and_then(|last| step(card, last, book.loaded, out, |_| DifferenceKind::CardBalance)));
}

/// What is met after a debit and the loads since.
fn step<T>(
    card: T,
    before: &BookedUse,
    loaded: u64,
    met: ReadOut,
    balance_kind: impl Fn(Ordering) -> DifferenceKind,
) -> Option<CardDifference<T>> {
    let next = before.counter.saturating_add(1);
    let left = i64::from(before.before) - i64::from(before.debit);
    let balance = left.saturating_add(i64::try_from(loaded).unwrap_or(i64::MAX));
    let now = i64::from(met.balance);
    let found = |kind, counters, missing, expected| {
        Some(CardDifference { card, kind, counters, missing, expected, met: met.balance })
    };
    match met.counter.cmp(&next) {
        Ordering::Less => found(DifferenceKind::CounterBack, (next, met.counter), None, Some(balance)),
        Ordering::Greater => {
            let missing = (next, met.counter.saturating_sub(1));
            found(DifferenceKind::CountersMissing, missing, Some(balance.saturating_sub(now)), None)
        }
        Ordering::Equal if balance != now => {
            found(balance_kind(now.cmp(&balance)), (next, next), None, Some(balance))
        }
        Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers<const N: usize>(text: &str) -> Vec<[u32; N]> {
        let line = |line: &str| {
            let words: Vec<u32> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
            words.try_into().unwrap()
        };
        text.split(',').filter(|line| !line.trim().is_empty()).map(line).collect()
    }

    #[test]
    fn a_card_follows_from_its_debits() {
        // Debits: counter before debit, loaded since the one before. Then: loaded after. Read out: counter balance.
        for (uses, loaded, out, told) in [
            ("7 1000 100 0,8 900 50 0", 0, "9 850", ""),
            ("7 1000 100 0,8 5900 50 5000", 300, "9 6150", ""),
            ("7 1000 0 0", 0, "8 1000", ""),
            ("", 500, "3 700", ""),
            ("7 1000 100 0", 0, "9 850", "CountersMissing 8-8 make 50"),
            ("7 1000 100 0", 0, "12 850", "CountersMissing 8-11 make 50"),
            ("7 1000 100 0", 0, "9 2850", "CountersMissing 8-8 make -1950"),
            ("7 1000 100 0", 2000, "9 2850", "CountersMissing 8-8 make 50"),
            ("7 1000 100 0", 0, "8 850", "CardBalance 8-8 900 is 850"),
            ("7 1000 100 0", 0, "8 950", "CardBalance 8-8 900 is 950"),
            ("7 1000 100 0", 0, "7 1000", "CounterBack 8-7 900 is 1000"),
            ("7 1000 100 0", 0, "0 0", "CounterBack 8-0 900 is 0"),
            ("7 1000 100 0,10 700 50 0", 0, "11 650", "CountersMissing 8-9 make 200"),
            ("7 1000 100 0,8 800 50 0", 0, "9 750", "BalanceFell 8-8 900 is 800"),
            ("7 1000 100 0,8 950 50 0", 0, "9 900", "BalanceRose 8-8 900 is 950"),
            (
                "7 1000 100 0,10 700 50 0",
                0,
                "13 600",
                "CountersMissing 8-9 make 200; CountersMissing 11-12 make 50",
            ),
        ] {
            let uses = numbers::<4>(uses).into_iter().map(|[counter, before, debit, loaded]| BookedUse {
                counter,
                before,
                debit,
                loaded: loaded.into(),
            });
            let book = CardBook { uses: uses.collect(), loaded };
            let [[counter, balance]] = numbers::<2>(out).try_into().unwrap();
            let found = compare_cards(&BTreeMap::from([(1, book)]), &[(1, ReadOut { counter, balance })]);
            let one = |one: &CardDifference<u64>| {
                let (from, to) = one.counters;
                let sum = one.missing.map(|sum| format!(" make {sum}"));
                let balance = one.expected.map(|expected| format!(" {expected} is {}", one.met));
                let rest = sum.or(balance).unwrap_or_default();
                format!("{} {from}-{to}{rest}", one.kind.name())
            };
            assert_eq!(found.iter().map(one).collect::<Vec<_>>().join("; "), told, "{out}");
        }
    }

    #[test]
    fn a_card_that_nobody_knows_and_one_read_twice() {
        let out = |counter| ReadOut { counter, balance: 1 };
        let used = BookedUse { counter: 1, before: 2, debit: 1, loaded: 0 };
        let book = CardBook { uses: vec![used], loaded: 0 };
        let books = BTreeMap::from([(1, book.clone()), (2, book)]);
        let found = compare_cards(&books, &[(9, out(2)), (1, out(2)), (1, out(2)), (9, out(4))]);
        let kinds: Vec<(u64, DifferenceKind)> = found.iter().map(|one| (one.card, one.kind)).collect();
        let known = [
            (1, DifferenceKind::Duplicate),
            (9, DifferenceKind::Duplicate),
            (9, DifferenceKind::UnknownCard),
        ];
        assert_eq!(kinds, known);
    }
}
