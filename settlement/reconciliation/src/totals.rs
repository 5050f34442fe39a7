//! Totals: what a terminal announced of a shift or a day, against the records at the center.

use std::collections::{BTreeMap, BTreeSet};

use money::Fen;

use crate::kind::DifferenceKind;

/// Sales of one terminal, together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// How many.
    pub count: u64,
    /// Gross.
    pub price: Fen,
    /// Benefit.
    pub benefit: Fen,
}

/// Where two totals differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotalDifference<T> {
    /// Whose.
    pub of: T,
    /// What is different.
    pub kind: DifferenceKind,
    /// At the center.
    pub center: Total,
    /// As announced.
    pub announced: Total,
}

/// Compares the totals of both sides; one that is missing is nothing. `known`: those the center knows.
#[must_use]
pub fn compare_totals<T: Copy + Ord>(
    center: &BTreeMap<T, Total>,
    announced: &BTreeMap<T, Total>,
    known: &BTreeSet<T>,
) -> Vec<TotalDifference<T>> {
    let all: BTreeSet<T> = center.keys().chain(announced.keys()).copied().collect();
    let one = |of: T| {
        let total = |side: &BTreeMap<T, Total>| side.get(&of).copied().unwrap_or_default();
        let (center, announced) = (total(center), total(announced));
        let kind = match center.count.cmp(&announced.count) {
            _ if !known.contains(&of) => DifferenceKind::UnknownTerminal,
            core::cmp::Ordering::Greater => DifferenceKind::Surplus,
            core::cmp::Ordering::Less => DifferenceKind::Shortage,
            core::cmp::Ordering::Equal if center != announced => DifferenceKind::AmountDiffers,
            core::cmp::Ordering::Equal => return None,
        };
        Some(TotalDifference { of, kind, center, announced })
    };
    all.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_differ_by_count_then_by_money() {
        // Center count price benefit | announced, `-` for none.
        for (center, announced, told) in [
            ("3 3000 300", "3 3000 300", None),
            ("3 3000 300", "2 2000 200", Some(DifferenceKind::Surplus)),
            ("3 3000 300", "-", Some(DifferenceKind::Surplus)),
            ("2 2000 200", "3 3000 300", Some(DifferenceKind::Shortage)),
            ("-", "3 3000 300", Some(DifferenceKind::Shortage)),
            ("3 3000 300", "3 3100 300", Some(DifferenceKind::AmountDiffers)),
            ("3 3000 300", "3 3000 400", Some(DifferenceKind::AmountDiffers)),
            ("0 0 0", "-", None),
        ] {
            let side = |text: &str| -> BTreeMap<u64, Total> {
                let part: Vec<i64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
                let total = part.first().map(|&count| Total {
                    count: u64::try_from(count).unwrap(),
                    price: Fen(part[1]),
                    benefit: Fen(part[2]),
                });
                total.map(|total| (17, total)).into_iter().collect()
            };
            let (center, announced) = (side(center), side(announced));
            let found = |known: &[u64]| {
                let known = known.iter().copied().collect();
                compare_totals(&center, &announced, &known).first().map(|one| one.kind)
            };
            assert_eq!(found(&[17]), told);
            assert_eq!(found(&[16]), Some(DifferenceKind::UnknownTerminal));
        }
    }
}
