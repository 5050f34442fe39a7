//! Words that come again and again, each with a small number.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digits::{eight, kept};
use crate::part::folded;

/// Words that can be told apart.
const WORDS_MAX: usize = 65_535;
/// Words up to this length are found by two comparisons.
const SHORT: usize = 16;

#[derive(Clone, Copy, Default)]
struct Slot {
    low: u64,
    high: u64,
    /// Number plus one; 0 for an empty place.
    number: u32,
}

/// A table of words. None of them holds a byte below 0x20, so a short one is told by its bytes and zeros after it.
pub(crate) struct Words {
    seed: u64,
    slots: Vec<Slot>,
    long: BTreeMap<Box<[u8]>, u16>,
    names: Vec<Arc<str>>,
}

/// Why there is no number.
pub(crate) enum NoNumber {
    /// Not UTF-8.
    Letters,
    /// Too many words.
    Many,
}

impl Words {
    pub(crate) fn new(seed: u64) -> Words {
        Words { seed, slots: vec![Slot::default(); 1024], long: BTreeMap::new(), names: Vec::new() }
    }

    pub(crate) fn names(self) -> Vec<Arc<str>> {
        self.names
    }

    pub(crate) fn name(&self, number: u16) -> Option<&Arc<str>> {
        self.names.get(usize::from(number))
    }

    /// The number of the word of this length at `at`.
    #[inline(always)]
    pub(crate) fn number(&mut self, bytes: &[u8], at: usize, length: usize) -> Result<u16, NoNumber> {
        if length > SHORT {
            return self.long(bytes.get(at..at + length).unwrap_or_default());
        }
        let low = kept(eight(bytes, at), length);
        let high = if length > 8 { kept(eight(bytes, at + 8), length - 8) } else { 0 };
        let mask = self.slots.len() - 1;
        let mut place = self.hash(low, high) & mask;
        loop {
            let Some(slot) = self.slots.get(place) else { return Err(NoNumber::Many) };
            if slot.low == low && slot.high == high && slot.number > 0 {
                return Ok(u16::try_from(slot.number - 1).unwrap_or(u16::MAX));
            }
            if slot.number == 0 {
                return self
                    .add(Slot { low, high, number: 0 }, bytes.get(at..at + length).unwrap_or_default());
            }
            place = (place + 1) & mask;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
    fn hash(&self, low: u64, high: u64) -> usize {
        folded(low ^ self.seed, high ^ 0x9E37_79B9_7F4A_7C15) as usize
    }

    #[cold]
    fn add(&mut self, slot: Slot, word: &[u8]) -> Result<u16, NoNumber> {
        let number = self.named(word)?;
        if self.names.len() * 2 > self.slots.len() {
            let larger = vec![Slot::default(); self.slots.len() * 2];
            for old in core::mem::replace(&mut self.slots, larger).into_iter().filter(|old| old.number > 0) {
                self.put(old);
            }
        }
        self.put(Slot { number: u32::from(number) + 1, ..slot });
        Ok(number)
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut place = self.hash(slot.low, slot.high) & mask;
        // Half of the places are empty.
        while self.slots.get(place).is_some_and(|other| other.number > 0) {
            place = (place + 1) & mask;
        }
        if let Some(empty) = self.slots.get_mut(place) {
            *empty = slot;
        }
    }

    #[cold]
    fn long(&mut self, word: &[u8]) -> Result<u16, NoNumber> {
        if let Some(&number) = self.long.get(word) {
            return Ok(number);
        }
        let number = self.named(word)?;
        self.long.insert(word.into(), number);
        Ok(number)
    }

    fn named(&mut self, word: &[u8]) -> Result<u16, NoNumber> {
        let name = core::str::from_utf8(word).map_err(|_| NoNumber::Letters)?;
        if self.names.len() >= WORDS_MAX {
            return Err(NoNumber::Many);
        }
        let number = u16::try_from(self.names.len()).map_err(|_| NoNumber::Many)?;
        self.names.push(name.into());
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_keeps_its_number() {
        let mut words = Words::new(7);
        let all: Vec<String> =
            (0..5_000).map(|number| format!("m{}", "x".repeat(number % 23) + &number.to_string())).collect();
        for _ in 0..2 {
            for (number, word) in all.iter().enumerate() {
                let found = words.number(word.as_bytes(), 0, word.len()).unwrap_or(u16::MAX);
                assert_eq!(usize::from(found), number, "{word}");
            }
        }
        assert!(matches!(words.number(&[0xFF], 0, 1), Err(NoNumber::Letters)));
        assert_eq!(words.names().len(), 5_000);
    }

    #[test]
    fn there_is_an_end_of_words() {
        let mut words = Words::new(7);
        let ended = (0..70_000_u32).position(|number| {
            let word = number.to_string();
            matches!(words.number(word.as_bytes(), 0, word.len()), Err(NoNumber::Many))
        });
        assert_eq!(ended, Some(WORDS_MAX));
    }
}
