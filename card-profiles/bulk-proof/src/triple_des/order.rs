//! The permutations of DES, as places to take bits from. FIPS 46-3, appendix 1. Bit 0 is the leftmost.

#![expect(
    clippy::indexing_slicing,
    reason = "the compiler computes every index here, and stops at a wrong one"
)]

/// Where the bits of both halves come from: the initial permutation; backwards it is the final one.
pub(super) const INITIAL: [u8; 64] = less_one([
    58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48,
    40, 32, 24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21,
    13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
]);

/// The permutation P after the S-boxes.
const AFTER: [u8; 32] = less_one([
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6,
    22, 11, 4, 25,
]);

/// Permuted choice 1: the bits of the key that are not parity.
const CHOICE_1: [u8; 56] = less_one([
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44,
    36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20,
    12, 4,
]);

/// Permuted choice 2: which of them enter a round.
const CHOICE_2: [u8; 48] = less_one([
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37,
    47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
]);

/// By how much both halves of the key have turned in each round.
const TURNED: [usize; 16] = [1, 2, 4, 6, 8, 10, 12, 14, 15, 17, 19, 21, 23, 25, 27, 28];

/// For every round and S-box, the bits of the key that enter it.
pub(super) static KEY: [[[u8; 6]; 8]; 16] = key_order();

/// For every S-box, the bits of the half that its outputs enter.
pub(super) const OUTPUTS: [[usize; 4]; 8] = outputs();

const fn less_one<const N: usize>(mut places: [u8; N]) -> [u8; N] {
    let mut at = 0;
    while at < N {
        places[at] -= 1;
        at += 1;
    }
    places
}

const fn key_order() -> [[[u8; 6]; 8]; 16] {
    let mut order = [[[0; 6]; 8]; 16];
    let mut at = 0;
    while at < 16 * 48 {
        let (round, bit) = (at / 48, at % 48);
        let chosen = CHOICE_2[bit] as usize;
        let half = chosen / 28 * 28;
        order[round][bit / 6][bit % 6] = CHOICE_1[half + (chosen - half + TURNED[round]) % 28];
        at += 1;
    }
    order
}

const fn outputs() -> [[usize; 4]; 8] {
    let mut outputs = [[0; 4]; 8];
    let mut to = 0;
    while to < 32 {
        let from = AFTER[to] as usize;
        outputs[from / 4][from % 4] = to;
        to += 1;
    }
    outputs
}
