//! TACs under SM4 keys. GB/T 32907.

mod single;

use crate::TacClaim;

/// A way of checking TACs under SM4 keys that this machine can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sm4Tac(Kernel);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    Single,
}

impl Sm4Tac {
    /// Every way that this machine has, slowest first. The first is the `sm4` crate, one card after the other.
    #[must_use]
    pub fn all() -> Vec<Sm4Tac> {
        vec![Sm4Tac(Kernel::Single)]
    }

    /// The fastest way.
    #[must_use]
    pub fn best() -> Sm4Tac {
        Sm4Tac::all().pop().unwrap_or(Sm4Tac(Kernel::Single))
    }

    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kernel::Single => "one by one",
        }
    }

    /// Whether each code is its card's. A batch of cards without factors is checked under the master key itself.
    #[must_use]
    pub fn verify<const FACTORS: usize, const LENGTH: usize>(
        self,
        master: &[u8; 16],
        claims: &[TacClaim<FACTORS, LENGTH>],
    ) -> Vec<bool> {
        match self.0 {
            Kernel::Single => claims.iter().map(|claim| single::verify(master, claim)).collect(),
        }
    }
}
