//! Two sorted runs merged: what the center has kept in order needs no table.

use core::cmp::Ordering;

use crate::error::Unsorted;
use crate::group::{Item, Met, settle};
use crate::kind::DifferenceKind;
use crate::part::Packed;

/// A difference of two runs: the lines as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunDifference {
    /// What is different: [`DifferenceKind::AmountDiffers`] for any other value.
    pub kind: DifferenceKind,
    /// The center's line.
    pub left: Option<Packed>,
    /// The other side's line.
    pub right: Option<Packed>,
}

/// Merges two runs, each sorted by key, and answers how many lines are the same in both. The value of a line is
/// compared as it stands.
///
/// # Errors
/// [`Unsorted`]: a run is not in order. What was told until then is to be forgotten.
pub fn match_runs(
    left: &[Packed],
    right: &[Packed],
    mut tell: impl FnMut(RunDifference),
) -> Result<u64, Unsorted> {
    let (mut ones, mut others) = (left.iter().peekable(), right.iter().peekable());
    let (mut at_one, mut at_other, mut same) = (0, 0, 0_u64);
    let (mut group, mut facing) = (Vec::new(), Vec::new());
    loop {
        let (one, other) = (ones.peek().copied(), others.peek().copied());
        let (key, ahead) = match (one, other) {
            (Some(one), Some(other)) => (one.key.min(other.key), one.key.cmp(&other.key)),
            (Some(one), None) => (one.key, Ordering::Less),
            (None, Some(other)) => (other.key, Ordering::Greater),
            (None, None) => return Ok(same),
        };
        if ahead.is_le() {
            ones.next();
            at_one += 1;
        }
        if ahead.is_ge() {
            others.next();
            at_other += 1;
        }
        // Nearly always: the same line on both sides, and neither has another of that key.
        let more = |next: Option<&&Packed>, at: usize| match next
            .map_or(Ordering::Greater, |next| next.key.cmp(&key))
        {
            Ordering::Less => Err(Unsorted { at }),
            order => Ok(order == Ordering::Equal),
        };
        let again = more(ones.peek(), at_one)? | more(others.peek(), at_other)?;
        match (one.filter(|_| ahead.is_le()), other.filter(|_| ahead.is_ge())) {
            (Some(one), Some(other)) if one.value == other.value && !again => same += 1,
            (one, other) => {
                group.extend(one.map(item));
                facing.extend(other.map(item));
                while let Some(next) = ones.next_if(|next| next.key == key) {
                    at_one += 1;
                    group.push(item(next));
                }
                while let Some(next) = others.next_if(|next| next.key == key) {
                    at_other += 1;
                    facing.push(item(next));
                }
                let line = |item: Item| Packed { key, value: item.value };
                settle(&mut group, &mut facing, !0, false, &mut |met| {
                    let (kind, left, right) = match met {
                        Met::Same(_) => {
                            same += 1;
                            return;
                        }
                        Met::Pair(_, one, other) => (DifferenceKind::AmountDiffers, Some(one), Some(other)),
                        Met::Left(kind, one) => (kind, Some(one), None),
                        Met::Right(kind, other) => (kind, None, Some(other)),
                    };
                    tell(RunDifference { kind, left: left.map(line), right: right.map(line) });
                });
            }
        }
    }
}

fn item(line: &Packed) -> Item {
    Item { value: line.value, index: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Vec<Packed> {
        let line = |word: &str| {
            let (key, value) = word.split_once(':').unwrap();
            Packed { key: key.parse().unwrap(), value: value.parse().unwrap() }
        };
        text.split_whitespace().map(line).collect()
    }

    #[test]
    fn runs_differ_where_they_differ() {
        for (left, right, same, told) in [
            ("1:5 2:6", "1:5 2:6", 2, ""),
            ("", "", 0, ""),
            ("1:5", "", 0, "Surplus 1"),
            ("", "1:5", 0, "Shortage 1"),
            ("1:5 3:5", "2:5 3:5", 1, "Surplus 1 Shortage 2"),
            ("1:5 2:6", "1:5 2:7", 1, "AmountDiffers 2"),
            ("1:5 1:5 2:1", "1:5 2:1", 2, "Duplicate 1"),
            ("1:5 2:1", "1:7 1:5 2:1", 2, "Duplicate 1"),
        ] {
            let mut all = Vec::new();
            let tell = |one: RunDifference| {
                all.push(format!("{} {}", one.kind.name(), one.left.or(one.right).unwrap().key));
            };
            assert_eq!(match_runs(&run(left), &run(right), tell), Ok(same), "{left} | {right}");
            assert_eq!(all.join(" "), told, "{left} | {right}");
        }
        for (left, right, at) in
            [("2:1 1:1", "1:1 2:1", 1), ("1:1 5:1", "1:1 3:1 2:1", 2), ("1:1 1:1 3:1 2:1", "", 3)]
        {
            assert_eq!(match_runs(&run(left), &run(right), |_| {}), Err(Unsorted { at }), "{left} | {right}");
        }
    }
}
