//! Cards: the uses of a day, in order of card and counter, carried on from where each card stood.

use core::cmp::Ordering;

use crate::error::Unsorted;
use crate::kind::DifferenceKind;

/// One use of a card. Sorted by card, then counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardUse {
    /// The card, by any number that is its own.
    pub card: u64,
    /// Its counter before the debit.
    pub counter: u32,
    /// Its balance before the debit, fen.
    pub before: u32,
    /// What was taken, fen.
    pub debit: u32,
}

/// Where a card stood after its last use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardTail {
    /// The card.
    pub card: u64,
    /// Its counter before the last debit.
    pub counter: u32,
    /// Its balance after it, fen.
    pub after: u32,
}

/// What is odd about a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardFinding {
    /// What kind.
    pub kind: DifferenceKind,
    /// The use it was found at.
    pub used: CardUse,
    /// The counter that was expected; for a jump, the first that is missing.
    pub counter: u32,
    /// The balance that was expected, when the counter was.
    pub balance: Option<u32>,
}

impl CardUse {
    /// A debit beyond the balance leaves nothing; clearing refuses such a record on its own.
    fn after(self) -> CardTail {
        CardTail { card: self.card, counter: self.counter, after: self.before.saturating_sub(self.debit) }
    }
}

/// Carries the cards on: answers where each stands after the uses, and tells what is odd. After a jump of the counter
/// nothing can be said about the balance; of two uses of one counter the first counts.
///
/// # Errors
/// [`Unsorted`]: tails or uses are not in order. What was told until then is to be forgotten.
pub fn carry(
    tails: &[CardTail],
    uses: &[CardUse],
    mut tell: impl FnMut(CardFinding),
) -> Result<Vec<CardTail>, Unsorted> {
    if let Some(at) = tails.iter().zip(tails.iter().skip(1)).position(|(one, next)| one.card >= next.card) {
        return Err(Unsorted { at: at + 1 });
    }
    let mut carried = Vec::with_capacity(tails.len());
    let mut tails = tails.iter().copied().peekable();
    let mut now: Option<(CardTail, Option<CardUse>)> = None;
    let mut last: Option<CardUse> = None;
    for (at, &used) in uses.iter().enumerate() {
        if last.is_some_and(|last| (last.card, last.counter) > (used.card, used.counter)) {
            return Err(Unsorted { at });
        }
        last = Some(used);
        if now.is_none_or(|(tail, _)| tail.card != used.card) {
            carried.extend(now.map(|(tail, _)| tail));
            while let Some(other) = tails.next_if(|tail| tail.card < used.card) {
                carried.push(other);
            }
            now = tails.next_if(|tail| tail.card == used.card).map(|tail| (tail, None));
        }
        now = Some(match now {
            None => (used.after(), Some(used)),
            Some(before) => step(before, used, &mut tell),
        });
    }
    carried.extend(now.map(|(tail, _)| tail));
    carried.extend(tails);
    Ok(carried)
}

/// One use after another, or after where the card stood.
fn step(
    (tail, before): (CardTail, Option<CardUse>),
    used: CardUse,
    tell: &mut impl FnMut(CardFinding),
) -> (CardTail, Option<CardUse>) {
    let expected = tail.counter.saturating_add(1);
    let mut found = |kind, counter, balance| tell(CardFinding { kind, used, counter, balance });
    match used.counter.cmp(&tail.counter) {
        Ordering::Less => {
            found(DifferenceKind::CounterBack, expected, None);
            (tail, before)
        }
        Ordering::Equal => {
            let same = before.map_or(used.after() == tail, |before| before == used);
            let kind = if same { DifferenceKind::Duplicate } else { DifferenceKind::CounterTwice };
            found(kind, expected, None);
            (tail, before)
        }
        Ordering::Greater => {
            match (used.counter > expected, used.before.cmp(&tail.after)) {
                (true, _) => found(DifferenceKind::CountersMissing, expected, None),
                (false, Ordering::Less) => found(DifferenceKind::BalanceFell, expected, Some(tail.after)),
                (false, Ordering::Greater) => found(DifferenceKind::BalanceRose, expected, Some(tail.after)),
                (false, Ordering::Equal) => {}
            }
            (used.after(), Some(used))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<Vec<u64>> {
        let line = |line: &str| line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        text.split(',').filter(|line| !line.trim().is_empty()).map(line).collect()
    }

    fn small(number: u64) -> u32 {
        u32::try_from(number).unwrap()
    }

    #[test]
    fn cards_are_carried_on() {
        // Tails: card counter after. Uses: card counter before debit.
        for (tails, uses, told, stand) in [
            ("", "1 7 1000 100,1 8 900 100", "", "1 8 800"),
            ("1 6 1000", "1 7 1000 100", "", "1 7 900"),
            ("1 6 1000,3 2 5", "2 1 50 10", "", "1 6 1000,2 1 40,3 2 5"),
            ("1 6 1000", "1 9 1000 100", "CountersMissing 1/9 expected 7", "1 9 900"),
            ("1 6 1000", "1 7 900 100", "BalanceFell 1/7 expected 7 balance 1000", "1 7 800"),
            ("1 6 1000", "1 7 6000 100", "BalanceRose 1/7 expected 7 balance 1000", "1 7 5900"),
            ("1 6 1000", "1 6 1100 100", "Duplicate 1/6 expected 7", "1 6 1000"),
            ("1 6 1000", "1 6 1100 200", "CounterTwice 1/6 expected 7", "1 6 1000"),
            ("1 6 1000", "1 5 1200 100,1 7 1000 10", "CounterBack 1/5 expected 7", "1 7 990"),
            ("", "1 7 1000 100,1 7 1000 100,1 8 900 1", "Duplicate 1/7 expected 8", "1 8 899"),
            ("", "1 7 1000 100,1 7 1000 300", "CounterTwice 1/7 expected 8", "1 7 900"),
            ("", "1 7 50 100", "", "1 7 0"),
        ] {
            let tails: Vec<CardTail> = numbers(tails)
                .iter()
                .map(|line| CardTail { card: line[0], counter: small(line[1]), after: small(line[2]) })
                .collect();
            let uses: Vec<CardUse> = numbers(uses)
                .iter()
                .map(|line| CardUse {
                    card: line[0],
                    counter: small(line[1]),
                    before: small(line[2]),
                    debit: small(line[3]),
                })
                .collect();
            let mut all = Vec::new();
            let tell = |one: CardFinding| {
                let balance = one.balance.map_or(String::new(), |balance| format!(" balance {balance}"));
                let CardUse { card, counter, .. } = one.used;
                all.push(format!("{} {card}/{counter} expected {}{balance}", one.kind.name(), one.counter));
            };
            let carried = carry(&tails, &uses, tell).unwrap();
            let stands: Vec<String> =
                carried.iter().map(|tail| format!("{} {} {}", tail.card, tail.counter, tail.after)).collect();
            assert_eq!((all.join("; ").as_str(), stands.join(",").as_str()), (told, stand), "{uses:?}");
        }
    }

    #[test]
    fn disorder_is_refused() {
        let tail = |card| CardTail { card, counter: 1, after: 0 };
        let used = |card, counter| CardUse { card, counter, before: 0, debit: 0 };
        assert_eq!(carry(&[tail(2), tail(1)], &[], |_| {}), Err(Unsorted { at: 1 }));
        assert_eq!(carry(&[tail(2), tail(2)], &[], |_| {}), Err(Unsorted { at: 1 }));
        assert_eq!(carry(&[], &[used(1, 1), used(2, 1), used(1, 2)], |_| {}), Err(Unsorted { at: 2 }));
        assert_eq!(carry(&[], &[used(1, 2), used(1, 1)], |_| {}), Err(Unsorted { at: 1 }));
    }
}
