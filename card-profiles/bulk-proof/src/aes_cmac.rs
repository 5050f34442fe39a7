//! Chains of AES-CMAC, several cards at a time. FIPS 197; NIST SP 800-38B.
//!
//! An AES round takes the processor a few steps, and it begins another at every step: the blocks of one chain wait for
//! each other, those of several cards do not.

#[cfg(target_arch = "x86_64")]
mod aes_ni;
mod single;

use crate::claim::fits;
use crate::{ChainClaim, Step};
use subtle::ConstantTimeEq;

/// A way of checking chains of AES-CMAC that this machine can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AesCmac(Kernel);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    Single,
    #[cfg(target_arch = "x86_64")]
    AesNi,
}

impl AesCmac {
    /// Every way that this machine has, slowest first. The first is the `aes` crate, one card after the other.
    #[must_use]
    pub fn all() -> Vec<AesCmac> {
        let all = [
            (Kernel::Single, true),
            #[cfg(target_arch = "x86_64")]
            (Kernel::AesNi, std::is_x86_feature_detected!("aes") && std::is_x86_feature_detected!("avx")),
        ];
        all.into_iter().filter(|(_, here)| *here).map(|(kernel, _)| AesCmac(kernel)).collect()
    }

    /// The fastest way.
    #[must_use]
    pub fn best() -> AesCmac {
        AesCmac::all().pop().unwrap_or(AesCmac(Kernel::Single))
    }

    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kernel::Single => "one by one",
            #[cfg(target_arch = "x86_64")]
            Kernel::AesNi => "8 together, AES-NI",
        }
    }

    /// Whether each code is its card's; none of them where the steps are not as long as the claims.
    #[must_use]
    pub fn verify<const BLOCKS: usize>(
        self,
        master: &[u8; 16],
        steps: &[Step],
        claims: &[ChainClaim<BLOCKS>],
    ) -> Vec<bool> {
        if !fits(steps, BLOCKS) {
            return vec![false; claims.len()];
        }
        match self.0 {
            Kernel::Single => {
                let first = single::cipher(master);
                let ends = claims.iter().map(|claim| single::end(&first, steps, &claim.blocks));
                ends.zip(claims).map(|(end, claim)| same(end, claim.code)).collect()
            }
            #[cfg(target_arch = "x86_64")]
            Kernel::AesNi => {
                let blocks: Vec<&[[u8; 16]]> = claims.iter().map(|claim| &claim.blocks[..]).collect();
                // SAFETY: `AesCmac::all` is where kernels come from, and it found AES-NI and AVX.
                let ends = unsafe { aes_ni::ends(master, steps, &blocks) };
                ends.into_iter().zip(claims).map(|(end, claim)| same(end, claim.code)).collect()
            }
        }
    }
}

/// Compares the odd bytes, in a time that tells nothing about where they differ.
fn same([_, a, _, b, _, c, _, d, _, e, _, f, _, g, _, h]: [u8; 16], code: [u8; 8]) -> bool {
    [a, b, c, d, e, f, g, h].ct_eq(&code).into()
}

/// The subkey for a whole last block, or from that the one for a padded: multiplied by x in GF(2^128).
fn doubled(block: [u8; 16]) -> [u8; 16] {
    let value = u128::from_be_bytes(block);
    ((value << 1) ^ (0x87 & (value >> 127).wrapping_neg())).to_be_bytes()
}
