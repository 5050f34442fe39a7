//! Many commits at once. The master key is lent to the cipher below, and only yes or no comes back.
//!
//! ```text
//! card key    = CMAC of the master key, over the two blocks of AN10922
//! SesTMMACKey = CMAC of the card key, over one block
//! TMV         = odd bytes of CMAC of SesTMMACKey, over the eight blocks of the input
//! ```

use super::{Claim, Terms, TransactionMacMasterKey};
use crate::Parameters;
use crate::crypto::diversify;
use crate::crypto::transaction::{MAC_LABEL, vector};
use bulk_proof::{AesCmac, ChainClaim, Last, Step};

/// Blocks of a whole chain.
const BLOCKS: usize = 2 + 1 + INPUT_BLOCKS;
/// Blocks of a transaction MAC input.
const INPUT_BLOCKS: usize = 8;

/// Whether each claim is the word of its card, in order: what [`verify`](super::verify) would say with the key of the
/// card, found for all cards together. All are of one application.
#[must_use]
pub fn verify_all(master: &TransactionMacMasterKey, parameters: &Parameters, claims: &[Claim]) -> Vec<bool> {
    let mut answers = vec![false; claims.len()];
    let mut places = Vec::with_capacity(claims.len());
    let mut chains = Vec::with_capacity(claims.len());
    let mut first = Last::Padded;
    for (place, claim) in claims.iter().enumerate() {
        if let Some((chain, whole)) = chain(claim, parameters, parameters.terms()) {
            first = if whole { Last::Whole } else { Last::Padded };
            places.push(place);
            chains.push(chain);
        }
    }
    // The input of AN10922 is equally long for all cards of one application.
    let steps = [
        Step { blocks: 2, last: first },
        Step { blocks: 1, last: Last::Whole },
        Step { blocks: INPUT_BLOCKS, last: Last::Whole },
    ];
    let verified = AesCmac::best().verify(master.0.expose(), &steps, &chains);
    for (place, genuine) in places.into_iter().zip(verified) {
        if let Some(answer) = answers.get_mut(place) {
            *answer = genuine;
        }
    }
    answers
}

/// The blocks of the chain, and whether AN10922 padded nothing; `None` for what no card signs.
fn chain(claim: &Claim, parameters: &Parameters, terms: Terms) -> Option<(ChainClaim<BLOCKS>, bool)> {
    let (key, whole) = diversify::blocks(&parameters.input(claim.uid))?;
    let session = vector(MAC_LABEL, claim.counter, claim.uid);
    let input = claim.input(terms)?;
    let (input, rest) = input.as_chunks::<16>();
    if input.len() != INPUT_BLOCKS || !rest.is_empty() {
        return None;
    }
    let mut blocks = [[0; 16]; BLOCKS];
    for (to, from) in blocks.iter_mut().zip(key.iter().chain([&session]).chain(input)) {
        *to = *from;
    }
    Some((ChainClaim { blocks, code: claim.value }, whole))
}
