//! What a card is said to have said.

/// A TAC, to be checked under the key that these factors derive from a master key, one level for each.
///
/// A level is `E(F) ‖ E(NOT F)` under 3DES and `E(F ‖ NOT F)` under SM4. The code is the left half of a block of
/// CBC-MAC, eight bytes long under DES (with both halves of the derived key added up), sixteen under SM4; the vector
/// is zero, the padding `80 00 …` always there.
#[derive(Clone, Copy)]
pub struct TacClaim<const FACTORS: usize, const LENGTH: usize> {
    /// Applied to the master key, in this order.
    pub factors: [[u8; 8]; FACTORS],
    /// What the code is over.
    pub message: [u8; LENGTH],
    /// What the card said.
    pub code: [u8; 4],
}

/// A code at the end of a chain of AES-CMACs: each is the key of the next, the first is made with a master key.
#[derive(Clone, Copy)]
pub struct ChainClaim<const BLOCKS: usize> {
    /// The padded blocks of every step, one step after the other.
    pub blocks: [[u8; 16]; BLOCKS],
    /// What the card said: bytes 1, 3, … 15 of the last CMAC.
    pub code: [u8; 8],
}

/// One CMAC of a chain, the same for every claim of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many blocks it is over.
    pub blocks: usize,
    /// What its last block is.
    pub last: Last,
}

/// Which of the two subkeys enters the last block. NIST SP 800-38B §6.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// The message filled it.
    Whole,
    /// It was filled up with `80 00 …`.
    Padded,
}

/// The factors that all cards of a batch begin with: of one issuer's cards often the issuer. Its level is derived once.
pub(crate) fn shared<const FACTORS: usize, const LENGTH: usize>(
    claims: &[TacClaim<FACTORS, LENGTH>],
) -> &[[u8; 8]] {
    let Some((first, rest)) = claims.split_first() else { return &[] };
    let same = |other: &TacClaim<FACTORS, LENGTH>| {
        first.factors.iter().zip(&other.factors).take_while(|(left, right)| left == right).count()
    };
    let length = rest.iter().map(same).min().unwrap_or(FACTORS);
    first.factors.split_at_checked(length).map_or(&[], |(shared, _)| shared)
}

/// Whether a batch's steps are as long as its claims. A code over nothing, and a chain of nothing, prove nothing.
pub(crate) fn fits(steps: &[Step], blocks: usize) -> bool {
    let total = steps.iter().try_fold(0_usize, |sum, step| sum.checked_add(step.blocks));
    total == Some(blocks) && !steps.is_empty() && steps.iter().all(|step| step.blocks > 0)
}
