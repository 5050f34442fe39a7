//! Sixty-four cards in a machine word: any machine can.

#![expect(clippy::indexing_slicing, reason = "places in a block are constants of the standard, all below 64")]

use super::{WORDS_MAX, order};

pub(super) const WORDS: usize = 1;
type V = u64;

fn zero() -> V {
    0
}

fn splat(word: u64) -> V {
    word
}

fn load([word]: &[u64; 1]) -> V {
    *word
}

fn words(word: V) -> [u64; 1] {
    [word]
}

fn xor(a: V, b: V) -> V {
    a ^ b
}

fn and(a: V, b: V) -> V {
    a & b
}

fn or(a: V, b: V) -> V {
    a | b
}

/// Not the first, and the second.
fn but(a: V, b: V) -> V {
    !a & b
}

fn left_by(a: V, bits: u32) -> V {
    a << bits
}

fn right_by(a: V, bits: u32) -> V {
    a >> bits
}

gates!();
lanes!();
