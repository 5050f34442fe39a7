//! TACs under SM4 keys, many at once where the processor inverts bytes. GB/T 32907.

#[cfg(target_arch = "x86_64")]
#[macro_use]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod gfni256;
#[cfg(target_arch = "x86_64")]
mod gfni512;
#[cfg(target_arch = "x86_64")]
mod sbox;
mod single;

use crate::TacClaim;
use crate::block::padded;
use crate::claim::shared;

/// A way of checking TACs under SM4 keys that this machine can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sm4Tac(Kernel);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    Single,
    #[cfg(target_arch = "x86_64")]
    Gfni256,
    #[cfg(target_arch = "x86_64")]
    Gfni512,
}

impl Sm4Tac {
    /// Every way that this machine has, slowest first. The first is the `sm4` crate, one card after the other.
    #[must_use]
    pub fn all() -> Vec<Sm4Tac> {
        #[cfg(target_arch = "x86_64")]
        let gfni = std::is_x86_feature_detected!("gfni");
        let all = [
            (Kernel::Single, true),
            #[cfg(target_arch = "x86_64")]
            (Kernel::Gfni256, gfni && std::is_x86_feature_detected!("avx2")),
            #[cfg(target_arch = "x86_64")]
            (Kernel::Gfni512, gfni && std::is_x86_feature_detected!("avx512f")),
        ];
        all.into_iter().filter(|(_, here)| *here).map(|(kernel, _)| Sm4Tac(kernel)).collect()
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
            #[cfg(target_arch = "x86_64")]
            Kernel::Gfni256 => "16 together, AVX2 and GFNI",
            #[cfg(target_arch = "x86_64")]
            Kernel::Gfni512 => "64 together, AVX-512 and GFNI",
        }
    }

    /// Whether each code is its card's. A batch of cards without factors is checked under the master key itself.
    #[must_use]
    pub fn verify<const FACTORS: usize, const LENGTH: usize>(
        self,
        master: &[u8; 16],
        claims: &[TacClaim<FACTORS, LENGTH>],
    ) -> Vec<bool> {
        let Some((cards, differences)) = self.0.together() else {
            return claims.iter().map(|claim| single::verify(master, claim)).collect();
        };
        let mut answers = Vec::with_capacity(claims.len());
        let shared = shared(claims);
        let (key, factors) = (single::derived(master, shared), FACTORS - shared.len());
        let mut columns = vec![0; (2 * factors + LENGTH / 16 * 4 + 5) * cards];
        for chunk in claims.chunks(cards) {
            fill(&mut columns, cards, chunk, shared.len());
            // SAFETY: `all` is where kernels come from, and it found the instructions of this one.
            let differences = unsafe { differences(&key, &columns, factors) };
            answers.extend(differences.into_iter().take(chunk.len()).map(|differs| differs == 0));
        }
        answers
    }
}

/// For every card what differs between its code and what it is said to have said. A kernel's instructions must be there.
type Differences = unsafe fn(master: &[u8; 16], columns: &[u32], factors: usize) -> Vec<u32>;

impl Kernel {
    /// Cards together, and what checks them; `None` for one at a time.
    fn together(self) -> Option<(usize, Differences)> {
        match self {
            Kernel::Single => None,
            #[cfg(target_arch = "x86_64")]
            Kernel::Gfni256 => Some((gfni256::CARDS, gfni256::differences)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Gfni512 => Some((gfni512::CARDS, gfni512::differences)),
        }
    }
}

/// One column for every word of a factor that is not shared, of the message, and of the code.
fn fill<const FACTORS: usize, const LENGTH: usize>(
    columns: &mut [u32],
    cards: usize,
    claims: &[TacClaim<FACTORS, LENGTH>],
    shared: usize,
) {
    for (card, claim) in claims.iter().enumerate() {
        let factors =
            claim.factors.iter().skip(shared).flat_map(|factor| factor.as_chunks::<4>().0.iter().copied());
        let message = padded::<16>(&claim.message).flat_map(|block| {
            let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = block;
            [[a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, p]]
        });
        let values = factors.chain(message).chain([claim.code]).map(u32::from_be_bytes);
        for (place, value) in columns.iter_mut().skip(card).step_by(cards).zip(values) {
            *place = value;
        }
    }
}
