//! The TACs of PBOC and T-Union purses.

use pboc_purse::Tac;
use pboc_purse::crypto::{Algorithms, Cipher, Derivation, TacInputs};
use pboc_purse::proof::{Claim, TacMasterKey, verify_tacs};
use purse::{CardAmount, CardNumber, FactorOrder, Issuer};
use records::{CardProfile, CardTxn, Record};

/// Verifies TACs with the county's master key.
#[derive(Clone, Debug)]
pub(super) struct Tacs {
    triple_des: TacMasterKey,
    sm4: Option<TacMasterKey>,
    order: FactorOrder,
}

impl Tacs {
    pub(super) fn new(master: TacMasterKey, order: FactorOrder) -> Tacs {
        Tacs { triple_des: master, sm4: None, order }
    }

    pub(super) fn with_sm4(self, sm4: Option<TacMasterKey>) -> Tacs {
        Tacs { sm4, ..self }
    }

    /// The places of those records whose TAC is their card's.
    pub(super) fn genuine(&self, records: &[&Record]) -> Vec<usize> {
        let of = |cipher, master| self.genuine_under(cipher, master, records);
        let mut genuine = of(Cipher::TripleDes, &self.triple_des);
        genuine.extend(self.sm4.iter().flat_map(|master| of(Cipher::Sm4, master)));
        genuine
    }

    fn genuine_under(&self, cipher: Cipher, master: &TacMasterKey, records: &[&Record]) -> Vec<usize> {
        let (places, claims): (Vec<usize>, Vec<Claim>) = claims(cipher, records).unzip();
        let derivation = Derivation { cipher, order: self.order, ..Derivation::default() };
        super::those(&places, &verify_tacs(master, &derivation, cipher.into(), &claims))
    }
}

/// What the cards of one cipher must have signed, with the places of their records.
pub(super) fn claims(cipher: Cipher, records: &[&Record]) -> impl Iterator<Item = (usize, Claim)> {
    let algorithms = Algorithms::default();
    let asked = move |record: &Record| {
        let ours = record.card_profile == CardProfile::TUnionPurse;
        ours && algorithms.cipher(record.alg_id) == Some(cipher)
    };
    let told = records.iter().enumerate().filter(move |(_, record)| asked(record));
    told.filter_map(|(place, record)| Some((place, claim(record)?)))
}

/// What the card must have signed; `None` where no card signs.
fn claim(record: &Record) -> Option<Claim> {
    let txn_type = match record.card_txn {
        CardTxn::Purchase => 0x06,
        CardTxn::Composite => 0x09,
        CardTxn::None | CardTxn::ValueDebit => return None,
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
    Some(Claim { issuer, number, inputs, tac: Tac(record.tac) })
}
