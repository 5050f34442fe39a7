//! What the workers found, put together and told: sums by kind and merchant, differences in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use money::Fen;

use crate::LISTED_MAX;
use crate::error::{NotExplained, Overflow};
use crate::gaps::gaps;
use crate::join::{Found, Joined, Joiner};
use crate::kind::DifferenceKind;
use crate::load::Note;
use crate::part::MERCHANT;
use crate::report::{Difference, Key, Report};
use crate::sums::{KindSums, MerchantSums, Sums};

impl Joiner<'_> {
    /// The report of all workers, when every part was joined.
    ///
    /// # Errors
    /// [`NotExplained`]: a fault, or a part that was not joined.
    pub fn report(&self, workers: Vec<Joined>) -> Result<Report, NotExplained> {
        let mut all = Joined::default();
        for worker in workers {
            all.take(worker).map_err(|Overflow| NotExplained)?;
        }
        for (side, right) in [(self.left, false), (self.right, true)] {
            for &Note { kind, part, index } in &side.notes {
                let (left, right) = if right { (None, Some(index)) } else { (Some(index), None) };
                self.beside(Found { kind, part, left, right }, &mut all);
            }
        }
        let amount = i64::try_from(all.matched).map_err(|_| NotExplained)?;
        let (listed, unlisted) = self.listed(&mut all);
        let merchants = self.merchants(&all).ok_or(NotExplained)?;
        let report = Report {
            left: self.left.sums,
            right: self.right.sums,
            matched: Sums { count: all.matches, amount: Fen(amount) },
            kinds: all.kinds.into_values().collect(),
            differences: listed,
            unlisted,
            merchants,
        };
        report.explained()
    }

    /// Counts what is told beside the matching: merchants' sums do not change by it.
    fn beside(&self, found: Found, joined: &mut Joined) {
        let apart = core::mem::take(&mut joined.apart);
        self.add(usize::from(found.part), found, joined);
        joined.apart = apart;
    }

    /// Differences in words, by key.
    fn listed(&self, all: &mut Joined) -> (Vec<Difference>, u64) {
        let gaps = gaps(&mut all.seen, &self.left.keying);
        let spans = u64::try_from(gaps.len()).unwrap_or(u64::MAX);
        if spans > 0 {
            let (kind, none) = (DifferenceKind::SequenceGap, Sums::default());
            all.kinds.insert(kind, KindSums { kind, count: spans, left: none, right: none });
        }
        let gap = |key: Key| Difference { key, kind: DifferenceKind::SequenceGap, left: None, right: None };
        let words = all.found.iter().map(|found| self.difference(found)).chain(gaps.into_iter().map(gap));
        let mut listed: Vec<Difference> = Vec::new();
        let mut unlisted = 0_u64;
        let mut cut = |listed: &mut Vec<Difference>| {
            listed.sort_unstable();
            unlisted += u64::try_from(listed.len().saturating_sub(LISTED_MAX)).unwrap_or(u64::MAX);
            listed.truncate(LISTED_MAX);
        };
        for difference in words {
            listed.push(difference);
            if listed.len() >= 2 * LISTED_MAX {
                cut(&mut listed);
            }
        }
        cut(&mut listed);
        (listed, unlisted)
    }

    fn difference(&self, found: &Found) -> Difference {
        let part = usize::from(found.part);
        let key = match (found.left, found.right) {
            (Some(index), _) => self.left.key(part, index),
            (None, index) => self.right.key(part, index.unwrap_or(u32::MAX)),
        };
        let left = Joiner::value(self.left, part, found.left).map(|value| self.left.line(value));
        let right = Joiner::value(self.right, part, found.right).map(|value| self.right.line(value));
        Difference { key, kind: found.kind, left, right }
    }

    /// Merchants on both sides.
    fn merchants(&self, all: &Joined) -> Option<Vec<MerchantSums>> {
        let mut sums = ByMerchant::default();
        let (left_tells, right_tells) = (self.left.tells & MERCHANT > 0, self.right.tells & MERCHANT > 0);
        // The side that does not tell begins as the other and is corrected by what is apart.
        let alone = left_tells != right_tells;
        for (side, is_left) in [(self.left, true), (self.right, false)] {
            for (name, &own) in side.merchants.iter().zip(&side.by_merchant) {
                let one = sums.of(name);
                if alone || is_left {
                    one.left = one.left.plus(own)?;
                }
                if alone || !is_left {
                    one.right = one.right.plus(own)?;
                }
            }
        }
        for (merchant, &(count, amount)) in &all.apart {
            let names = if left_tells { &self.left.merchants } else { &self.right.merchants };
            let name = merchant.and_then(|place| names.get(usize::from(place)).cloned()).unwrap_or_default();
            let less = Sums { count: count.min(0).unsigned_abs(), amount: Fen::ZERO };
            let more = Sums { count: count.max(0).unsigned_abs(), amount: Fen(amount) };
            let one = sums.of(&name);
            let corrected = if left_tells { &mut one.right } else { &mut one.left };
            *corrected = corrected.plus(more)?.minus(less)?;
        }
        Some(sums.0.into_values().collect())
    }
}

#[derive(Default)]
struct ByMerchant(BTreeMap<Arc<str>, MerchantSums>);

impl ByMerchant {
    fn of(&mut self, name: &Arc<str>) -> &mut MerchantSums {
        let (left, right) = (Sums::default(), Sums::default());
        self.0.entry(name.clone()).or_insert_with(|| MerchantSums { merchant: name.clone(), left, right })
    }
}

impl Joined {
    /// Adds what another worker has found.
    fn take(&mut self, other: Joined) -> Result<(), Overflow> {
        self.matches += other.matches;
        self.matched += other.matched;
        for (kind, more) in other.kinds {
            let sums = self.kinds.entry(kind).or_insert(KindSums {
                kind,
                count: 0,
                left: Sums::default(),
                right: Sums::default(),
            });
            sums.count += more.count;
            sums.left = sums.left.plus(more.left).ok_or(Overflow)?;
            sums.right = sums.right.plus(more.right).ok_or(Overflow)?;
        }
        for (merchant, (count, amount)) in other.apart {
            let sums = self.apart.entry(merchant).or_default();
            sums.0 += count;
            sums.1 = sums.1.checked_add(amount).ok_or(Overflow)?;
        }
        self.found.extend(other.found);
        self.seen.extend(other.seen);
        self.overflow |= other.overflow;
        if self.overflow { Err(Overflow) } else { Ok(()) }
    }
}
