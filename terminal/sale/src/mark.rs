//! The meal mark: what the card itself says has been taken, written in the same atomic step as the debit.
//!
//! So caps hold between canteens that have never heard of each other. The mark is one record of a composite
//! file (local file 0019 on T-Union cards), whole record, big-endian:
//!
//! | bytes | field |
//! |---|---|
//! | 0 | record identifier (a composite record starts with it) |
//! | 1 | length of what follows byte 2 |
//! | 2 | lock flag: 00 open; the card refuses to update a locked record (9407) |
//! | 3 | `4C` |
//! | 4 | version, 01 |
//! | 5-6 | 0000 |
//! | 7-70 | four slots of sixteen bytes |
//! | 71- | kept as found |
//!
//! A slot: cap slot code 1 (00 = free) ‖ benefits that day 1 ‖ day 2 (days after 2020-01-01) ‖ windows used
//! that day 2 (bit *n − 1* = window *n*) ‖ benefits that month 2 ‖ fen that day 4 ‖ fen that month 4.
//! Counts that do not fit stay at their largest value, which never lets a cap be exceeded.
//!
//! A record whose bytes 3 to 70 are all zero has never been used. Anything else belongs to somebody else: it
//! is neither believed nor overwritten.

use crate::bytes::{Fields, Short};
use jiff::civil::Date;
use money::Fen;
use std::collections::BTreeMap;
use subsidy::{Taken, Usage};

/// Slots on a card.
pub const SLOTS: usize = 4;
/// Shortest record that holds a mark.
pub const RECORD_LEN_MIN: usize = HEADER + PREFIX.len() + SLOTS * SLOT_LEN;

const HEADER: usize = 3;
const PREFIX: [u8; 4] = [0x4C, 0x01, 0, 0];
const SLOT_LEN: usize = 16;
const EPOCH: Date = jiff::civil::date(2020, 1, 1);

/// What a card says has been taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MealMark {
    record: Vec<u8>,
    slots: BTreeMap<u8, Usage>,
}

/// Why a record is no meal mark of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// Too short.
    #[error("卡内记录太短，放不下用餐标记 · the card's record is too short for a meal mark")]
    Short,
    /// Locked by its header.
    #[error("卡内用餐标记已锁 · the card's meal mark is locked")]
    Locked,
    /// Neither empty nor ours.
    #[error("卡内记录不是用餐标记 · the card's record is not a meal mark")]
    NotOurs,
}

impl From<Short> for MarkError {
    fn from(_: Short) -> MarkError {
        MarkError::Short
    }
}

impl MealMark {
    /// Reads a whole record, header included.
    ///
    /// # Errors
    /// The record is not a meal mark; the sale goes on without one.
    pub fn decode(record: &[u8]) -> Result<MealMark, MarkError> {
        let mut fields = Fields::new(record);
        let [_, _, lock] = fields.bytes()?;
        let prefix: [u8; 4] = fields.bytes()?;
        let body = record.get(HEADER..RECORD_LEN_MIN).ok_or(MarkError::Short)?;
        if lock != 0 {
            return Err(MarkError::Locked);
        }
        let mut slots = BTreeMap::new();
        if body.iter().any(|byte| *byte != 0) {
            if prefix != PREFIX {
                return Err(MarkError::NotOurs);
            }
            for _ in 0..SLOTS {
                let (code, usage) = slot(&mut fields)?;
                let free = code == 0 && usage.is_none();
                if !free && slots.insert(code, usage.ok_or(MarkError::NotOurs)?).is_some() {
                    return Err(MarkError::NotOurs);
                }
            }
        }
        Ok(MealMark { record: record.to_vec(), slots })
    }

    /// The whole record to be written, as long as the one that was read.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = PREFIX.to_vec();
        for (code, usage) in self.slots.iter().take(SLOTS) {
            body.push(*code);
            body.push(u8::try_from(usage.day_count).unwrap_or(u8::MAX));
            body.extend_from_slice(&days(usage.last_day).to_be_bytes());
            body.extend_from_slice(&usage.windows.to_be_bytes());
            body.extend_from_slice(&u16::try_from(usage.month_count).unwrap_or(u16::MAX).to_be_bytes());
            body.extend_from_slice(&fen(usage.day_benefit).to_be_bytes());
            body.extend_from_slice(&fen(usage.month_benefit).to_be_bytes());
        }
        body.resize(RECORD_LEN_MIN - HEADER, 0);
        let kept = self.record.iter().skip(RECORD_LEN_MIN);
        self.record.iter().take(HEADER).chain(&body).chain(kept).copied().collect()
    }

    /// What the card says, as counters.
    #[must_use]
    pub fn taken(&self) -> Taken {
        Taken { slots: self.slots.clone() }
    }

    /// The mark with one slot set. When all slots are in use, the one used longest ago gives way.
    #[must_use]
    pub fn with(mut self, slot: u8, usage: Usage) -> MealMark {
        if !self.slots.contains_key(&slot) && self.slots.len() >= SLOTS {
            let oldest = self.slots.iter().min_by_key(|(_, usage)| usage.last_day).map(|(code, _)| *code);
            oldest.and_then(|code| self.slots.remove(&code));
        }
        self.slots.insert(slot, usage);
        self
    }
}

/// Two accounts of the same elder (the card's and this till's) as one that loses nothing of either.
#[must_use]
pub(crate) fn merge(one: &Taken, other: &Taken) -> Taken {
    let mut slots = one.slots.clone();
    for (code, usage) in &other.slots {
        let merged = slots.get(code).map_or(*usage, |known| merge_usage(known, usage));
        slots.insert(*code, merged);
    }
    Taken { slots }
}

fn merge_usage(one: &Usage, other: &Usage) -> Usage {
    let (old, new) = if one.last_day <= other.last_day { (one, other) } else { (other, one) };
    let mut merged = *new;
    if old.last_day == new.last_day {
        merged.windows |= old.windows;
        merged.day_count = merged.day_count.max(old.day_count);
        merged.day_benefit = merged.day_benefit.max(old.day_benefit);
    }
    if (old.last_day.year(), old.last_day.month()) == (new.last_day.year(), new.last_day.month()) {
        merged.month_count = merged.month_count.max(old.month_count);
        merged.month_benefit = merged.month_benefit.max(old.month_benefit);
    }
    merged
}

/// One slot: its code and, unless it is all zero, its usage.
fn slot(fields: &mut Fields<'_>) -> Result<(u8, Option<Usage>), MarkError> {
    let code = fields.u8()?;
    let day_count = fields.u8()?;
    let day = fields.u16()?;
    let windows = fields.u16()?;
    let month_count = fields.u16()?;
    let day_benefit = fields.u32()?;
    let month_benefit = fields.u32()?;
    if code == 0 {
        let zero = (day_count, day, windows, month_count, day_benefit, month_benefit) == (0, 0, 0, 0, 0, 0);
        return if zero { Ok((0, None)) } else { Err(MarkError::NotOurs) };
    }
    let last_day =
        EPOCH.checked_add(jiff::Span::new().days(i64::from(day))).map_err(|_| MarkError::NotOurs)?;
    let usage = Usage {
        last_day,
        windows,
        day_count: u32::from(day_count),
        day_benefit: Fen(i64::from(day_benefit)),
        month_count: u32::from(month_count),
        month_benefit: Fen(i64::from(month_benefit)),
    };
    Ok((code, Some(usage)))
}

fn days(day: Date) -> u16 {
    let days = EPOCH.until(day).map_or(0, |span| span.get_days());
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

fn fen(amount: Fen) -> u32 {
    u32::try_from(amount.0.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn usage(day: Date, day_count: u32, windows: u16, benefit: i64) -> Usage {
        Usage {
            last_day: day,
            windows,
            day_count,
            day_benefit: Fen(benefit),
            month_count: day_count + 3,
            month_benefit: Fen(benefit + 900),
        }
    }

    fn blank() -> Vec<u8> {
        let mut record = vec![0; 96];
        record[..2].copy_from_slice(&[0xA1, 93]);
        record[80] = 0x77;
        record
    }

    fn hex(bytes: &[u8]) -> String {
        bytes
            .chunks(16)
            .map(|row| row.iter().map(|b| format!("{b:02X}")).collect::<String>() + "\n")
            .collect()
    }

    #[test]
    fn golden() {
        let mark = MealMark::decode(&blank()).unwrap();
        assert_eq!(mark.taken(), Taken::default());
        let mark =
            mark.with(7, usage(date(2024, 7, 15), 1, 0b10, 600)).with(2, usage(date(2024, 7, 14), 2, 1, 5));
        expect_test::expect_file!["../../../tests/golden/sale/meal-mark-v1.hex"]
            .assert_eq(&hex(&mark.encode()));
        assert_eq!(MealMark::decode(&mark.encode()).unwrap().taken(), mark.taken());
    }

    #[test]
    fn the_slot_used_longest_ago_gives_way() {
        let mut mark = MealMark::decode(&blank()).unwrap();
        for (code, day) in [(1, 10), (2, 9), (3, 12), (4, 11), (5, 13)] {
            mark = mark.with(code, usage(date(2024, 7, day), 1, 1, 100));
        }
        let codes: Vec<u8> = mark.taken().slots.into_keys().collect();
        assert_eq!(codes, [1, 3, 4, 5]);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let mut locked = blank();
        locked[2] = 1;
        let mut foreign = blank();
        foreign[20] = 0x55;
        let good = MealMark::decode(&blank()).unwrap().with(7, usage(date(2024, 7, 15), 1, 1, 600)).encode();
        let mut newer = good.clone();
        newer[4] = 2;
        let mut twice = good.clone();
        twice.copy_within(7..23, 23);
        let mut loose = good.clone();
        loose[40] = 1;
        let table: [(&[u8], MarkError); 7] = [
            (&[], MarkError::Short),
            (&good[..70], MarkError::Short),
            (&locked, MarkError::Locked),
            (&foreign, MarkError::NotOurs),
            (&newer, MarkError::NotOurs),
            (&twice, MarkError::NotOurs),
            (&loose, MarkError::NotOurs),
        ];
        for (record, error) in table {
            assert_eq!(MealMark::decode(record), Err(error));
        }
    }

    #[test]
    fn merging_loses_nothing() {
        let july = |day| date(2024, 7, day);
        let one = |u: Usage| Taken { slots: BTreeMap::from([(7, u)]) };
        // Same day: the larger of each, windows of both.
        let merged = merge(&one(usage(july(15), 1, 0b01, 600)), &one(usage(july(15), 2, 0b10, 300)));
        let expected = Usage { month_count: 5, month_benefit: Fen(1500), ..usage(july(15), 2, 0b11, 600) };
        assert_eq!(merged, one(expected));
        // Another day of the same month: the newer day, the larger month.
        let merged = merge(&one(usage(july(14), 9, 1, 5000)), &one(usage(july(15), 1, 2, 100)));
        let expected = Usage { month_count: 12, month_benefit: Fen(5900), ..usage(july(15), 1, 2, 100) };
        assert_eq!(merged, one(expected));
        // Another month: the newer alone.
        let merged = merge(&one(usage(date(2024, 8, 1), 1, 2, 100)), &one(usage(july(31), 9, 1, 5000)));
        assert_eq!(merged, one(usage(date(2024, 8, 1), 1, 2, 100)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn never_panics_and_reads_what_it_writes(record in proptest::collection::vec(any::<u8>(), 0..140)) {
            if let Ok(mark) = MealMark::decode(&record) {
                prop_assert_eq!(mark.encode().len(), record.len());
                prop_assert_eq!(MealMark::decode(&mark.encode()).unwrap().taken(), mark.taken());
            }
        }

        #[test]
        fn huge_counts_stay_huge(count in any::<u32>(), benefit in 0..i64::MAX) {
            let day = date(2024, 7, 15);
            let huge = Usage { last_day: day, windows: 1, day_count: count, day_benefit: Fen(benefit),
                month_count: count, month_benefit: Fen(benefit) };
            let read = MealMark::decode(&MealMark::decode(&blank()).unwrap().with(1, huge).encode()).unwrap();
            let read = read.taken().slots[&1];
            prop_assert_eq!(read.day_count, count.min(255));
            prop_assert_eq!(read.month_benefit, Fen(benefit.min(i64::from(u32::MAX))));
        }
    }
}
