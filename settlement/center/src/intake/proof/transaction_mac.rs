//! The transaction MACs of DESFire purses: rebuilt from the records alone.
//!
//! The card signed the terminal, the debit and the forty bytes that were written to it. Those bytes say the sale a
//! second time, and must say the same one: else the record tells of a sale that the card did not sign.

use desfire_purse::proof::{Claim, TransactionMacMasterKey, reader_id, verify, verify_all};
use desfire_purse::{Generation, Kind, Parameters, seconds};
use purse::{CardNumber, ChipScheme, Profile};
use records::{CardProfile, CardTxn, Record, TerminalId};
use std::collections::BTreeMap;

/// The DESFire applications that the county's profile names, by the issuer in their records.
#[derive(Clone, Debug, Default)]
pub struct Applications(Vec<Parameters>);

impl Applications {
    /// Those of a profile file; none for a text that is no profile, which is never stored.
    #[must_use]
    pub fn of(profile: &str) -> Applications {
        let told = Profile::parse(profile).map(|profile| profile.applications).unwrap_or_default();
        let desfire = told.iter().filter(|told| told.family == "desfire");
        Applications(desfire.filter_map(|told| Parameters::read(told).ok()).collect())
    }

    /// The places of those records whose transaction MAC is their card's.
    pub(super) fn genuine(&self, records: &[&Record], master: &TransactionMacMasterKey) -> Vec<usize> {
        let mut by_application = BTreeMap::<usize, (Vec<usize>, Vec<Claim>)>::new();
        for (place, record) in records.iter().enumerate() {
            if let Some((application, claim)) = self.claim(record) {
                let (places, claims) = by_application.entry(application).or_default();
                places.push(place);
                claims.push(claim);
            }
        }
        let mut genuine = Vec::new();
        for (application, (places, claims)) in &by_application {
            if let Some(parameters) = self.0.get(*application) {
                genuine.extend(super::those(places, &verify_all(master, parameters, claims)));
            }
        }
        genuine
    }

    /// The claim of a record, and the application that it is of.
    pub(super) fn claimed(&self, record: &Record) -> Option<(&Parameters, Claim)> {
        let (application, claim) = self.claim(record)?;
        Some((self.0.get(application)?, claim))
    }

    /// Whether the card remembers this terminal for the commit before the record's, under the record's own code.
    pub(super) fn follows(
        &self,
        record: &Record,
        terminal: TerminalId,
        master: &TransactionMacMasterKey,
    ) -> Option<bool> {
        let (parameters, claim) = self.claimed(record)?;
        let key = master.of_card(parameters, claim.uid)?;
        let genuine = verify(&claim, parameters.terms(), &key)?;
        Some(genuine.previous_reader == reader_id(terminal.0))
    }

    /// The claim of a record, and by which application.
    fn claim(&self, record: &Record) -> Option<(usize, Claim)> {
        if record.card_profile != CardProfile::DesfirePurse {
            return None;
        }
        // Two generations may share an identifier; only one of them signs.
        let ours =
            |one: &Parameters| one.generation == Generation::Ev2 && one.issuer().0 == record.card_issuer;
        let application = self.0.iter().position(ours)?;
        let uid = CardNumber(record.card_no.0).chip(ChipScheme::Desfire)?;
        Some((application, claim(record, uid)?))
    }
}

/// What the card must have signed; `None` when the record and what was written to the card tell two sales.
fn claim(record: &Record, uid: [u8; 7]) -> Option<Claim> {
    let mac = record.transaction_mac?;
    let written = desfire_purse::Record::parse(&mac.written)?;
    let (counter, balance) = record.card_before()?;
    let terminal = record.terminal.0;
    let same = record.card_txn == CardTxn::ValueDebit
        && written.kind == Kind::Sale
        && written.amount == record.card_amount
        && written.balance_before() == Some(balance)
        && Some(written.counter) == counter.checked_add(1)
        && written.terminal == low(terminal)
        && written.sale == low(record.sale)
        && Some(written.seconds) == seconds(record.card_date, record.card_time);
    let counter = counter.checked_add(1).filter(|_| same)?;
    Some(Claim { uid, terminal, record: written, counter, value: mac.value, sealed: mac.sealed })
}

/// The low four bytes, which is what a card's record has room for.
fn low(number: u64) -> u32 {
    let [_, _, _, _, bytes @ ..] = number.to_be_bytes();
    u32::from_be_bytes(bytes)
}
