//! The keeper's keys in the words of those who make cards.

use std::cell::RefCell;

use card_issuing::{CardName, IssuerKeys, KeyRole, desfire};
use purse::{FactorOrder, Secret16};
use serde::Deserialize;

use super::{CardPath, Custody, CustodyError, card_key};
use crate::keys::{Cipher, KeyId, KeyUse};

/// How the county's card keys come from its master keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeyTerms {
    /// Version of the master keys in use.
    pub version: u8,
    /// Which factor is applied first.
    pub factor_order: FactorOrder,
}

impl Default for KeyTerms {
    fn default() -> KeyTerms {
        KeyTerms { version: 0x01, factor_order: FactorOrder::IssuerFirst }
    }
}

/// Keys of cards, from a keeper of master keys and the chip maker's transport key.
pub struct CardKeys<'a> {
    keeper: &'a dyn Custody,
    terms: KeyTerms,
    transport: Option<Secret16>,
    fault: RefCell<Option<CustodyError>>,
}

impl<'a> CardKeys<'a> {
    /// Keys from this keeper. Without a transport key no blank chip can be opened.
    #[must_use]
    pub fn new(keeper: &'a dyn Custody, terms: KeyTerms, transport: Option<Secret16>) -> CardKeys<'a> {
        CardKeys { keeper, terms, transport, fault: RefCell::new(None) }
    }

    /// Why a key was last not given: the makers of cards hear only that it was not.
    pub fn take_fault(&self) -> Option<CustodyError> {
        self.fault.take()
    }

    /// The load key of one card.
    ///
    /// # Errors
    /// As [`Custody::encrypt`].
    pub fn load_key(&self, card: &CardName) -> Result<Secret16, CustodyError> {
        self.key(KeyUse::Load, card)
    }

    /// The key of a DESFire card that AN10922 makes of this input.
    ///
    /// # Errors
    /// As [`Custody::encrypt`].
    pub fn desfire_key(&self, key_use: KeyUse, input: &[u8]) -> Result<Secret16, CustodyError> {
        let id = KeyId { key_use, cipher: Cipher::Aes128, version: self.terms.version };
        card_key(self.keeper, id, &CardPath::An10922(input.to_vec()))
    }

    fn key(&self, key_use: KeyUse, card: &CardName) -> Result<Secret16, CustodyError> {
        let id = KeyId { key_use, cipher: Cipher::TripleDes, version: self.terms.version };
        let path = match key_use {
            KeyUse::Root => CardPath::Serial(card.chip),
            _ => CardPath::IssuerAndSerial {
                issuer: card.issuer.0,
                serial: card.number.factor(),
                order: self.terms.factor_order,
            },
        };
        card_key(self.keeper, id, &path)
    }
}

impl IssuerKeys for CardKeys<'_> {
    fn diversify(&self, role: KeyRole, card: &CardName) -> Option<Secret16> {
        let key_use = match role {
            KeyRole::Transport => return self.transport.clone(),
            KeyRole::Root => KeyUse::Root,
            KeyRole::Master => KeyUse::ExternalAuthentication,
            KeyRole::Purchase => KeyUse::Purchase,
            KeyRole::Load => KeyUse::Load,
            KeyRole::Tac => KeyUse::Tac,
            KeyRole::Maintenance => KeyUse::Maintenance,
            KeyRole::PinUnblock => KeyUse::PinUnblock,
            KeyRole::PinReload => KeyUse::PinReload,
        };
        self.key(key_use, card).map_err(|fault| self.fault.replace(Some(fault))).ok()
    }
}

impl desfire::CardKeys for CardKeys<'_> {
    fn card_key(&self, role: desfire::KeyRole, input: &[u8]) -> Option<Secret16> {
        let key_use = match role {
            desfire::KeyRole::ChipMaster => KeyUse::PiccMaster,
            desfire::KeyRole::ApplicationMaster => KeyUse::ApplicationMaster,
            desfire::KeyRole::Till => KeyUse::Till,
            desfire::KeyRole::Load => KeyUse::DesfireLoad,
            desfire::KeyRole::TransactionMac => KeyUse::TransactionMac,
        };
        self.desfire_key(key_use, input).map_err(|fault| self.fault.replace(Some(fault))).ok()
    }

    fn random(&self) -> Option<[u8; 16]> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok().map(|()| random)
    }
}

/// As a till that loads: the till key says who commits.
impl purse::Custody for CardKeys<'_> {
    fn card_key(&self, _: purse::KeyUse, version: u8, input: &[u8]) -> Option<Secret16> {
        // Another version's key is another key, whose place the keeper would not find.
        (version == self.terms.version)
            .then(|| desfire::CardKeys::card_key(self, desfire::KeyRole::Till, input))?
    }

    fn random(&self) -> Option<[u8; 16]> {
        desfire::CardKeys::random(self)
    }
}
