//! What a DESFire keeps without power.

use super::access::Access;
use super::file::File;
use crate::Key;
use std::collections::BTreeMap;

/// Bytes of files a card has room for (an "8K" card).
pub(super) const MEMORY: usize = 8192;

/// Which chip it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Generation {
    /// EV1: AES in the first channel only, no transaction MAC.
    Ev1,
    /// EV2: the second channel and the transaction MAC.
    #[default]
    Ev2,
    /// EV3: for our purposes as EV2.
    Ev3,
}

/// A key with its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardKey {
    /// AES-128.
    pub key: Key,
    /// As GetKeyVersion tells it.
    pub version: u8,
}

impl CardKey {
    /// All zero, version 0: how keys are born.
    pub const ZERO: CardKey = CardKey { key: Key([0; 16]), version: 0 };
}

/// One application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Identifier in the order in which it is sent.
    pub aid: [u8; 3],
    /// First byte of the key settings.
    pub settings: u8,
    /// Keys by number; at most 14.
    pub keys: Vec<CardKey>,
    /// Files by number.
    pub files: BTreeMap<u8, File>,
}

impl Application {
    /// Second byte of the key settings: AES, and how many keys.
    #[must_use]
    pub fn settings2(&self) -> u8 {
        0x80 | u8::try_from(self.keys.len()).unwrap_or(0x0F)
    }

    pub(super) fn access(&self, file: u8) -> Option<Access> {
        self.files.get(&file).map(|file| file.access)
    }
}

/// The memory of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesfireState {
    /// The true serial.
    pub uid: [u8; 7],
    /// Which chip it is.
    pub generation: Generation,
    /// Shows a fresh four-byte serial in every field.
    pub random_id: bool,
    /// First byte of the key settings of the card itself.
    pub settings: u8,
    /// Master key of the card itself.
    pub master: CardKey,
    /// It is DES, all zero, as the maker put it; `master` is what it becomes.
    pub makers: bool,
    /// Applications in the order of their creation.
    pub applications: Vec<Application>,
    /// How often any of this has changed.
    pub commits: u64,
}

impl DesfireState {
    /// A card without applications, its AES master key all zero: from the factory, after an issuer has
    /// switched it to AES.
    #[must_use]
    pub fn blank(uid: [u8; 7], generation: Generation) -> DesfireState {
        DesfireState {
            uid,
            generation,
            random_id: false,
            settings: 0x0F,
            master: CardKey::ZERO,
            makers: false,
            applications: Vec::new(),
            commits: 0,
        }
    }

    /// A card as it leaves its maker: the master key is DES.
    #[must_use]
    pub fn delivered(uid: [u8; 7], generation: Generation) -> DesfireState {
        DesfireState { makers: true, ..DesfireState::blank(uid, generation) }
    }

    /// The application with this identifier.
    #[must_use]
    pub fn application(&self, aid: [u8; 3]) -> Option<&Application> {
        self.applications.iter().find(|application| application.aid == aid)
    }

    /// The application with this identifier.
    pub fn application_mut(&mut self, aid: [u8; 3]) -> Option<&mut Application> {
        self.applications.iter_mut().find(|application| application.aid == aid)
    }

    pub(super) fn used(&self) -> usize {
        let files = self.applications.iter().flat_map(|application| application.files.values());
        files.map(File::room).sum()
    }
}
