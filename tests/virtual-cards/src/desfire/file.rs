//! Files: data, value, records, transaction MAC.

use super::access::{Access, CommMode};
use super::cipher::Block;
use super::state::CardKey;

/// A file of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// File option as it was given: how data travel, and on a transaction MAC file two switches.
    pub option: u8,
    /// Who may do what.
    pub access: Access,
    /// What is in it.
    pub body: Body,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Written at once.
    Standard(Vec<u8>),
    /// Written at commit.
    Backup(Vec<u8>),
    /// A number within limits.
    Value(ValueFile),
    /// Records of one size.
    Records(RecordFile),
    /// Counter and MAC of the last transaction.
    TransactionMac(TransactionMac),
}

/// A number within limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueFile {
    /// Lowest value.
    pub lower: i32,
    /// Highest value.
    pub upper: i32,
    /// Now.
    pub value: i32,
    /// What LimitedCredit may still give back.
    pub limited: u32,
    /// Bit 0: LimitedCredit is allowed; bit 1: everybody may read the value.
    pub flags: u8,
}

/// Records of one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFile {
    /// The oldest gives way to the newest; one record less than `max` is usable.
    pub cyclic: bool,
    /// Bytes of one.
    pub size: usize,
    /// How many it has room for.
    pub max: usize,
    /// Oldest first.
    pub records: Vec<Vec<u8>>,
}

/// Counter and MAC of the last transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionMac {
    /// AppTransactionMACKey.
    pub key: CardKey,
    /// Transactions so far.
    pub counter: u32,
    /// MAC of the last one.
    pub mac: [u8; 8],
    /// Who made the last one.
    pub reader: Block,
    /// At this count the application stops.
    pub limit: u32,
}

impl TransactionMac {
    /// A new one: nothing has happened yet.
    #[must_use]
    pub fn new(key: CardKey) -> TransactionMac {
        TransactionMac { key, counter: 0, mac: [0; 8], reader: [0; 16], limit: u32::MAX }
    }
}

impl File {
    /// How its data travel for who has a right to them.
    #[must_use]
    pub fn mode(&self) -> CommMode {
        CommMode::of(self.option).unwrap_or(CommMode::Plain)
    }

    /// The value file, where it is one.
    #[must_use]
    pub fn value(&self) -> Option<&ValueFile> {
        if let Body::Value(value) = &self.body { Some(value) } else { None }
    }

    pub(super) fn value_mut(&mut self) -> Option<&mut ValueFile> {
        if let Body::Value(value) = &mut self.body { Some(value) } else { None }
    }

    /// The record file, where it is one.
    #[must_use]
    pub fn records(&self) -> Option<&RecordFile> {
        if let Body::Records(records) = &self.body { Some(records) } else { None }
    }

    pub(super) fn records_mut(&mut self) -> Option<&mut RecordFile> {
        if let Body::Records(records) = &mut self.body { Some(records) } else { None }
    }

    /// The transaction MAC file, where it is one.
    #[must_use]
    pub fn transaction_mac(&self) -> Option<&TransactionMac> {
        if let Body::TransactionMac(proof) = &self.body { Some(proof) } else { None }
    }

    pub(super) fn transaction_mac_mut(&mut self) -> Option<&mut TransactionMac> {
        if let Body::TransactionMac(proof) = &mut self.body { Some(proof) } else { None }
    }

    /// Bytes of memory it takes; a backup file is there twice.
    pub(super) fn room(&self) -> usize {
        match &self.body {
            Body::Standard(data) => data.len(),
            Body::Backup(data) => data.len().saturating_mul(2),
            Body::Value(_) | Body::TransactionMac(_) => 32,
            Body::Records(records) => records.size.saturating_mul(records.max),
        }
    }

    /// The answer to GetFileSettings.
    pub(super) fn settings(&self) -> Vec<u8> {
        let kind = match &self.body {
            Body::Standard(_) => 0,
            Body::Backup(_) => 1,
            Body::Value(_) => 2,
            Body::Records(records) => 3 + u8::from(records.cyclic),
            Body::TransactionMac(_) => 5,
        };
        let mut said = vec![kind, self.option];
        said.extend(self.access.0);
        match &self.body {
            Body::Standard(data) | Body::Backup(data) => said.extend(three(data.len())),
            Body::Value(value) => {
                said.extend(value.lower.to_le_bytes());
                said.extend(value.upper.to_le_bytes());
                said.extend(value.limited.to_le_bytes());
                said.push(value.flags);
            }
            Body::Records(records) => {
                said.extend(three(records.size));
                said.extend(three(records.max));
                said.extend(three(records.records.len()));
            }
            Body::TransactionMac(proof) => {
                said.extend([0x02, proof.key.version]);
                if self.option & 0x20 != 0 {
                    said.extend(proof.limit.to_le_bytes());
                }
            }
        }
        said
    }
}

/// A number in three bytes, least significant first.
pub(super) fn three(number: usize) -> [u8; 3] {
    let [a, b, c, ..] = number.to_le_bytes();
    [a, b, c]
}

/// A number from three bytes, least significant first.
pub(super) fn number([a, b, c]: [u8; 3]) -> usize {
    usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16
}
