//! The TAC of a PBOC or T-Union purse.

use pboc_purse::Tac;
use pboc_purse::crypto::{Algorithms, Cipher, Derivation, TacInputs};
use pboc_purse::proof::{TacMasterKey, tac};
use purse::{CardAmount, CardNumber, Issuer};
use records::{CardTxn, FactorOrder, Record};

/// Verifies TACs with the county's master key.
#[derive(Clone, Debug)]
pub(super) struct Tacs {
    triple_des: TacMasterKey,
    sm4: Option<TacMasterKey>,
    algorithms: Algorithms,
    order: purse::FactorOrder,
}

impl Tacs {
    pub(super) fn new(master: TacMasterKey, order: FactorOrder) -> Tacs {
        let order = match order {
            FactorOrder::IssuerFirst => purse::FactorOrder::IssuerFirst,
            FactorOrder::Listed => purse::FactorOrder::Listed,
        };
        Tacs { triple_des: master, sm4: None, algorithms: Algorithms::default(), order }
    }

    pub(super) fn with_sm4(self, sm4: Option<TacMasterKey>) -> Tacs {
        Tacs { sm4, ..self }
    }

    pub(super) fn verify(&self, record: &Record) -> bool {
        let txn_type = match record.card_txn {
            CardTxn::Purchase => 0x06,
            CardTxn::Composite => 0x09,
            CardTxn::None | CardTxn::ValueDebit => return false,
        };
        let inputs = TacInputs {
            amount: CardAmount(record.card_amount),
            txn_type,
            terminal: record.psam_terminal,
            psam_seq: record.psam_seq,
            date: record.card_date,
            time: record.card_time,
        };
        let Some(cipher) = self.algorithms.cipher(record.alg_id) else { return false };
        let master = match cipher {
            Cipher::TripleDes => Some(&self.triple_des),
            Cipher::Sm4 => self.sm4.as_ref(),
        };
        let derivation = Derivation { cipher, order: self.order, ..Derivation::default() };
        let (issuer, number) = (Issuer(record.card_issuer), CardNumber(record.card_no.0));
        master.is_some_and(|master| {
            tac(master, &derivation, cipher.into(), issuer, number, &inputs) == Tac(record.tac)
        })
    }
}
