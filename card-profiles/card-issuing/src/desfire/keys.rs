//! Keys of one card, kept by somebody else: a sealed file, or a token behind PKCS#11.
//!
//! Every key comes by AN10922 over UID 7 ‖ AID 3 ‖ system identifier. Keys that no application asks for have another
//! number in the place of the AID:
//!
//! | key | master | in the place of the AID |
//! | --- | --- | --- |
//! | chip master | chip master | 00 00 00 |
//! | application master, till, load, transaction MAC | of that name | the AID |
//! | spare key n; till key of a blocked card, whose number is n | application master | 00 00 n |

use super::profile::Place;
use super::{DesfireProfile, Why};
use core::fmt;
use desfire_purse::Credentials;
use purse::Secret16;
use zeroize::Zeroizing;

/// A master key of the county.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyRole {
    /// The chip itself.
    ChipMaster,
    /// The application: changes its keys.
    ApplicationMaster,
    /// Debits and writes the record.
    Till,
    /// Credits.
    Load,
    /// What the card proves its transactions with.
    TransactionMac,
}

impl fmt::Display for KeyRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyRole::ChipMaster => "芯片主控密钥 chip master key",
            KeyRole::ApplicationMaster => "应用主控密钥 application master key",
            KeyRole::Till => "终端密钥 till key",
            KeyRole::Load => "充值密钥 load key",
            KeyRole::TransactionMac => "交易 MAC 密钥 transaction MAC key",
        })
    }
}

/// Whoever keeps the master keys. Only keys of one card come out.
pub trait CardKeys {
    /// The key that AN10922 makes of a master key and this input; `None` where it is not kept.
    fn card_key(&self, role: KeyRole, input: &[u8]) -> Option<Secret16>;

    /// The AES master key of chips as they are delivered: zeros where the maker was told nothing.
    fn delivered(&self) -> Secret16 {
        Secret16::new([0; 16])
    }

    /// Sixteen fresh random bytes; `None` when the system gives none.
    fn random(&self) -> Option<[u8; 16]>;
}

/// One chip, what it is to be, and who keeps its keys.
#[derive(Clone, Copy)]
pub struct CardOfKeys<'a> {
    /// What it is to be.
    pub profile: &'a DesfireProfile,
    /// Serial of the chip on the reader.
    pub uid: [u8; 7],
    /// Who keeps its keys.
    pub keys: &'a dyn CardKeys,
}

impl CardOfKeys<'_> {
    /// The county's key at a place.
    pub(super) fn county_key(&self, place: Place) -> Result<Secret16, Why> {
        let parameters = &self.profile.parameters;
        match place {
            Place::Chip => self.key(KeyRole::ChipMaster, [0; 3]),
            Place::Application(0) => self.key(KeyRole::ApplicationMaster, parameters.aid),
            Place::Application(key) if key == parameters.till_key => self.key(KeyRole::Till, parameters.aid),
            Place::Application(key) if key == parameters.load_key => self.key(KeyRole::Load, parameters.aid),
            Place::Application(key) => self.spare_key(key),
        }
    }

    /// A key of the application master's that nobody else has.
    pub(super) fn spare_key(&self, number: u8) -> Result<Secret16, Why> {
        self.key(KeyRole::ApplicationMaster, [0, 0, number])
    }

    /// What the card proves its transactions with.
    pub(super) fn transaction_mac_key(&self) -> Result<Secret16, Why> {
        self.key(KeyRole::TransactionMac, self.profile.parameters.aid)
    }

    fn key(&self, role: KeyRole, aid: [u8; 3]) -> Result<Secret16, Why> {
        let input = [&self.uid[..], &aid, &self.profile.parameters.system].concat();
        self.keys.card_key(role, &input).ok_or(Why::NoKey(role))
    }

    /// What opens a session with this key.
    pub(super) fn credentials(&self, place: Place, key: Secret16) -> Result<Credentials, Why> {
        let random = Zeroizing::new(self.keys.random().ok_or(Why::NoRandom)?);
        Ok(Credentials { number: place.key(), key, random })
    }
}
