//! Chance that can be repeated: SHA-256 over a seed, a purpose and a count.

use records::sha256;

/// Draws for one purpose. Another purpose is another row of draws, so that they do not disturb one another.
pub(crate) struct Dice {
    seed: [u8; 32],
    count: u64,
}

/// Thirty-two bytes for one purpose: a key, mostly.
pub(crate) fn bytes(seed: u64, purpose: &str, number: u64) -> [u8; 32] {
    let start = [&b"lovecard synthetic county\0"[..], &seed.to_be_bytes(), &number.to_be_bytes()].concat();
    sha256(&[&start, purpose.as_bytes()].concat())
}

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str) -> Dice {
        Dice { seed: bytes(seed, purpose, 0), count: 0 }
    }

    /// A number below this one; 0 when there is none.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.count = self.count.wrapping_add(1);
        let [a, b, c, d, e, f, g, h, ..] = sha256(&[&self.seed[..], &self.count.to_be_bytes()].concat());
        u64::from_be_bytes([a, b, c, d, e, f, g, h]).checked_rem(end).unwrap_or(0)
    }

    /// A place in a list of this length.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.below(end)).unwrap_or(0)
    }

    /// Whether it falls out so: in so many of a hundred draws.
    pub(crate) fn percent(&mut self, of_hundred: u64) -> bool {
        self.below(100) < of_hundred
    }

    /// One of a list.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let place = self.place(list.len());
        list.get(place)
    }

    /// The list in another order.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let place = self.place(end.saturating_add(1));
            list.swap(end, place);
        }
    }
}
