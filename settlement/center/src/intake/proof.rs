//! Whether a card's proof is the card's: the one place where the center looks into card profiles.

mod one_by_one;
mod tac;
mod transaction_mac;

use std::sync::Arc;

use clearing::ProofVerifier;
use desfire_purse::proof::TransactionMacMasterKey;
use key_custody::CustodyError;
use pboc_purse::proof::TacMasterKey;
use records::{FactorOrder, Record, TerminalId};

use crate::card_keys::CardKeys;
use one_by_one::OneByOne;

pub use transaction_mac::Applications;

/// What proofs are checked with, and the county's order of derivation factors.
#[derive(Clone, Debug)]
pub struct Proofs(Keys);

#[derive(Clone, Debug)]
enum Keys {
    /// Master keys in memory, from a file: whole batches at once.
    Masters { tac: tac::Tacs, transaction_mac: Option<TransactionMacMasterKey> },
    /// Master keys in a token.
    Token(OneByOne),
}

impl Proofs {
    /// Proofs of 3DES purses. Those of SM4 purses and DESFire cards wait until their keys are there.
    #[must_use]
    pub fn new(master: TacMasterKey, order: FactorOrder) -> Proofs {
        Proofs::of_masters(master, order, None, None)
    }

    /// The same, with the keys of SM4 purses and of transaction MACs, where there are such cards.
    #[must_use]
    pub fn of_masters(
        master: TacMasterKey,
        order: FactorOrder,
        sm4: Option<TacMasterKey>,
        transaction_mac: Option<TransactionMacMasterKey>,
    ) -> Proofs {
        Proofs(Keys::Masters { tac: tac::Tacs::new(master, factors(order)).with_sm4(sm4), transaction_mac })
    }

    /// Proofs with the keys that a token gives for each card.
    #[must_use]
    pub fn of_token(keys: Arc<CardKeys>, order: FactorOrder) -> Proofs {
        Proofs(Keys::Token(OneByOne { keys, order: factors(order) }))
    }

    /// Whether the keys are there.
    ///
    /// # Errors
    /// Why the token is away.
    pub fn ready(&self) -> Result<(), CustodyError> {
        match &self.0 {
            Keys::Masters { .. } => Ok(()),
            Keys::Token(token) => token.keys.ready(),
        }
    }

    /// Ready for the cards that the county's profile names.
    #[must_use]
    pub fn of<'a>(&'a self, applications: &'a Applications) -> ProofsOf<'a> {
        ProofsOf { proofs: self, applications }
    }
}

/// Proofs of the cards of one profile.
#[derive(Clone, Copy, Debug)]
pub struct ProofsOf<'a> {
    proofs: &'a Proofs,
    applications: &'a Applications,
}

impl ProofVerifier for ProofsOf<'_> {
    /// Cards of one kind are verified together; a card of a kind that gives no proof, or whose key is not here, proved
    /// nothing.
    fn verify_batch(&self, records: &[&Record]) -> Vec<bool> {
        let genuine = match &self.proofs.0 {
            Keys::Masters { tac, transaction_mac } => {
                let mut genuine = tac.genuine(records);
                let macs = transaction_mac.iter().flat_map(|key| self.applications.genuine(records, key));
                genuine.extend(macs);
                genuine
            }
            Keys::Token(token) => {
                let mut genuine = token.tacs(records);
                genuine.extend(token.transaction_macs(self.applications, records));
                genuine
            }
        };
        let mut answers = vec![false; records.len()];
        for place in genuine {
            if let Some(answer) = answers.get_mut(place) {
                *answer = true;
            }
        }
        answers
    }

    fn follows(&self, record: &Record, terminal: TerminalId) -> Option<bool> {
        match &self.proofs.0 {
            Keys::Masters { transaction_mac, .. } => {
                self.applications.follows(record, terminal, transaction_mac.as_ref()?)
            }
            Keys::Token(token) => token.follows(self.applications, record, terminal),
        }
    }
}

/// Those places whose answer is yes.
fn those(places: &[usize], answers: &[bool]) -> Vec<usize> {
    places.iter().zip(answers).filter(|(_, genuine)| **genuine).map(|(place, _)| *place).collect()
}

/// The order as purses take it.
pub(crate) fn factors(order: FactorOrder) -> purse::FactorOrder {
    match order {
        FactorOrder::IssuerFirst => purse::FactorOrder::IssuerFirst,
        FactorOrder::Listed => purse::FactorOrder::Listed,
    }
}
