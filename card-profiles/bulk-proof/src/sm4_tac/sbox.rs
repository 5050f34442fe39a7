//! The S-box of SM4 as two affine maps around an inverse that the processor knows.
//!
//! SM4's S-box is `A · inv(A · x + C) + C` in the field of `x⁸ + x⁷ + x⁶ + x⁵ + x⁴ + x² + 1`, where row 0 of A is A7, each
//! further row is the one before turned left by one, and C is D3. Processors invert in the field of AES. With P the
//! matrix of an isomorphism from that field to this one the same is `A·P⁻¹ · inv(P·A · x + P·C) + C`.
//!
//! A matrix is eight bytes, row 0 in the highest, as `GF2P8AFFINEQB` reads it.

/// `P · A`.
pub(super) const BEFORE: i64 = 0x4C28_7DB9_1A22_505D;
/// `P · C`.
pub(super) const BEFORE_ADDED: i32 = 0x3E;
/// `A · P⁻¹`.
pub(super) const AFTER: i64 = 0xF3AB_34A9_74A6_B589_u64.cast_signed();
/// `C`.
pub(super) const AFTER_ADDED: i32 = 0xD3;
