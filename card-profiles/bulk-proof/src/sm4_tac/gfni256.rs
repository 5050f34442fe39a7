//! Sixteen cards together, with AVX2 and the arithmetic of bytes (GFNI).

use super::lanes::round_constant;
use super::sbox;
use core::arch::x86_64::{
    __m256i, _mm_cvtsi32_si128, _mm256_gf2p8affine_epi64_epi8, _mm256_gf2p8affineinv_epi64_epi8,
    _mm256_or_si256, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_slli_epi32, _mm256_srl_epi32,
    _mm256_xor_si256,
};

const LANES: usize = 8;
const SIDE: usize = 2;
type V = __m256i;

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn splat(word: u32) -> V {
    _mm256_set1_epi32(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn load(words: &[u32; LANES]) -> V {
    // SAFETY: both are as many bytes, of which every value is valid.
    unsafe { core::mem::transmute::<[u32; LANES], V>(*words) }
}

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn lanes(words: V) -> [u32; LANES] {
    // SAFETY: both are as many bytes, of which every value is valid.
    unsafe { core::mem::transmute::<V, [u32; LANES]>(words) }
}

#[inline]
#[target_feature(enable = "avx2,gfni")]
fn xor(a: V, b: V) -> V {
    _mm256_xor_si256(a, b)
}

/// Every word turned left.
#[inline]
#[target_feature(enable = "avx2,gfni")]
fn turned<const BITS: i32>(words: V) -> V {
    let right = _mm256_srl_epi32(words, _mm_cvtsi32_si128(32 - BITS));
    _mm256_or_si256(_mm256_slli_epi32::<BITS>(words), right)
}

/// Four S-boxes in every word.
#[inline]
#[target_feature(enable = "avx2,gfni")]
fn substituted(words: V) -> V {
    let (before, after) = (_mm256_set1_epi64x(sbox::BEFORE), _mm256_set1_epi64x(sbox::AFTER));
    let words = _mm256_gf2p8affine_epi64_epi8::<{ sbox::BEFORE_ADDED }>(words, before);
    _mm256_gf2p8affineinv_epi64_epi8::<{ sbox::AFTER_ADDED }>(words, after)
}

lanes!(#[target_feature(enable = "avx2,gfni")]);
