//! AES as DESFire uses it: both channels, key diversification, and the transaction MAC.

mod block;
pub mod cmac;
pub mod crc;
pub mod diversify;
pub mod ev1;
pub mod ev2;
pub mod transaction;

pub use block::{cbc_decrypt, cbc_encrypt, xor};
use subtle::ConstantTimeEq;

/// Sixteen zero bytes: the starting vector of every handshake and of every standard CMAC.
pub const ZERO: [u8; 16] = [0; 16];

/// Compares codes in a time that tells nothing about where they differ. Different lengths are different.
#[must_use]
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// RndB or RndA as the other side must return it: rotated left by one byte.
pub(crate) fn rotated(mut nonce: [u8; 16]) -> [u8; 16] {
    nonce.rotate_left(1);
    nonce
}
