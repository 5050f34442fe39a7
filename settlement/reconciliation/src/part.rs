//! Lines packed in 16 bytes and dealt out in parts.

use crate::AMOUNT_MAX;
use crate::digits::{eight, kept};

/// Parts of a side: half for keys of one word, half for keys kept as text.
pub const PARTS: usize = 512;
const FAN: usize = PARTS / 2;

/// Numbers of one county: eight digits under its division code.
const COUNTY: u64 = 100_000_000;
/// Bits of the second number of a key; the first takes the other 27.
const SECOND_BITS: u32 = 37;

/// A line: its key and what it says. Runs are made of these too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packed {
    /// What names the line; for a key kept as text, its hash.
    pub key: u64,
    /// What the line says.
    pub value: u64,
}

const _: () = assert!(size_of::<Packed>() == 16);

/// Amount (40 bits, biased so that order is kept), state (8), merchant (16).
pub(crate) const AMOUNT: u64 = !0 << 24;
pub(crate) const STATE: u64 = 0xFF << 16;
pub(crate) const MERCHANT: u64 = 0xFFFF;
const BIAS: i64 = 1 << 39;
const _: () = assert!(AMOUNT_MAX.0 < BIAS);

#[expect(clippy::cast_sign_loss, reason = "the bias keeps it positive")]
#[inline(always)]
pub(crate) fn value(amount: i64, state: u8, merchant: u16) -> u64 {
    ((amount + BIAS) as u64) << 24 | u64::from(state) << 16 | u64::from(merchant)
}

#[expect(clippy::cast_possible_wrap, reason = "40 bits")]
#[inline(always)]
pub(crate) fn amount(value: u64) -> i64 {
    (value >> 24) as i64 - BIAS
}

#[expect(clippy::cast_possible_truncation, reason = "the low byte is asked for")]
pub(crate) fn state(value: u64) -> u8 {
    (value >> 16) as u8
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is asked for")]
#[inline(always)]
pub(crate) fn merchant(value: u64) -> u16 {
    value as u16
}

/// One multiplication, folded.
#[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
#[inline(always)]
pub(crate) fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product >> 64) as u64 ^ product as u64
}

/// How keys become one word, and how parts are chosen: the same for both sides, another one in every run, so that no
/// file can be written to make the tables slow. What is found does not depend on it.
#[derive(Clone, Copy)]
pub struct Keying {
    base: u64,
    seed: u64,
    factor: u64,
}

impl Keying {
    /// `seed` is random; `near` is the first number of some line, and keys of its county are one word.
    #[must_use]
    pub fn new(seed: [u64; 2], near: u64) -> Keying {
        let [seed, factor] = seed;
        Keying { base: near - near % COUNTY, seed, factor: factor | 1 << 63 | 1 }
    }

    #[inline(always)]
    pub(crate) fn pack(&self, first: u64, second: u64) -> Option<u64> {
        let number = first.wrapping_sub(self.base);
        (number < COUNTY && second < 1 << SECOND_BITS).then_some(number << SECOND_BITS | second)
    }

    pub(crate) fn unpack(&self, key: u64) -> (u64, u64) {
        (self.base + (key >> SECOND_BITS), key & ((1 << SECOND_BITS) - 1))
    }

    #[inline(always)]
    pub(crate) fn hash(&self, key: u64) -> u64 {
        folded(key ^ self.seed, self.factor)
    }

    pub(crate) fn hash_text(&self, text: &[u8]) -> u64 {
        let mut hash = self.seed ^ u64::try_from(text.len()).unwrap_or(u64::MAX);
        let mut at = 0;
        while at < text.len() {
            let word = kept(eight(text, at), text.len() - at);
            hash = folded(hash ^ word, self.factor).rotate_left(23);
            at += 8;
        }
        hash
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }
}

impl core::fmt::Debug for Keying {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Keying").field("base", &self.base).finish_non_exhaustive()
    }
}

/// The part of a key of one word.
#[inline(always)]
pub(crate) fn part_of(hash: u64) -> usize {
    (hash >> 56) as usize
}

/// The part of a key kept as text.
pub(crate) fn named_part_of(hash: u64) -> usize {
    FAN + part_of(hash)
}

/// One part of a side. `starts` is empty when keys are one word.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) rows: Vec<Packed>,
    starts: Vec<u32>,
    text: Vec<u8>,
}

impl Part {
    /// The parts of a side that may have so many lines.
    pub(crate) fn all(rows: usize) -> Vec<Part> {
        // Parts are even but for chance; what is not used is never touched.
        let each = rows / FAN + rows / FAN / 16 + 64;
        let part = |number| {
            let room = if number < FAN { each } else { 0 };
            Part { rows: Vec::with_capacity(room), ..Part::default() }
        };
        (0..PARTS).map(part).collect()
    }

    /// Adds a line whose key is a text. `false`: no room.
    pub(crate) fn push_named(&mut self, row: Packed, text: &[u8]) -> bool {
        let Ok(start) = u32::try_from(self.text.len()) else { return false };
        self.rows.push(row);
        self.starts.push(start);
        self.text.extend_from_slice(text);
        true
    }

    /// The key of a line as text; nothing for keys of one word.
    pub(crate) fn text(&self, index: u32) -> &[u8] {
        let place = |index: usize| self.starts.get(index).and_then(|&start| usize::try_from(start).ok());
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        let end = index.checked_add(1).and_then(place).unwrap_or(self.text.len());
        place(index).and_then(|start| self.text.get(start..end)).unwrap_or_default()
    }

    #[inline(always)]
    pub(crate) fn is_named(&self) -> bool {
        !self.starts.is_empty()
    }

    #[inline(always)]
    pub(crate) fn row(&self, index: u32) -> Packed {
        let found = usize::try_from(index).ok().and_then(|index| self.rows.get(index));
        found.copied().unwrap_or(Packed { key: 0, value: 0 })
    }
}

/// `33070300000001/17`, without zeros in front.
pub(crate) fn pair_text(first: &[u8], second: &[u8]) -> String {
    format!("{}/{}", String::from_utf8_lossy(first), String::from_utf8_lossy(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out() {
        for fen in [0, 1, -1, 1250, AMOUNT_MAX.0, -AMOUNT_MAX.0] {
            let packed = value(fen, 250, 65_000);
            assert_eq!((amount(packed), state(packed), merchant(packed)), (fen, 250, 65_000));
        }
        assert!(value(-1, 255, 65_535) < value(0, 0, 0), "order is that of the amounts");
        let keying = Keying::new([1, 2], 33_070_300_000_017);
        for (first, second) in [(33_070_300_000_000, 0), (33_070_399_999_999, (1 << 37) - 1)] {
            let key = keying.pack(first, second).unwrap();
            assert_eq!(keying.unpack(key), (first, second));
        }
        for (first, second) in
            [(33_070_400_000_000, 0), (33_070_299_999_999, 0), (33_070_300_000_000, 1 << 37)]
        {
            assert_eq!(keying.pack(first, second), None);
        }
    }
}
