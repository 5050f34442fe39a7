//! Numbers from a seed, and what they do to bytes.

use virtual_cards::SplitMix;

/// Status words after which something is done, or that a card is most often believed.
const STATUS: [u16; 16] = [
    0x9000, 0x9100, 0x91AF, 0x6100, 0x6108, 0x6110, 0x6C00, 0x6C08, 0x6A82, 0x6A83, 0x6283, 0x9302, 0x9401,
    0x6901, 0x91BE, 0x917E,
];

/// Longest answer of a short APDU, and a little more.
const LONGEST: usize = 260;

/// A sequence of choices.
#[derive(Clone, Debug)]
pub struct Noise(SplitMix);

impl Noise {
    /// The noise of one iteration.
    #[must_use]
    pub fn of(seed: u64, iteration: u64) -> Noise {
        let mut first = SplitMix::new(seed);
        Noise(SplitMix::new(first.next_u64() ^ iteration.wrapping_mul(0xD6E8_FEB8_6659_FD93)))
    }

    /// A number below this.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.below(bound as u64)).unwrap_or(0)
    }

    /// Whether, so often in a hundred times.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these; `None` of none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(of.len());
        of.get(at)
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        let [byte, ..] = self.0.four();
        byte
    }

    /// Any bytes, no more than this.
    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most + 1);
        (0..length).map(|_| self.byte()).collect()
    }

    /// A status word.
    pub fn status(&mut self) -> [u8; 2] {
        match self.pick(&STATUS) {
            Some(status) if !self.chance(20) => status.to_be_bytes(),
            _ => [self.byte(), self.byte()],
        }
    }

    /// An answer of noise: any bytes, mostly with a status word.
    pub fn answer(&mut self) -> Vec<u8> {
        let data = self.bytes(LONGEST - 2);
        if self.chance(10) { data } else { [&data[..], &self.status()].concat() }
    }

    /// The same bytes with one to four things wrong.
    pub fn bent(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            self.bend(&mut bytes);
        }
        bytes.truncate(4 * LONGEST);
        bytes
    }

    fn bend(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len().max(1));
        let bit = 1u8 << self.below(8);
        let edge = [0x00, 0x01, 0x7F, 0x80, 0xFF].get(self.below(5)).copied().unwrap_or(0);
        match self.below(7) {
            0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bit),
            1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = edge),
            2 => bytes.truncate(at),
            3 => bytes.extend(self.bytes(16)),
            4 => {
                let piece: Vec<u8> = bytes.iter().skip(at).take(16).copied().collect();
                bytes.splice(at..at, piece);
            }
            5 => {
                let end = (at + 1 + self.below(8)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            _ => {
                let keep = bytes.len().saturating_sub(2);
                bytes.truncate(keep);
                bytes.extend(self.status());
            }
        }
    }
}
