//! Many TACs at once. The master key is lent to the ciphers below, and only yes or no comes back.

use super::{TacMasterKey, tac};
use crate::crypto::{Cipher, Derivation, TacInputs, TacScheme};
use crate::{Levels, Tac};
use bulk_proof::{Sm4Tac, TacClaim, TripleDesTac};
use core::fmt;
use purse::{CardNumber, FactorOrder, Issuer};

/// What one card is said to have signed. `Debug` shows the purchase alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Who issued it.
    pub issuer: Issuer,
    /// Its number.
    pub number: CardNumber,
    /// The purchase.
    pub inputs: TacInputs,
    /// What the card said.
    pub tac: Tac,
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").field("inputs", &self.inputs).finish_non_exhaustive()
    }
}

/// Whether each TAC is the word of its card, in order: what [`tac`] would give, found for all cards together.
#[must_use]
pub fn verify_tacs(
    master: &TacMasterKey,
    derivation: &Derivation,
    scheme: TacScheme,
    claims: &[Claim],
) -> Vec<bool> {
    let serial = |claim: &Claim| claim.number.factor();
    let issuer = |claim: &Claim| derivation.issuer.of(claim.issuer);
    match (derivation.levels, derivation.order) {
        (Levels::One, _) => verify(master, derivation, scheme, claims, |claim| [serial(claim)]),
        (Levels::Two, FactorOrder::Listed) => {
            verify(master, derivation, scheme, claims, |claim| [serial(claim), issuer(claim)])
        }
        (Levels::Two, FactorOrder::IssuerFirst) => {
            verify(master, derivation, scheme, claims, |claim| [issuer(claim), serial(claim)])
        }
    }
}

fn verify<const FACTORS: usize>(
    master: &TacMasterKey,
    derivation: &Derivation,
    scheme: TacScheme,
    claims: &[Claim],
    factors: impl Fn(&Claim) -> [[u8; 8]; FACTORS],
) -> Vec<bool> {
    let all = || -> Vec<TacClaim<FACTORS, { TacInputs::LENGTH }>> {
        let one = |claim: &Claim| TacClaim {
            factors: factors(claim),
            message: claim.inputs.to_bytes(),
            code: claim.tac.0,
        };
        claims.iter().map(one).collect()
    };
    match (derivation.cipher, scheme) {
        (Cipher::TripleDes, TacScheme::DesFolded) => {
            TripleDesTac::for_batch(claims.len()).verify(&master.0.0, &all())
        }
        (Cipher::Sm4, TacScheme::Sm4Whole) => Sm4Tac::best().verify(&master.0.0, &all()),
        // Keys of one cipher and codes of the other: no card that we know, and nothing to be fast for.
        (Cipher::TripleDes, TacScheme::Sm4Whole) | (Cipher::Sm4, TacScheme::DesFolded) => claims
            .iter()
            .map(|claim| {
                tac(master, derivation, scheme, claim.issuer, claim.number, &claim.inputs) == claim.tac
            })
            .collect(),
    }
}
