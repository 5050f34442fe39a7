//! Whether a card's TAC is the card's: the one place where the center looks into card profiles.

use clearing::ProofVerifier;
use pboc_purse::Tac;
use pboc_purse::crypto::TacInputs;
use pboc_purse::proof::{TacMasterKey, verify_tac};
use purse::{CardAmount, CardNumber, Issuer};
use records::{CardProfile, CardTxn, FactorOrder, Record};

/// Verifies TACs with the county's master key.
#[derive(Clone, Debug)]
pub struct TacProofs {
    master: TacMasterKey,
    order: purse::FactorOrder,
}

impl TacProofs {
    /// Proofs under a master key, with the county's order of derivation factors.
    #[must_use]
    pub fn new(master: TacMasterKey, order: FactorOrder) -> TacProofs {
        let order = match order {
            FactorOrder::IssuerFirst => purse::FactorOrder::IssuerFirst,
            FactorOrder::Listed => purse::FactorOrder::Listed,
        };
        TacProofs { master, order }
    }

    fn verify(&self, record: &Record) -> bool {
        let txn_type = match (record.card_profile, record.card_txn) {
            (CardProfile::TUnionPurse, CardTxn::Purchase) => 0x06,
            (CardProfile::TUnionPurse, CardTxn::Composite) => 0x09,
            _ => return false,
        };
        let inputs = TacInputs {
            amount: CardAmount(record.card_amount),
            txn_type,
            terminal: record.psam_terminal,
            psam_seq: record.psam_seq,
            date: record.card_date,
            time: record.card_time,
        };
        let (issuer, number) = (Issuer(record.card_issuer), CardNumber(record.card_no.0));
        verify_tac(Tac(record.tac), &inputs, &self.master, issuer, number, self.order)
    }
}

impl ProofVerifier for TacProofs {
    fn verify_batch(&self, records: &[&Record]) -> Vec<bool> {
        records.iter().map(|record| self.verify(record)).collect()
    }
}
