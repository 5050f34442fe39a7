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
//! | 4 | version, 02 |
//! | 5-6 | 0000 |
//! | 7-70 | slots, one after another; what is left of them is 00 |
//! | 71- | kept as found |
//!
//! A card whose records have less to spare (a DESFire record) gives only room for slots: they lie there one after
//! another, without heading, and what is left is 00.
//!
//! A slot (see `slot.rs`) holds the figures of the periods its rules are capped over, and no others, so that
//! a county with one cap a meal has room for five slots and one with caps over every period for one. Counts
//! that do not fit stay at their largest value, which is above every limit a tariff may have.
//!
//! A record whose bytes 3 to 70 are all zero has never been used. Anything else belongs to somebody else: it
//! is neither believed nor overwritten.

mod slot;

pub use slot::Scopes;

use crate::bytes::{Fields, Short};
use purse::Mark;
use slot::Slot;
use std::collections::BTreeMap;
use subsidy::{Taken, Usage};

/// Shortest record that holds a mark.
pub const RECORD_LEN_MIN: usize = HEADER + PREFIX.len() + ROOM;

const HEADER: usize = 3;
const PREFIX: [u8; 4] = [0x4C, 0x02, 0, 0];
/// Bytes for all slots.
const ROOM: usize = 64;

/// What a card says has been taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MealMark {
    found: Mark,
    slots: BTreeMap<u8, Slot>,
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
    /// Reads what an inquiry found.
    ///
    /// # Errors
    /// It is not a meal mark; the sale goes on without one.
    pub fn read(found: &Mark) -> Result<MealMark, MarkError> {
        let slots = match found {
            Mark::Record(record) => MealMark::slots_of(record)?,
            Mark::Room(room) => read_slots(room).ok_or(MarkError::NotOurs)?,
        };
        Ok(MealMark { found: found.clone(), slots })
    }

    fn slots_of(record: &[u8]) -> Result<BTreeMap<u8, Slot>, MarkError> {
        let mut fields = Fields::new(record);
        let [_, _, lock] = fields.bytes()?;
        let prefix: [u8; 4] = fields.bytes()?;
        let body: [u8; ROOM] = fields.bytes()?;
        if lock != 0 {
            return Err(MarkError::Locked);
        }
        if prefix == [0; 4] && body == [0; ROOM] {
            return Ok(BTreeMap::new());
        }
        if prefix != PREFIX {
            return Err(MarkError::NotOurs);
        }
        read_slots(&body).ok_or(MarkError::NotOurs)
    }

    /// What is to be written, as long as what was read.
    #[must_use]
    pub fn write(&self) -> Mark {
        let mut slots = Vec::new();
        for (code, slot) in &self.slots {
            slot.write(*code, &mut slots);
        }
        slots.resize(self.room(), 0);
        match &self.found {
            Mark::Record(record) => {
                let kept = record.iter().skip(RECORD_LEN_MIN);
                Mark::Record(
                    record.iter().take(HEADER).chain(&PREFIX).chain(&slots).chain(kept).copied().collect(),
                )
            }
            Mark::Room(_) => Mark::Room(slots),
        }
    }

    /// Bytes for all slots.
    fn room(&self) -> usize {
        match &self.found {
            Mark::Record(_) => ROOM,
            Mark::Room(room) => room.len(),
        }
    }

    /// What the card says, as counters.
    #[must_use]
    pub fn taken(&self) -> Taken {
        Taken { slots: self.slots.iter().map(|(code, slot)| (*code, slot.usage)).collect() }
    }

    /// The mark with one slot set, holding the figures of these periods. When the room does not suffice, the
    /// slots used longest ago give way.
    #[must_use]
    pub fn with(mut self, code: u8, usage: Usage, scopes: Scopes) -> MealMark {
        let fresh = Slot { usage, scopes };
        self.slots.remove(&code);
        while self.slots.values().map(Slot::len).sum::<usize>() + fresh.len() > self.room() {
            let oldest = self.slots.iter().min_by_key(|(_, slot)| slot.usage.last_day).map(|(code, _)| *code);
            let Some(oldest) = oldest else { return self };
            self.slots.remove(&oldest);
        }
        self.slots.insert(code, fresh);
        self
    }
}

/// Slots up to the first code 00; nothing but 00 after it.
fn read_slots(body: &[u8]) -> Option<BTreeMap<u8, Slot>> {
    let mut slots = BTreeMap::new();
    let mut fields = Fields::new(body);
    while fields.left() > 0 {
        let code = fields.u8().ok()?;
        if code == 0 {
            return fields.rest().iter().all(|byte| *byte == 0).then_some(slots);
        }
        if slots.insert(code, Slot::read(&mut fields)?).is_some() {
            return None;
        }
    }
    Some(slots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, date};
    use money::Fen;
    use proptest::prelude::*;
    use subsidy::{Count, Scope};

    const MEAL: &[Scope] = &[Scope::Window];
    const DAY_AND_MONTH: &[Scope] = &[Scope::Day, Scope::Month];
    const ALL: &[Scope] =
        &[Scope::Window, Scope::Day, Scope::Week, Scope::Month, Scope::Quarter, Scope::Year];

    /// Reads a composite record.
    fn read(record: &[u8]) -> Result<MealMark, MarkError> {
        MealMark::read(&Mark::Record(record.to_vec()))
    }

    fn bytes(mark: &Mark) -> &[u8] {
        let (Mark::Record(bytes) | Mark::Room(bytes)) = mark;
        bytes
    }

    fn scopes(scopes: &[Scope]) -> Scopes {
        scopes.iter().copied().collect()
    }

    fn usage(day: Date, count: u32, benefit: i64) -> Usage {
        let of = |times: u32| Count { count: count * times, benefit: Fen(benefit * i64::from(times)) };
        Usage {
            last_day: day,
            windows: 0b10,
            window: 2,
            in_window: of(1),
            day: of(1),
            week: of(2),
            month: of(3),
            quarter: of(4),
            year: of(5),
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
    fn fifteen_bytes_hold_a_meal_and_a_day() {
        let kept = [Scope::Window, Scope::Day];
        let room = MealMark::read(&Mark::Room(vec![0; 15])).unwrap();
        let one = room.with(1, usage(date(2025, 7, 16), 1, 400), scopes(&kept));
        let Mark::Room(written) = one.write() else { panic!("another shape") };
        assert_eq!(written.len(), 15);
        assert_eq!(MealMark::read(&Mark::Room(written)).unwrap().write(), one.write());
        // Another rule's slot has no room beside it; one that never fits leaves the mark empty.
        let other = one.with(2, usage(date(2025, 7, 17), 1, 400), scopes(MEAL));
        assert_eq!(other.taken().slots.keys().collect::<Vec<_>>(), [&2]);
        let none = other.with(3, usage(date(2025, 7, 18), 1, 400), scopes(ALL));
        assert_eq!(none.write(), Mark::Room(vec![0; 15]));
    }

    #[test]
    fn golden() {
        let mark = read(&blank()).unwrap();
        assert_eq!(mark.taken(), Taken::default());
        let mark = mark.with(7, usage(date(2024, 7, 15), 1, 600), scopes(MEAL)).with(
            2,
            usage(date(2024, 7, 14), 2, 5),
            scopes(ALL),
        );
        expect_test::expect_file!["../../../tests/golden/sale/meal-mark-v2.hex"]
            .assert_eq(&hex(bytes(&mark.write())));
        let read = MealMark::read(&mark.write()).unwrap();
        assert_eq!(read.write(), mark.write());
        assert_eq!(read.taken().slots[&2], usage(date(2024, 7, 14), 2, 5));
    }

    #[test]
    fn only_the_periods_of_its_caps_are_kept() {
        let mark = read(&blank()).unwrap().with(7, usage(date(2024, 7, 15), 1, 600), scopes(DAY_AND_MONTH));
        let read = MealMark::read(&mark.write()).unwrap().taken().slots[&7];
        let full = usage(date(2024, 7, 15), 1, 600);
        assert_eq!((read.day, read.month), (full.day, full.month));
        assert_eq!(
            (read.windows, read.week, read.quarter, read.year),
            (0, Count::default(), Count::default(), Count::default())
        );
    }

    #[test]
    fn the_slots_used_longest_ago_give_way() {
        let mut mark = read(&blank()).unwrap();
        for (code, day) in [(1, 10), (2, 9), (3, 12), (4, 11), (5, 13), (6, 8)] {
            mark = mark.with(code, usage(date(2024, 7, day), 1, 100), scopes(MEAL));
        }
        let codes = |mark: &MealMark| mark.taken().slots.into_keys().collect::<Vec<u8>>();
        assert_eq!(
            codes(&mark),
            [1, 3, 4, 5, 6],
            "five slots of eleven bytes; the sixth took the oldest's place"
        );
        let mark = mark.with(9, usage(date(2024, 7, 14), 1, 100), scopes(ALL));
        assert_eq!(codes(&mark), [3, 5, 9], "a slot with every period is as long as three");
        assert_eq!(MealMark::read(&mark.write()).unwrap().taken().slots.len(), 3);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let mut locked = blank();
        locked[2] = 1;
        let mut foreign = blank();
        foreign[20] = 0x55;
        let good = read(&blank()).unwrap().with(7, usage(date(2024, 7, 15), 1, 600), scopes(MEAL)).write();
        let good = bytes(&good).to_vec();
        let mut newer = good.clone();
        newer[4] = 3;
        let mut twice = good.clone();
        twice.copy_within(7..18, 18);
        let mut loose = good.clone();
        loose[40] = 1;
        let mut scopeless = good.clone();
        scopeless[8] = 0;
        let mut unknown_scope = good.clone();
        unknown_scope[8] = 0x40;
        let table: [(&[u8], MarkError); 9] = [
            (&[], MarkError::Short),
            (&good[..70], MarkError::Short),
            (&locked, MarkError::Locked),
            (&foreign, MarkError::NotOurs),
            (&newer, MarkError::NotOurs),
            (&twice, MarkError::NotOurs),
            (&loose, MarkError::NotOurs),
            (&scopeless, MarkError::NotOurs),
            (&unknown_scope, MarkError::NotOurs),
        ];
        for (record, error) in table {
            assert_eq!(read(record), Err(error));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn never_panics_and_reads_what_it_writes(record in proptest::collection::vec(any::<u8>(), 0..140)) {
            if let Ok(mark) = read(&record) {
                prop_assert_eq!(bytes(&mark.write()).len(), record.len());
                prop_assert_eq!(MealMark::read(&mark.write()).unwrap().taken(), mark.taken());
            }
        }

        #[test]
        fn huge_counts_stay_huge(count in any::<u32>(), benefit in 0..i64::MAX) {
            let huge = Count { count, benefit: Fen(benefit) };
            let huge = Usage { last_day: date(2024, 7, 15), windows: 1, window: 1, in_window: huge, day: huge,
                week: huge, month: huge, quarter: huge, year: huge };
            let mark = read(&blank()).unwrap().with(1, huge, scopes(ALL));
            let read = MealMark::read(&mark.write()).unwrap().taken().slots[&1];
            for small in [read.in_window, read.day, read.week, read.month, read.quarter] {
                prop_assert_eq!(small.count, count.min(255));
                prop_assert_eq!(small.benefit, Fen(benefit.min(0xFF_FFFF)));
            }
            prop_assert_eq!(read.year.count, count.min(65_535));
            prop_assert_eq!(read.year.benefit, Fen(benefit.min(i64::from(u32::MAX))));
        }
    }
}
