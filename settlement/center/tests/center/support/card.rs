//! A card as far as the center meets it: number, counter, balance, and a TAC that proves.

use pboc_purse::crypto::TacInputs;
use pboc_purse::proof::{TacMasterKey, tac_3des};
use purse::{CardAmount, CardNumber, FactorOrder, Issuer};
use records::CardNo;
use subsidy::Taken;

pub(crate) const MTK: [u8; 16] = *b"trial TAC master";
pub(crate) const ISSUER: [u8; 8] = [0x03, 0x10, 0x47, 0x70, 0x01, 0x23, 0x45, 0x67];

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Clone)]
pub(crate) struct Card {
    pub(crate) number: CardNo,
    pub(crate) counter: u32,
    pub(crate) balance: u32,
    pub(crate) taken: Taken,
}

impl Card {
    /// Card number …0001, …0002 and so on, 100 yuan.
    pub(crate) fn new(number: u32) -> Card {
        let number = format!("0310477000000000{number:04}").parse().unwrap();
        Card { number, counter: 7, balance: 10_000, taken: Taken::default() }
    }

    pub(crate) fn tac(&self, inputs: &TacInputs) -> [u8; 4] {
        let number = CardNumber(self.number.0);
        tac_3des(&TacMasterKey::new(MTK), Issuer(ISSUER), number, FactorOrder::IssuerFirst, inputs).0
    }

    pub(crate) fn debit(&mut self, amount: u32) {
        self.counter += 1;
        self.balance -= amount;
    }
}

pub(crate) fn inputs(amount: u32, psam_seq: u32, date: [u8; 4], time: [u8; 3]) -> TacInputs {
    TacInputs { amount: CardAmount(amount), txn_type: 0x09, terminal: [1; 6], psam_seq, date, time }
}
