//! The codes of a load (圈存), as the center checks and makes them: those of a 3DES purse, and the key of DESFire proofs.
//!
//! The load key lives here, in the key file or the token, or at the desk with its other keys: then the desk verifies
//! MAC1 and makes MAC2, and the center says only whether there may be a load.

use std::path::Path;
use std::sync::Arc;

use desfire_purse::Parameters;
use desfire_purse::proof::TransactionMacMasterKey;
use key_custody::{CardPath, CustodyError, KeyId};
use ledger::LoadOrder;
use pboc_purse::crypto::{Derivation, LOAD, LoadInputs, LoadMoment, TacScheme};
use pboc_purse::proof::TacMasterKey;
use pboc_purse::proof::load::{LoadMasterKey, LoadSession, verify_load_tac, verify_load_with_card_key};
use pboc_purse::{Mac, Tac};
use purse::{CardAmount, CardNumber, Issuer, Secret16};
use records::FactorOrder;
use serde::Deserialize;

use crate::Failure;
use crate::card_keys::CardKeys;
use crate::hex::unhex;
use crate::intake::factors;

/// The keys that loads need.
pub(crate) struct LoadCodes {
    keys: Keys,
    derivation: Derivation,
}

enum Keys {
    File { load: Option<LoadMasterKey>, tac: TacMasterKey, transaction_mac: Option<TransactionMacMasterKey> },
    Token(Arc<CardKeys>),
}

/// The file may hold other keys; only these are read.
#[derive(Deserialize)]
struct KeyFile {
    mtk: String,
    #[serde(default)]
    mlk: Option<String>,
    #[serde(default)]
    tmk: Option<String>,
}

impl LoadCodes {
    /// Reads the key file. The text of an error never repeats the content.
    ///
    /// # Errors
    /// A file whose keys are not 16 bytes in hex.
    pub(crate) fn read(path: &Path, order: FactorOrder) -> Result<LoadCodes, Failure> {
        let bad = || {
            let path = path.display();
            Failure::BadInput(format!(
                "{path}：mtk 与 mlk 应各为 32 位十六进制 · mtk and mlk are 32 hex digits each"
            ))
        };
        let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
        let file: KeyFile = serde_json::from_str(&text).map_err(|_| bad())?;
        let key = |text: &str| unhex::<16>(text).ok_or_else(bad);
        let load = file.mlk.as_deref().map(key).transpose()?.map(LoadMasterKey::new);
        let transaction_mac = file.tmk.as_deref().map(key).transpose()?.map(TransactionMacMasterKey::new);
        let keys = Keys::File { load, tac: TacMasterKey::new(key(&file.mtk)?), transaction_mac };
        Ok(LoadCodes { keys, derivation: derivation(order) })
    }

    /// The same with a token's keys.
    pub(crate) fn of_token(keys: Arc<CardKeys>, order: FactorOrder) -> LoadCodes {
        LoadCodes { keys: Keys::Token(keys), derivation: derivation(order) }
    }

    /// What a DESFire card of an application proves its loads with, where the center holds it.
    ///
    /// # Errors
    /// The token is away.
    pub(crate) fn transaction_mac(
        &self,
        parameters: &Parameters,
        uid: [u8; 7],
    ) -> Result<Option<Secret16>, CustodyError> {
        match &self.keys {
            Keys::File { transaction_mac, .. } => {
                Ok(transaction_mac.as_ref().and_then(|master| master.of_card(parameters, uid)))
            }
            Keys::Token(keys) => {
                one(keys, keys.settings().transaction_mac, CardPath::An10922(parameters.input(uid)))
            }
        }
    }

    /// Whether the center itself verifies MAC1 and makes MAC2.
    pub(crate) fn holds_load_key(&self) -> bool {
        match &self.keys {
            Keys::File { load, .. } => load.is_some(),
            Keys::Token(keys) => keys.settings().load.is_some(),
        }
    }

    /// MAC2 for a card whose MAC1 is right; `None` for any other.
    ///
    /// # Errors
    /// The token is away.
    pub(crate) fn permit(
        &self,
        order: &LoadOrder,
        random: [u8; 4],
        mac1: [u8; 4],
    ) -> Result<Option<[u8; 4]>, CustodyError> {
        let told = named(order).zip(inputs(order, random));
        let Some(((issuer, number), inputs)) = told else { return Ok(None) };
        let session = match &self.keys {
            Keys::File { load, .. } => {
                load.as_ref().map(|load| load.session(&self.derivation, issuer, number, inputs))
            }
            Keys::Token(keys) => one(keys, keys.settings().load, self.path(issuer, number))?
                .map(|card| LoadSession::of_card(self.derivation.cipher, &card, inputs)),
        };
        Ok(session.and_then(|session| session.permit(Mac(mac1), moment(order))).map(|mac2| mac2.0))
    }

    /// Whether this TAC is the card's word for this load.
    ///
    /// # Errors
    /// The token is away.
    pub(crate) fn proves(&self, order: &LoadOrder, tac: [u8; 4]) -> Result<bool, CustodyError> {
        // The random has no part in a TAC.
        let told = named(order).zip(inputs(order, [0; 4]));
        let Some(((issuer, number), inputs)) = told else { return Ok(false) };
        let (load, scheme) = ((&inputs, moment(order)), TacScheme::DesFolded);
        Ok(match &self.keys {
            Keys::File { tac: master, .. } => {
                verify_load_tac(Tac(tac), master, &self.derivation, scheme, issuer, number, load)
            }
            Keys::Token(keys) => one(keys, Some(keys.settings().tac), self.path(issuer, number))?
                .is_some_and(|card| verify_load_with_card_key(Tac(tac), &card, scheme, load)),
        })
    }

    fn path(&self, issuer: Issuer, number: CardNumber) -> CardPath {
        CardPath::IssuerAndSerial { issuer: issuer.0, serial: number.factor(), order: self.derivation.order }
    }
}

/// The key of one card, where the token is to have its master.
fn one(keys: &CardKeys, key: Option<KeyId>, path: CardPath) -> Result<Option<Secret16>, CustodyError> {
    let Some(key) = key else { return Ok(None) };
    Ok(keys.of(key, &[path])?.pop().flatten())
}

fn derivation(order: FactorOrder) -> Derivation {
    Derivation { order: factors(order), ..Derivation::default() }
}

fn named(order: &LoadOrder) -> Option<(Issuer, CardNumber)> {
    Some((Issuer(order.issuer), CardNumber::from_bcd(unhex(&order.card_no)?)?))
}

fn inputs(order: &LoadOrder, random: [u8; 4]) -> Option<LoadInputs> {
    Some(LoadInputs {
        balance_before: CardAmount(order.balance),
        counter: order.counter,
        random,
        amount: CardAmount(u32::try_from(order.amount.0).ok()?),
        txn_type: LOAD,
        terminal: order.terminal,
    })
}

fn moment(order: &LoadOrder) -> LoadMoment {
    let [y, c, m, d, time @ ..] = order.stamp;
    LoadMoment { date: [y, c, m, d], time }
}

/// The terminal number in the codes of a desk's loads: division code, a nine, and the desk's number, BCD. Numbers of
/// PSAMs come from their maker and begin otherwise.
pub(crate) fn desk_terminal(division: u32, desk: u32) -> [u8; 6] {
    unhex(&format!("{:06}9{:05}", division % 1_000_000, desk % 100_000)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_has_a_terminal_number() {
        assert_eq!(desk_terminal(330_703, 12), [0x33, 0x07, 0x03, 0x90, 0x00, 0x12]);
    }
}
