//! Sixty-four cards together, with AVX-512 and the arithmetic of bytes (GFNI).

use super::lanes::round_constant;
use super::sbox;
use core::arch::x86_64::{
    __m512i, _mm512_gf2p8affine_epi64_epi8, _mm512_gf2p8affineinv_epi64_epi8, _mm512_rol_epi32,
    _mm512_set1_epi32, _mm512_set1_epi64, _mm512_xor_si512,
};

const LANES: usize = 16;
const SIDE: usize = 4;
type V = __m512i;

#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn splat(word: u32) -> V {
    _mm512_set1_epi32(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn load(words: &[u32; LANES]) -> V {
    // SAFETY: both are as many bytes, of which every value is valid.
    unsafe { core::mem::transmute::<[u32; LANES], V>(*words) }
}

#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn lanes(words: V) -> [u32; LANES] {
    // SAFETY: both are as many bytes, of which every value is valid.
    unsafe { core::mem::transmute::<V, [u32; LANES]>(words) }
}

#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn xor(a: V, b: V) -> V {
    _mm512_xor_si512(a, b)
}

/// Every word turned left.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn turned<const BITS: i32>(words: V) -> V {
    _mm512_rol_epi32::<BITS>(words)
}

/// Four S-boxes in every word.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn substituted(words: V) -> V {
    let (before, after) = (_mm512_set1_epi64(sbox::BEFORE), _mm512_set1_epi64(sbox::AFTER));
    let words = _mm512_gf2p8affine_epi64_epi8::<{ sbox::BEFORE_ADDED }>(words, before);
    _mm512_gf2p8affineinv_epi64_epi8::<{ sbox::AFTER_ADDED }>(words, after)
}

lanes!(#[target_feature(enable = "avx512f,gfni")]);
