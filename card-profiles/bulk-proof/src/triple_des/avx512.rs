//! Five hundred and twelve cards in a word of AVX-512, where any function of three words is one instruction.

#![expect(clippy::indexing_slicing, reason = "places in a block are constants of the standard, all below 64")]

use super::{WORDS_MAX, order};
use core::arch::x86_64::{
    __m512i, _mm_cvtsi32_si128, _mm512_and_si512, _mm512_or_si512, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_sll_epi64, _mm512_srl_epi64, _mm512_ternarylogic_epi64, _mm512_xor_si512,
};

pub(super) const WORDS: usize = 8;
type V = __m512i;

#[inline]
#[target_feature(enable = "avx512f")]
fn zero() -> V {
    _mm512_setzero_si512()
}

#[inline]
#[target_feature(enable = "avx512f")]
fn splat(word: u64) -> V {
    _mm512_set1_epi64(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &[u64; 8]) -> V {
    // SAFETY: both are sixty-four bytes of which every value is valid.
    unsafe { core::mem::transmute::<[u64; 8], V>(*words) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn words(word: V) -> [u64; 8] {
    // SAFETY: both are sixty-four bytes of which every value is valid.
    unsafe { core::mem::transmute::<V, [u64; 8]>(word) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn xor(a: V, b: V) -> V {
    _mm512_xor_si512(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn and(a: V, b: V) -> V {
    _mm512_and_si512(a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn or(a: V, b: V) -> V {
    _mm512_or_si512(a, b)
}

/// The function of three words that has this table: bit 7 is its value for three ones, bit 0 for none.
#[inline]
#[target_feature(enable = "avx512f")]
fn look<const TABLE: i32>(a: V, b: V, c: V) -> V {
    _mm512_ternarylogic_epi64::<TABLE>(a, b, c)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn left_by(a: V, bits: u32) -> V {
    _mm512_sll_epi64(a, _mm_cvtsi32_si128(bits.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn right_by(a: V, bits: u32) -> V {
    _mm512_srl_epi64(a, _mm_cvtsi32_si128(bits.cast_signed()))
}

lookups!(#[target_feature(enable = "avx512f")]);
lanes!(#[target_feature(enable = "avx512f")]);
