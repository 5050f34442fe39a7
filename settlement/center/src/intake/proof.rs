//! Whether a card's proof is the card's: the one place where the center looks into card profiles.

mod tac;
mod transaction_mac;

use clearing::ProofVerifier;
use desfire_purse::proof::TransactionMacMasterKey;
use pboc_purse::proof::TacMasterKey;
use records::{FactorOrder, Record, TerminalId};

pub use transaction_mac::Applications;

/// The county's master keys of proofs, with its order of derivation factors.
#[derive(Clone, Debug)]
pub struct Proofs {
    tac: tac::Tacs,
    transaction_mac: Option<TransactionMacMasterKey>,
}

impl Proofs {
    /// Proofs of 3DES purses. Those of SM4 purses and DESFire cards wait until their keys are there.
    #[must_use]
    pub fn new(master: TacMasterKey, order: FactorOrder) -> Proofs {
        Proofs { tac: tac::Tacs::new(master, order), transaction_mac: None }
    }

    /// The same, with the key of SM4 purses.
    #[must_use]
    pub fn with_sm4(self, key: Option<TacMasterKey>) -> Proofs {
        Proofs { tac: self.tac.with_sm4(key), ..self }
    }

    /// The same, with the key of transaction MACs.
    #[must_use]
    pub fn with_transaction_mac(self, key: Option<TransactionMacMasterKey>) -> Proofs {
        Proofs { transaction_mac: key, ..self }
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
        let mut genuine = self.proofs.tac.genuine(records);
        if let Some(key) = &self.proofs.transaction_mac {
            genuine.extend(self.applications.genuine(records, key));
        }
        let mut answers = vec![false; records.len()];
        for place in genuine {
            if let Some(answer) = answers.get_mut(place) {
                *answer = true;
            }
        }
        answers
    }

    fn follows(&self, record: &Record, terminal: TerminalId) -> Option<bool> {
        let key = self.proofs.transaction_mac.as_ref()?;
        self.applications.follows(record, terminal, key)
    }
}

/// Those places whose answer is yes.
fn those(places: &[usize], answers: &[bool]) -> Vec<usize> {
    places.iter().zip(answers).filter(|(_, genuine)| **genuine).map(|(place, _)| *place).collect()
}
