//! Proofs under the keys of single cards, where a token keeps the masters.

use std::sync::Arc;

use desfire_purse::proof::{reader_id, verify};
use key_custody::{CardPath, CustodyError, KeyId};
use pboc_purse::crypto::{Cipher, TacScheme};
use pboc_purse::proof::verify_with_card_key;
use purse::{FactorOrder, Secret16};
use records::{Record, TerminalId};

use super::Applications;
use super::tac::claims;
use crate::card_keys::CardKeys;

/// Verifies with what the token gives for each card.
#[derive(Clone, Debug)]
pub(super) struct OneByOne {
    pub(super) keys: Arc<CardKeys>,
    pub(super) order: FactorOrder,
}

impl OneByOne {
    /// The places of those records whose TAC is their card's. Tokens know no SM4: such cards wait.
    pub(super) fn tacs(&self, records: &[&Record]) -> Vec<usize> {
        let told: Vec<_> = claims(Cipher::TripleDes, records).collect();
        let paths: Vec<CardPath> = told
            .iter()
            .map(|(_, claim)| CardPath::IssuerAndSerial {
                issuer: claim.issuer.0,
                serial: claim.number.factor(),
                order: self.order,
            })
            .collect();
        let keys = self.of(self.keys.settings().tac, &paths);
        let genuine = |((_, claim), key): &(&(usize, _), Option<Secret16>)| {
            key.as_ref().is_some_and(|key| verify_with_card_key(claim, key, TacScheme::DesFolded))
        };
        told.iter().zip(keys).filter(genuine).map(|((place, _), _)| *place).collect()
    }

    /// The places of those records whose transaction MAC is their card's.
    pub(super) fn transaction_macs(&self, applications: &Applications, records: &[&Record]) -> Vec<usize> {
        let Some(master) = self.keys.settings().transaction_mac else { return Vec::new() };
        let told = records.iter().enumerate();
        let told: Vec<_> =
            told.filter_map(|(place, record)| Some((place, applications.claimed(record)?))).collect();
        let paths: Vec<CardPath> = told
            .iter()
            .map(|(_, (parameters, claim))| CardPath::An10922(parameters.input(claim.uid)))
            .collect();
        let keys = self.of(master, &paths);
        let genuine = |((_, (parameters, claim)), key): &(
            &(usize, (&desfire_purse::Parameters, _)),
            Option<Secret16>,
        )| {
            key.as_ref().is_some_and(|key| verify(claim, parameters.terms(), key).is_some())
        };
        told.iter().zip(keys).filter(genuine).map(|((place, _), _)| *place).collect()
    }

    /// Whether the card remembers this terminal for the commit before the record's, under the record's own code.
    pub(super) fn follows(
        &self,
        applications: &Applications,
        record: &Record,
        terminal: TerminalId,
    ) -> Option<bool> {
        let master = self.keys.settings().transaction_mac?;
        let (parameters, claim) = applications.claimed(record)?;
        let path = CardPath::An10922(parameters.input(claim.uid));
        let key = self.of(master, &[path]).pop()??;
        let genuine = verify(&claim, parameters.terms(), &key)?;
        Some(genuine.previous_reader == reader_id(terminal.0))
    }

    /// Keys in order; none at all while the token is away, and then everything waits.
    fn of(&self, key: KeyId, paths: &[CardPath]) -> Vec<Option<Secret16>> {
        if paths.is_empty() {
            return Vec::new();
        }
        self.keys.of(key, paths).unwrap_or_else(|error: CustodyError| {
            tracing::warn!(reason = %error, records = paths.len(), "The token is away: these records wait");
            vec![None; paths.len()]
        })
    }
}
