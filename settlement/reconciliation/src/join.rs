//! Two sides meet, part by part.

use core::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use money::Fen;

use crate::group::{Item, Met, settle};
use crate::kind::DifferenceKind;
use crate::load::Side;
use crate::part::{AMOUNT, MERCHANT, Packed, Part, amount, merchant, state};
use crate::sums::{KindSums, Sums};

/// Set on the place of a line that has met its line.
const TAKEN: u32 = 1 << 31;

/// Two sides that were loaded under one keying.
pub struct Joiner<'a> {
    pub(crate) left: &'a Side,
    pub(crate) right: &'a Side,
    /// What both sides tell.
    mask: u64,
    sequence: bool,
    /// States and merchants of the right in the numbers of the left; what the left has not is past its last.
    states: Vec<u8>,
    merchants: Vec<u16>,
}

/// A difference before it has words: part and places.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub(crate) kind: DifferenceKind,
    pub(crate) part: u16,
    pub(crate) left: Option<u32>,
    pub(crate) right: Option<u32>,
}

/// What one worker has found so far; workers may be any number.
#[derive(Default)]
pub struct Joined {
    table: Vec<u32>,
    pub(crate) matched: i128,
    pub(crate) matches: u64,
    pub(crate) kinds: BTreeMap<DifferenceKind, KindSums>,
    pub(crate) found: Vec<Found>,
    /// What the side without merchants has more than the one with, by merchant; `None` for lines that meet none.
    pub(crate) apart: BTreeMap<Option<u16>, (i64, i64)>,
    pub(crate) seen: Vec<u64>,
    pub(crate) overflow: bool,
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

    pub(crate) fn value(side: &Side, part: usize, index: Option<u32>) -> Option<u64> {
        index.and_then(|index| side.parts.get(part).map(|part| part.row(index).value))
    }

    /// Counts a difference and keeps it.
    pub(crate) fn add(&self, part: usize, found: Found, joined: &mut Joined) {
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
