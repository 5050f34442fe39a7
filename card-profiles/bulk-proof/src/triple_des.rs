//! TACs under 3DES keys, many at once: one bit of a word is one card.
//!
//! A *bitsliced* cipher keeps bit *i* of every card's block in one word and works on all cards with plain logic. S-boxes
//! become circuits, permutations become names, and the key of every card may be another. Six DES a level and one for
//! each block are what a TAC costs; nothing is looked up in a table, so no cache tells of a key.

#[macro_use]
mod gates;
#[macro_use]
mod lanes;
#[cfg(any(target_arch = "x86_64", test))]
#[macro_use]
mod lookups;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(test)]
mod circuits;
mod order;
mod single;
mod word;

use crate::TacClaim;
use crate::block::padded;
use crate::claim::shared;

/// Words of the widest kernel.
const WORDS_MAX: usize = 8;
/// From how many cards on a word is faster than one by one, measured by `cargo bench -p budgets --bench proofs`.
const WORTH: usize = 12;

/// A way of checking TACs under 3DES keys that this machine can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TripleDesTac(Kernel);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    Single,
    Word,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl TripleDesTac {
    /// Every way that this machine has, slowest first. The first is the `des` crate, one card after the other.
    #[must_use]
    pub fn all() -> Vec<TripleDesTac> {
        let all = [
            (Kernel::Single, true),
            (Kernel::Word, true),
            #[cfg(target_arch = "x86_64")]
            (Kernel::Avx2, std::is_x86_feature_detected!("avx2")),
            #[cfg(target_arch = "x86_64")]
            (Kernel::Avx512, std::is_x86_feature_detected!("avx512f")),
        ];
        all.into_iter().filter(|(_, here)| *here).map(|(kernel, _)| TripleDesTac(kernel)).collect()
    }

    /// The fastest way for a batch of this size: a wide word costs the same for one card as for all it has room for.
    #[must_use]
    pub fn for_batch(size: usize) -> TripleDesTac {
        let fastest = TripleDesTac::all().pop().filter(|_| size >= WORTH);
        fastest.unwrap_or(TripleDesTac(Kernel::Single))
    }

    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kernel::Single => "one by one",
            Kernel::Word => "64 in a word",
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => "256, AVX2",
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => "512, AVX-512",
        }
    }

    /// Whether each code is its card's. A batch of cards without factors is checked under the master key itself.
    #[must_use]
    pub fn verify<const FACTORS: usize, const LENGTH: usize>(
        self,
        master: &[u8; 16],
        claims: &[TacClaim<FACTORS, LENGTH>],
    ) -> Vec<bool> {
        let Some((words, wrong)) = self.0.together() else {
            return claims.iter().map(|claim| single::verify(master, claim)).collect();
        };
        let mut answers = Vec::with_capacity(claims.len());
        let lanes = words * 64;
        let shared = shared(claims);
        let (key, factors) = (single::derived(master, shared), FACTORS - shared.len());
        let mut columns = vec![0; (factors + LENGTH / 8 + 2) * lanes];
        for chunk in claims.chunks(lanes) {
            fill(&mut columns, lanes, chunk, shared.len());
            // SAFETY: `all` is where kernels come from, and it found the instructions of this one.
            let wrong = unsafe { wrong(&key, &columns, factors) };
            answers.extend((0..chunk.len()).map(|card| {
                let word = wrong.get(card % words).copied().unwrap_or(u64::MAX);
                word >> (card / words) & 1 == 0
            }));
        }
        answers
    }
}

/// One bit for every card whose code is not its own: bit `card / words` of word `card % words`. A kernel's instructions
/// must be there.
type Wrong = unsafe fn(master: &[u8; 16], columns: &[u64], factors: usize) -> [u64; WORDS_MAX];

impl Kernel {
    /// Machine words of one word of cards, and what checks them; `None` for one card at a time.
    fn together(self) -> Option<(usize, Wrong)> {
        match self {
            Kernel::Single => None,
            Kernel::Word => Some((word::WORDS, word::wrong)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => Some((avx2::WORDS, avx2::wrong)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => Some((avx512::WORDS, avx512::wrong)),
        }
    }
}

/// One column of a block for every factor that is not shared, every block of the message, and the code: a block of each card.
fn fill<const FACTORS: usize, const LENGTH: usize>(
    columns: &mut [u64],
    lanes: usize,
    claims: &[TacClaim<FACTORS, LENGTH>],
    shared: usize,
) {
    for (card, claim) in claims.iter().enumerate() {
        let [a, b, c, d] = claim.code;
        let blocks = padded::<8>(&claim.message).chain([[a, b, c, d, 0, 0, 0, 0]]);
        let values = claim.factors.into_iter().skip(shared).chain(blocks).map(u64::from_be_bytes);
        let places = columns.iter_mut().skip(card).step_by(lanes);
        for (place, value) in places.zip(values) {
            *place = value;
        }
    }
}
