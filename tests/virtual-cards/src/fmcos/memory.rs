//! What an FMCOS chip keeps without power: directories, files, keys.

use crate::{Cipher, Key, Lock, Proof};

/// Kind bytes of keys in a key file, as the manual of the card system numbers them.
pub(super) mod kind {
    /// TAC (DTK).
    pub(crate) const TAC: u8 = 0x34;
    /// Application maintenance: MACs of write commands (DAMK).
    pub(crate) const MAINTENANCE: u8 = 0x36;
    /// PIN UNBLOCK.
    pub(crate) const PIN_UNBLOCK: u8 = 0x37;
    /// RELOAD PIN.
    pub(crate) const PIN_RELOAD: u8 = 0x38;
    /// EXTERNAL AUTHENTICATE; identifier 00 is the master key of its directory.
    pub(crate) const EXTERNAL: u8 = 0x39;
    /// The holder's PIN.
    pub(crate) const PIN: u8 = 0x3A;
    /// Overdraft limit.
    pub(crate) const OVERDRAFT: u8 = 0x3C;
    /// Unload.
    pub(crate) const UNLOAD: u8 = 0x3D;
    /// Purchase (DPK).
    pub(crate) const PURCHASE: u8 = 0x3E;
    /// Load (DLK).
    pub(crate) const LOAD: u8 = 0x3F;
}

/// The memory of a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FmcosState {
    /// Chip serial as a reader sees it.
    pub uid: Vec<u8>,
    /// Cipher of the keys that carry no algorithm byte.
    pub cipher: Cipher,
    /// The master file.
    pub master: Directory,
    /// Applications, in the order in which they were made.
    pub applications: Vec<Directory>,
    /// The whole card is blocked.
    pub card_blocked: bool,
    /// How often any of this has changed.
    pub commits: u64,
}

/// The master file or an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// File identifier.
    pub id: u16,
    /// Name for SELECT.
    pub name: Vec<u8>,
    /// Bytes there are for files.
    pub space: u16,
    /// Right to create files.
    pub create: u8,
    /// Right to erase the directory.
    pub erase: u8,
    /// Its key file.
    pub key_file: Option<KeyFile>,
    /// Keys in it, in the order in which they were written.
    pub keys: Vec<KeySlot>,
    /// Files other than key file and purse.
    pub files: Vec<File>,
    /// Its purse (EP, file 0002).
    pub purse: Option<PurseFile>,
    /// Whether the application may be used.
    pub lock: Lock,
    /// Wrong command MACs in a row.
    pub wrong_command_macs: u8,
}

/// The head of a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// Bytes there are for keys.
    pub space: u16,
    /// Right to add a key.
    pub add: u8,
    /// Keys are added enciphered and with a MAC only.
    pub protected: bool,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySlot {
    /// Kind, six bits.
    pub kind: u8,
    /// It is changed enciphered and with a MAC only.
    pub protected: bool,
    /// Identifier.
    pub id: u8,
    /// Right to use it.
    pub usage: u8,
    /// Right to change it.
    pub change: u8,
    /// Version; for a PIN or an external key the security level it leads to.
    pub third: u8,
    /// Algorithm; for a PIN, an external or a maintenance key the tries: high nibble at most, low nibble left.
    pub fourth: u8,
    /// The key, 8 or 16 bytes; or the PIN.
    pub value: Secret,
}

/// Bytes that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Vec<u8>);

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<key>")
    }
}

impl KeySlot {
    /// The key as 16 bytes. One of 8 is doubled: triple DES and algorithm 3 under equal halves are single DES
    /// and algorithm 1.
    pub(super) fn key(&self) -> Key {
        let value = &self.value.0;
        Key(crate::cipher::filled(&if value.len() == 8 { value.repeat(2) } else { value.clone() }))
    }
}

/// A file of bytes or records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// File identifier; the low five bits are the short one.
    pub id: u16,
    /// Right to read.
    pub read: u8,
    /// Right to write.
    pub write: u8,
    /// How a write command must come.
    pub protection: Protection,
    /// Identifier of the maintenance key for it.
    pub key_id: u8,
    /// Contents.
    pub body: Body,
}

/// How a write command must come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protection {
    /// As it is.
    #[default]
    Plain,
    /// With a MAC.
    Mac,
    /// Enciphered and with a MAC.
    Cipher,
}

impl Protection {
    /// From the two high bits of a type byte.
    pub(super) fn of(byte: u8) -> Protection {
        match byte >> 6 {
            0b10 => Protection::Mac,
            0b11 => Protection::Cipher,
            _ => Protection::Plain,
        }
    }
}

/// Contents of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Bytes.
    Binary(Vec<u8>),
    /// Records of one length.
    Fixed(Table),
    /// Records of one length; a new one comes first and pushes the oldest out.
    Cyclic(Table),
    /// Records that carry identifier and length, each with the room it was made with.
    Variable {
        /// Bytes there are.
        space: u16,
        /// Record and room.
        records: Vec<(Vec<u8>, usize)>,
    },
}

/// Records of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// How many there may be.
    pub most: u8,
    /// Length of each.
    pub length: u8,
    /// Those that there are.
    pub records: Vec<Vec<u8>>,
}

/// The purse: money and counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurseFile {
    /// Right to use it.
    pub usage: u8,
    /// Short identifier of its log.
    pub log: u8,
    /// Fen.
    pub balance: u32,
    /// Used of the overdraft, fen.
    pub overdraft_used: u32,
    /// Purchases so far.
    pub offline: u16,
    /// Loads so far.
    pub online: u16,
    /// Proof of the last transaction.
    pub proof: Option<Proof>,
}

impl Directory {
    /// An empty directory.
    pub(super) fn new(id: u16, name: &[u8], space: u16, create: u8, erase: u8) -> Directory {
        Directory {
            id,
            name: name.to_vec(),
            space,
            create,
            erase,
            key_file: None,
            keys: Vec::new(),
            files: Vec::new(),
            purse: None,
            lock: Lock::Open,
            wrong_command_macs: 0,
        }
    }

    /// A key by kind and identifier.
    pub(super) fn key(&self, kind: u8, id: u8) -> Option<&KeySlot> {
        self.keys.iter().find(|slot| slot.kind == kind && slot.id == id)
    }

    /// The first key of a kind.
    pub(super) fn first_key(&self, kind: u8) -> Option<&KeySlot> {
        self.keys.iter().find(|slot| slot.kind == kind)
    }

    /// A file by its short identifier.
    pub(super) fn short(&self, sfi: u8) -> Option<&File> {
        self.files.iter().find(|file| file.id == u16::from(sfi))
    }

    /// Bytes that its files take.
    pub(super) fn used(&self) -> usize {
        self.files.iter().map(|file| file.body.size()).sum()
    }
}

impl Body {
    /// Bytes it takes.
    pub(super) fn size(&self) -> usize {
        match self {
            Body::Binary(bytes) => bytes.len(),
            Body::Fixed(table) | Body::Cyclic(table) => usize::from(table.most) * usize::from(table.length),
            Body::Variable { space, .. } => usize::from(*space),
        }
    }
}
