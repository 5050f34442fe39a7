//! Lines of one key that did not simply meet: which belongs to which.

use core::cmp::Ordering;

use crate::kind::DifferenceKind;
use crate::part::{AMOUNT, MERCHANT, STATE};

/// A line of a group: what it says, in the words of the left side, and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) value: u64,
    pub(crate) index: u32,
}

/// What became of a line or of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// Equal in everything both sides tell.
    Same(Item),
    /// Belong to each other and differ.
    Pair(DifferenceKind, Item, Item),
    /// Alone on the left.
    Left(DifferenceKind, Item),
    /// Alone on the right.
    Right(DifferenceKind, Item),
}

/// The closest first: all alike; only the merchant differs; only the state; only the amount is alike; nothing is.
const ROUNDS: [(u64, DifferenceKind); 5] = [
    (!0, DifferenceKind::AmountDiffers),
    (AMOUNT | STATE, DifferenceKind::MerchantDiffers),
    (AMOUNT | MERCHANT, DifferenceKind::StateDiffers),
    (AMOUNT, DifferenceKind::StateDiffers),
    (0, DifferenceKind::AmountDiffers),
];

/// Pairs the lines of one key one to one, in five rounds; what is left of a key that has a pair is a duplicate, and so
/// is all but the first of a key that has none. `mask`: what both sides tell. `paired`: a pair was made before.
pub(crate) fn settle(
    left: &mut Vec<Item>,
    right: &mut Vec<Item>,
    mask: u64,
    mut paired: bool,
    met: &mut impl FnMut(Met),
) {
    for (number, (alike, kind)) in ROUNDS.into_iter().enumerate() {
        if left.is_empty() || right.is_empty() {
            break;
        }
        round(left, right, alike & mask, &mut |one, other| {
            paired = true;
            met(if number == 0 { Met::Same(one) } else { Met::Pair(kind, one, other) });
        });
    }
    // The lowest stands for the sale, whatever the order of the file.
    left.sort_unstable_by(|a, b| order(*a, *b, 0));
    right.sort_unstable_by(|a, b| order(*a, *b, 0));
    let kind = |place: usize, alone| if paired || place > 0 { DifferenceKind::Duplicate } else { alone };
    for (place, item) in left.drain(..).enumerate() {
        met(Met::Left(kind(place, DifferenceKind::Surplus), item));
    }
    for (place, item) in right.drain(..).enumerate() {
        met(Met::Right(kind(place, DifferenceKind::Shortage), item));
    }
}

fn order(one: Item, other: Item, alike: u64) -> Ordering {
    (one.value & alike)
        .cmp(&(other.value & alike))
        .then(one.value.cmp(&other.value))
        .then(one.index.cmp(&other.index))
}

/// Pairs those that are alike under a mask, and keeps the others.
fn round(left: &mut Vec<Item>, right: &mut Vec<Item>, alike: u64, pair: &mut impl FnMut(Item, Item)) {
    left.sort_unstable_by(|a, b| order(*a, *b, alike));
    right.sort_unstable_by(|a, b| order(*a, *b, alike));
    let (ones, others) = (core::mem::take(left), core::mem::take(right));
    let (mut ones, mut others) = (ones.into_iter().peekable(), others.into_iter().peekable());
    while let (Some(one), Some(other)) = (ones.peek(), others.peek()) {
        match (one.value & alike).cmp(&(other.value & alike)) {
            Ordering::Equal => pair(*one, *other),
            Ordering::Less => left.push(*one),
            Ordering::Greater => right.push(*other),
        }
        let ahead = (one.value & alike).cmp(&(other.value & alike));
        if ahead.is_le() {
            ones.next();
        }
        if ahead.is_ge() {
            others.next();
        }
    }
    left.extend(ones);
    right.extend(others);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::value;

    /// Lines written `amount state merchant`, several parted by commas.
    fn items(text: &str) -> Vec<Item> {
        let lines = text.split(',').filter(|line| !line.is_empty());
        let item = |(index, line): (usize, &str)| {
            let part: Vec<i64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
            let value = value(part[0], u8::try_from(part[1]).unwrap(), u16::try_from(part[2]).unwrap());
            Item { value, index: u32::try_from(index).unwrap() }
        };
        lines.enumerate().map(item).collect()
    }

    #[test]
    fn one_line_meets_one_line() {
        for (left, right, told) in [
            ("500 0 1", "500 0 1", "same 0"),
            ("500 0 1", "", "Surplus 0-"),
            ("", "500 0 1", "Shortage -0"),
            ("500 0 1", "600 0 1", "AmountDiffers 0-0"),
            ("500 0 1", "500 1 1", "StateDiffers 0-0"),
            ("500 0 1", "500 0 2", "MerchantDiffers 0-0"),
            ("500 0 1", "500 1 2", "StateDiffers 0-0"),
            ("500 0 1,500 0 1", "500 0 1", "same 0; Duplicate 1-"),
            ("500 0 1", "500 0 1,500 0 1,700 0 1", "same 0; Duplicate -1; Duplicate -2"),
            ("500 0 1,500 0 1", "", "Surplus 0-; Duplicate 1-"),
            // Each finds its own, whatever stands first.
            ("700 0 1,500 0 1", "500 0 1,700 1 1", "same 1; StateDiffers 0-1"),
            ("500 0 1,700 0 1", "600 0 1,800 0 1", "AmountDiffers 0-0; AmountDiffers 1-1"),
            ("-500 0 1", "500 0 1", "AmountDiffers 0-0"),
        ] {
            let mut all = Vec::new();
            settle(&mut items(left), &mut items(right), !0, false, &mut |met| {
                all.push(match met {
                    Met::Same(one) => format!("same {}", one.index),
                    Met::Pair(kind, one, other) => format!("{} {}-{}", kind.name(), one.index, other.index),
                    Met::Left(kind, one) => format!("{} {}-", kind.name(), one.index),
                    Met::Right(kind, other) => format!("{} -{}", kind.name(), other.index),
                });
            });
            assert_eq!(all.join("; "), told, "{left} | {right}");
        }
    }
}
