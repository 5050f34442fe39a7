//! Two sides meet, part by part.

use core::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use money::Fen;

use crate::LISTED_MAX;
use crate::error::{NotExplained, Overflow};
use crate::gaps::gaps;
use crate::group::{Item, Met, settle};
use crate::kind::DifferenceKind;
use crate::load::{Note, Side};
use crate::part::{AMOUNT, MERCHANT, Packed, Part, amount, merchant, state};
use crate::report::{Difference, Key, Report};
use crate::sums::{KindSums, MerchantSums, Sums};

/// Set on the place of a line that has met its line.
const TAKEN: u32 = 1 << 31;

/// Two sides that were loaded under one keying.
pub struct Joiner<'a> {
    left: &'a Side,
    right: &'a Side,
    /// What both sides tell.
    mask: u64,
    sequence: bool,
    /// States and merchants of the right in the numbers of the left; what the left has not is past its last.
    states: Vec<u8>,
    merchants: Vec<u16>,
}

/// A difference before it has words: part and places.
#[derive(Clone, Copy)]
struct Found {
    kind: DifferenceKind,
    part: u16,
    left: Option<u32>,
    right: Option<u32>,
}

/// What one worker has found so far; workers may be any number.
#[derive(Default)]
pub struct Joined {
    table: Vec<u32>,
    matched: i128,
    matches: u64,
    kinds: BTreeMap<DifferenceKind, KindSums>,
    found: Vec<Found>,
    /// What the side without merchants has more than the one with, by merchant; `None` for lines that meet none.
    apart: BTreeMap<Option<u16>, (i64, i64)>,
    seen: Vec<u64>,
    overflow: bool,
}

/// Lines of a part that did not simply meet.
#[derive(Default)]
struct Odd {
    left: Vec<u32>,
    right: Vec<u32>,
}

impl<'a> Joiner<'a> {
    /// Of these sides. `sequence`: gaps are told as well.
    #[must_use]
    pub fn new(left: &'a Side, right: &'a Side, sequence: bool) -> Joiner<'a> {
        let place = |names: &[Arc<str>], name: &Arc<str>| names.iter().position(|one| one == name);
        let states = right.states.iter().map(|name| {
            place(&left.states, name).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
        });
        let known: BTreeMap<&str, usize> = left.merchants.iter().map(|name| &**name).zip(0..).collect();
        let merchants = right
            .merchants
            .iter()
            .map(|name| known.get(&**name).and_then(|&place| u16::try_from(place).ok()).unwrap_or(u16::MAX));
        let (states, merchants) = (states.collect(), merchants.collect());
        Joiner { left, right, mask: left.tells & right.tells, sequence, states, merchants }
    }

    /// Joins one part, from 0 to [`crate::PARTS`] − 1, each once.
    pub fn part(&self, number: usize, joined: &mut Joined) {
        let (Some(left), Some(right)) = (self.left.parts.get(number), self.right.parts.get(number)) else {
            return;
        };
        let mut odd = Odd::default();
        self.enter(left, joined, &mut odd);
        self.meet(left, right, joined, &mut odd);
        let untaken = joined.table.iter().filter(|&&place| place != 0 && place & TAKEN == 0);
        odd.left.extend(untaken.map(|place| place - 1));
        self.resolve(number, (left, right), joined, odd);
    }

    /// A table of the left lines, the first of each key.
    fn enter(&self, left: &Part, joined: &mut Joined, odd: &mut Odd) {
        let size = (left.rows.len() * 2).next_power_of_two().max(16);
        joined.table.clear();
        joined.table.resize(size, 0);
        for (index, row) in (0_u32..).zip(&left.rows) {
            let place = self.find(left, &joined.table, *row, || left.text(index));
            match joined.table.get_mut(place) {
                Some(empty) if *empty == 0 => {
                    *empty = index + 1;
                    if self.sequence {
                        joined.seen.push(row.key);
                    }
                }
                _ => odd.left.push(index),
            }
        }
    }

    fn meet(&self, left: &Part, right: &Part, joined: &mut Joined, odd: &mut Odd) {
        for (index, row) in (0_u32..).zip(&right.rows) {
            let at = self.find(left, &joined.table, *row, || right.text(index));
            match joined.table.get_mut(at) {
                Some(place) if *place != 0 && *place & TAKEN == 0 => {
                    let value = left.row(*place - 1).value;
                    if (value ^ self.said(row.value)) & self.mask == 0 {
                        *place |= TAKEN;
                        joined.matches += 1;
                        joined.matched += i128::from(amount(value));
                    } else {
                        odd.right.push(index);
                    }
                }
                _ => odd.right.push(index),
            }
        }
    }

    /// Where a key stands in the table, or the empty place where it would.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
    fn find<'t>(&self, left: &Part, table: &[u32], row: Packed, text: impl Fn() -> &'t [u8]) -> usize {
        let mask = table.len() - 1;
        let hash = if left.is_named() { row.key } else { self.left.keying.hash(row.key) };
        let mut at = hash as usize & mask;
        loop {
            let place = table.get(at).copied().unwrap_or(0) & !TAKEN;
            if place == 0 {
                return at;
            }
            let one = left.row(place - 1);
            if one.key == row.key && (!left.is_named() || left.text(place - 1) == text()) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// A right value in the words of the left.
    #[inline(always)]
    fn said(&self, value: u64) -> u64 {
        let state = self.states.get(usize::from(state(value))).copied().unwrap_or(0);
        let merchant = self.merchants.get(usize::from(merchant(value))).copied().unwrap_or(0);
        value & AMOUNT | u64::from(state) << 16 | u64::from(merchant)
    }

    /// Groups what did not simply meet by key, and settles every group.
    fn resolve(&self, number: usize, (left, right): (&Part, &Part), joined: &mut Joined, odd: Odd) {
        let Odd { left: mut ones, right: mut others } = odd;
        ones.sort_unstable_by(|&a, &b| order((left, a), (left, b)));
        others.sort_unstable_by(|&a, &b| order((right, a), (right, b)));
        let (mut ones, mut others) = (ones.as_slice(), others.as_slice());
        let (mut group, mut facing) = (Vec::new(), Vec::new());
        loop {
            let ahead = match (ones.first(), others.first()) {
                (Some(&one), Some(&other)) => order((left, one), (right, other)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let (key, text) = match (ahead, ones.first(), others.first()) {
                (Ordering::Greater, _, Some(&other)) => (right.row(other), right.text(other)),
                (_, Some(&one), _) => (left.row(one), left.text(one)),
                (_, None, _) => break,
            };
            ones = taken(ones, left, (key, text), ahead.is_le(), |index| {
                group.push(Item { value: left.row(index).value, index });
            });
            others = taken(others, right, (key, text), ahead.is_ge(), |index| {
                facing.push(Item { value: self.said(right.row(index).value), index });
            });
            let place = joined.table.get(self.find(left, &joined.table, key, || text)).copied().unwrap_or(0);
            if self.sequence && place == 0 {
                joined.seen.push(key.key);
            }
            settle(&mut group, &mut facing, self.mask, place & TAKEN != 0, &mut |met| {
                self.note(number, met, joined)
            });
        }
    }

    fn note(&self, number: usize, met: Met, joined: &mut Joined) {
        let (kind, left, right) = match met {
            Met::Same(one) => {
                joined.matches += 1;
                joined.matched += i128::from(amount(one.value));
                return;
            }
            Met::Pair(kind, one, other) => (kind, Some(one.index), Some(other.index)),
            Met::Left(kind, one) => (kind, Some(one.index), None),
            Met::Right(kind, other) => (kind, None, Some(other.index)),
        };
        self.add(
            number,
            Found { kind, part: u16::try_from(number).unwrap_or(u16::MAX), left, right },
            joined,
        );
    }

    fn value(side: &Side, part: usize, index: Option<u32>) -> Option<u64> {
        index.and_then(|index| side.parts.get(part).map(|part| part.row(index).value))
    }

    /// Counts a difference and keeps it.
    fn add(&self, part: usize, found: Found, joined: &mut Joined) {
        let one = Joiner::value(self.left, part, found.left);
        let other = Joiner::value(self.right, part, found.right);
        let none = KindSums { kind: found.kind, count: 0, left: Sums::default(), right: Sums::default() };
        let sums = joined.kinds.entry(found.kind).or_insert(none);
        sums.count += 1;
        for (value, sums) in [(one, &mut sums.left), (other, &mut sums.right)] {
            joined.overflow |= value.is_some_and(|value| sums.add(Fen(amount(value))).is_err());
        }
        joined.found.push(found);
        // Only one side tells merchants: the other side's sums follow from what is apart.
        let (with, without) = match (self.left.tells & MERCHANT > 0, self.right.tells & MERCHANT > 0) {
            (true, false) => (one, other),
            (false, true) => (other, one),
            (true, true) | (false, false) => return,
        };
        let (count, sum) = joined.apart.entry(with.map(merchant)).or_default();
        let fen = |value: Option<u64>| value.map_or(0, amount);
        *count += i64::from(without.is_some()) - i64::from(with.is_some());
        match sum.checked_add(fen(without) - fen(with)) {
            Some(more) => *sum = more,
            None => joined.overflow = true,
        }
    }

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

/// By key: by its one word or hash, then by its text.
fn order((one, index): (&Part, u32), (other, at): (&Part, u32)) -> Ordering {
    one.row(index).key.cmp(&other.row(at).key).then_with(|| one.text(index).cmp(other.text(at)))
}

/// Takes the lines of one key off the front, when they are the next.
fn taken<'i>(
    line: &'i [u32],
    part: &Part,
    (key, text): (Packed, &[u8]),
    next: bool,
    mut take: impl FnMut(u32),
) -> &'i [u32] {
    let same = |&index: &u32| part.row(index).key == key.key && part.text(index) == text;
    let count = if next { line.iter().take_while(|index| same(index)).count() } else { 0 };
    let (group, rest) = line.split_at_checked(count).unwrap_or((line, &[]));
    group.iter().for_each(|&index| take(index));
    rest
}
