//! Eight cards together with the AES instructions of x86-64.

use super::doubled;
use crate::{Last, Step};
use core::arch::x86_64::{
    __m128i, _mm_aesenc_si128, _mm_aesenclast_si128, _mm_set1_epi32, _mm_setr_epi8, _mm_setzero_si128,
    _mm_shuffle_epi8, _mm_slli_si128, _mm_xor_si128,
};

/// Cards together: enough that a round is always ready to begin, few enough that their states stay in registers.
const CARDS: usize = 8;

/// One block of every card.
type Blocks = [__m128i; CARDS];

/// What a key of every card becomes.
struct Keyed {
    rounds: [Blocks; 11],
    whole: Blocks,
    padded: Blocks,
}

/// The last CMAC of every chain. Blocks that a chain lacks are zeros; nobody asks for it.
#[target_feature(enable = "aes,avx")]
pub(super) fn ends(master: &[u8; 16], steps: &[Step], chains: &[&[[u8; 16]]]) -> Vec<[u8; 16]> {
    let mut first = keyed([vector(*master); CARDS]);
    let mut ends = Vec::with_capacity(chains.len());
    for cards in chains.chunks(CARDS) {
        let mut state = [_mm_setzero_si128(); CARDS];
        let mut done = 0;
        for (place, step) in steps.iter().enumerate() {
            if place == 0 {
                state = cmac(&first, *step, cards, done);
            } else {
                let mut keys = keyed(state);
                state = cmac(&keys, *step, cards, done);
                wipe(&mut keys);
            }
            done += step.blocks;
        }
        ends.extend(state.iter().take(cards.len()).map(|end| bytes(*end)));
    }
    wipe(&mut first);
    ends
}

/// One CMAC of every card, over the blocks after those that are done.
#[target_feature(enable = "aes,avx")]
fn cmac(keys: &Keyed, step: Step, cards: &[&[[u8; 16]]], done: usize) -> Blocks {
    let mut state = [_mm_setzero_si128(); CARDS];
    for place in 0..step.blocks {
        for (state, card) in state.iter_mut().zip(cards) {
            let block = card.get(done + place).copied().unwrap_or([0; 16]);
            *state = _mm_xor_si128(*state, vector(block));
        }
        if place + 1 == step.blocks {
            let subkeys = match step.last {
                Last::Whole => &keys.whole,
                Last::Padded => &keys.padded,
            };
            for (state, subkey) in state.iter_mut().zip(subkeys) {
                *state = _mm_xor_si128(*state, *subkey);
            }
        }
        encrypt(&mut state, &keys.rounds);
    }
    state
}

#[target_feature(enable = "aes,avx")]
fn encrypt(state: &mut Blocks, [first, rounds @ .., last]: &[Blocks; 11]) {
    for (state, key) in state.iter_mut().zip(first) {
        *state = _mm_xor_si128(*state, *key);
    }
    for round in rounds {
        for (state, key) in state.iter_mut().zip(round) {
            *state = _mm_aesenc_si128(*state, *key);
        }
    }
    for (state, key) in state.iter_mut().zip(last) {
        *state = _mm_aesenclast_si128(*state, *key);
    }
}

/// Round keys and subkeys. FIPS 197 §5.2.
#[target_feature(enable = "aes,avx")]
fn keyed(keys: Blocks) -> Keyed {
    let mut rounds = [keys; 11];
    let mut before = keys;
    let mut constant = 1;
    for round in rounds.iter_mut().skip(1) {
        for (to, key) in round.iter_mut().zip(&mut before) {
            *key = next_key(*key, constant);
            *to = *key;
        }
        constant = if constant == 0x80 { 0x1B } else { constant << 1 };
    }
    let mut made = [_mm_setzero_si128(); CARDS];
    encrypt(&mut made, &rounds);
    let whole = made.map(|made| doubled(bytes(made)));
    Keyed { rounds, whole: whole.map(vector), padded: whole.map(|key| vector(doubled(key))) }
}

/// The last word turned and substituted enters all four, and each word enters those after it. In a block of four equal
/// words the shifting of rows changes nothing, so the last round of a cipher *is* the substitution.
#[target_feature(enable = "aes,avx")]
fn next_key(key: __m128i, constant: i32) -> __m128i {
    let turn = _mm_setr_epi8(13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12);
    let substituted = _mm_aesenclast_si128(_mm_shuffle_epi8(key, turn), _mm_set1_epi32(constant));
    let key = _mm_xor_si128(key, _mm_slli_si128::<4>(key));
    let key = _mm_xor_si128(key, _mm_slli_si128::<8>(key));
    _mm_xor_si128(key, substituted)
}

fn vector(bytes: [u8; 16]) -> __m128i {
    // SAFETY: both are sixteen bytes of which every value is valid.
    unsafe { core::mem::transmute::<[u8; 16], __m128i>(bytes) }
}

fn bytes(vector: __m128i) -> [u8; 16] {
    // SAFETY: both are sixteen bytes of which every value is valid.
    unsafe { core::mem::transmute::<__m128i, [u8; 16]>(vector) }
}

/// Overwrites what told of keys.
#[target_feature(enable = "aes,avx")]
fn wipe(keys: &mut Keyed) {
    let none = [_mm_setzero_si128(); CARDS];
    // SAFETY: the reference is valid for writes, and keys have no destructor.
    unsafe { core::ptr::write_volatile(keys, Keyed { rounds: [none; 11], whole: none, padded: none }) };
}
