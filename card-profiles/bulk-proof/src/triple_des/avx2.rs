//! Two hundred and fifty-six cards in a word of AVX2.

#![expect(clippy::indexing_slicing, reason = "places in a block are constants of the standard, all below 64")]

use super::{WORDS_MAX, order};
use core::arch::x86_64::{
    __m256i, _mm_cvtsi32_si128, _mm256_and_si256, _mm256_andnot_si256, _mm256_or_si256, _mm256_set1_epi64x,
    _mm256_setzero_si256, _mm256_sll_epi64, _mm256_srl_epi64, _mm256_xor_si256,
};

pub(super) const WORDS: usize = 4;
type V = __m256i;

#[inline]
#[target_feature(enable = "avx2")]
fn zero() -> V {
    _mm256_setzero_si256()
}

#[inline]
#[target_feature(enable = "avx2")]
fn splat(word: u64) -> V {
    _mm256_set1_epi64x(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &[u64; 4]) -> V {
    // SAFETY: both are thirty-two bytes of which every value is valid.
    unsafe { core::mem::transmute::<[u64; 4], V>(*words) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn words(word: V) -> [u64; 4] {
    // SAFETY: both are thirty-two bytes of which every value is valid.
    unsafe { core::mem::transmute::<V, [u64; 4]>(word) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn xor(a: V, b: V) -> V {
    _mm256_xor_si256(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn and(a: V, b: V) -> V {
    _mm256_and_si256(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn or(a: V, b: V) -> V {
    _mm256_or_si256(a, b)
}

/// Not the first, and the second.
#[inline]
#[target_feature(enable = "avx2")]
fn but(a: V, b: V) -> V {
    _mm256_andnot_si256(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn left_by(a: V, bits: u32) -> V {
    _mm256_sll_epi64(a, _mm_cvtsi32_si128(bits.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx2")]
fn right_by(a: V, bits: u32) -> V {
    _mm256_srl_epi64(a, _mm_cvtsi32_si128(bits.cast_signed()))
}

gates!(#[target_feature(enable = "avx2")]);
lanes!(#[target_feature(enable = "avx2")]);
