//! What a chip is to become: the county's parameters, as tills know them, and what only its maker decides.

use super::BLOCKED;
use super::command::{Head, create_records, create_value};
use core::fmt;
use desfire_purse::command::get_file_settings::{FileSettings, Shape};
use desfire_purse::wire::{Mode, Native};
use desfire_purse::{Generation, Parameters, Record};
use thiserror::Error;

/// Keys of the application.
pub(super) const KEYS: u8 = 5;
/// Records of the cyclic file: ten are kept.
const RECORDS: u32 = 11;
/// LIMITED CREDIT is on, GET VALUE is not free.
const LIMITED_CREDIT: u8 = 0x01;
/// Most fen that a value file holds.
const VALUE_MAX: u32 = 0x7FFF_FFFF;
/// Nobody, in access rights.
const NOBODY: u8 = 0x0F;
/// Everybody, in access rights.
const EVERYBODY: u8 = 0x0E;

/// Where a session is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the chip itself, with its master key.
    Chip,
    /// In the application, with the key of this number.
    Application(u8),
}

impl Place {
    /// Number of the key.
    pub(super) fn key(self) -> u8 {
        match self {
            Place::Chip => 0,
            Place::Application(key) => key,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Chip => f.write_str("chip key 0"),
            Place::Application(key) => write!(f, "application key {key}"),
        }
    }
}

/// Why such cards cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProfileRefusal {
    /// 0 is a key nobody has set, FF one that was blocked.
    #[error("key-version 应为 1 至 254 · key-version must be 1 to 254")]
    KeyVersion,
    /// The master key of the application is no till's and no desk's.
    #[error("till-key 和 load-key 应为 1 至 4，且不相同 · till-key and load-key must be 1 to 4, and differ")]
    KeyNumber,
    /// More than a value file holds.
    #[error("余额上限应为 1 至 2147483647 分 · the highest balance must be 1 to 2147483647 fen")]
    Highest,
}

/// How a blank chip becomes a purse of this county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesfireProfile {
    pub(super) parameters: Parameters,
    pub(super) highest: u32,
}

/// A file of the application, and what everybody can read of it afterwards.
pub(super) struct FilePlan {
    pub(super) head: Head,
    pub(super) settings: FileSettings,
}

impl DesfireProfile {
    /// Purses of this application that hold at most so many fen.
    ///
    /// # Errors
    /// What cannot be.
    pub fn new(parameters: Parameters, highest: u32) -> Result<DesfireProfile, ProfileRefusal> {
        let number = 1..KEYS;
        let (till, load) = (parameters.till_key, parameters.load_key);
        if matches!(parameters.key_version, 0 | BLOCKED) {
            Err(ProfileRefusal::KeyVersion)
        } else if !number.contains(&till) || !number.contains(&load) || till == load {
            Err(ProfileRefusal::KeyNumber)
        } else if !(1..=VALUE_MAX).contains(&highest) {
            Err(ProfileRefusal::Highest)
        } else {
            Ok(DesfireProfile { parameters, highest })
        }
    }

    /// The application as tills know it.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Whether there is a transaction MAC file.
    pub(super) fn proves(&self) -> bool {
        self.parameters.generation == Generation::Ev2
    }

    /// Everybody reads, the till writes, the load key does both.
    pub(super) fn records(&self) -> FilePlan {
        let Parameters { record_file, till_key, load_key, .. } = self.parameters;
        let shape = Shape::Records { size: Record::LENGTH, most: RECORDS, now: 1 };
        plan(record_file, Mode::Mac, [rights(load_key, 0), rights(EVERYBODY, till_key)], shape)
    }

    /// The till reads, debits and gives back, the load key credits.
    pub(super) fn value(&self) -> FilePlan {
        let Parameters { value_file, till_key, load_key, .. } = self.parameters;
        let upper = i32::try_from(self.highest).unwrap_or(i32::MAX);
        let shape = Shape::Value { lower: 0, upper, allowance: 0, flags: LIMITED_CREDIT };
        plan(value_file, Mode::Full, [rights(load_key, 0), rights(till_key, till_key)], shape)
    }

    /// The till reads it and says who commits; nobody writes. What is done outside a session does not enter it.
    pub(super) fn transaction_mac(&self) -> FilePlan {
        let Parameters { mac_file, till_key, key_version, .. } = self.parameters;
        let shape = Shape::TransactionMac { key_option: 0x02, key_version };
        let plan = plan(mac_file, Mode::Mac, [rights(till_key, 0), rights(till_key, NOBODY)], shape);
        FilePlan { head: Head { option: 0x11, ..plan.head }, ..plan }
    }

    pub(super) fn create_records(&self) -> Native {
        create_records(self.records().head, Record::LENGTH, RECORDS)
    }

    pub(super) fn create_value(&self) -> Native {
        create_value(self.value().head, self.highest, LIMITED_CREDIT)
    }
}

/// Two half-bytes of access rights.
fn rights(high: u8, low: u8) -> u8 {
    high << 4 | low
}

fn plan(file: u8, mode: Mode, rights: [u8; 2], shape: Shape) -> FilePlan {
    let option = match mode {
        Mode::Plain => 0x00,
        Mode::Mac => 0x01,
        Mode::Full => 0x03,
    };
    FilePlan { head: Head { file, option, rights }, settings: FileSettings { mode, rights, shape } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused() {
        let usual = Parameters::default();
        let made = |change: fn(&mut Parameters), highest| {
            let mut parameters = usual.clone();
            change(&mut parameters);
            DesfireProfile::new(parameters, highest).map(|_| ())
        };
        assert_eq!(made(|_| (), 100_000), Ok(()));
        assert_eq!(made(|told| told.key_version = 0, 1), Err(ProfileRefusal::KeyVersion));
        assert_eq!(made(|told| told.key_version = 0xFF, 1), Err(ProfileRefusal::KeyVersion));
        assert_eq!(made(|told| told.till_key = 0, 1), Err(ProfileRefusal::KeyNumber));
        assert_eq!(made(|told| told.load_key = 5, 1), Err(ProfileRefusal::KeyNumber));
        assert_eq!(made(|told| told.load_key = 1, 1), Err(ProfileRefusal::KeyNumber));
        assert_eq!(made(|_| (), 0), Err(ProfileRefusal::Highest));
        assert_eq!(made(|_| (), 0x8000_0000), Err(ProfileRefusal::Highest));
    }

    /// The county's layout, byte for byte.
    #[test]
    fn files_of_the_county() {
        let profile = DesfireProfile::new(Parameters::default(), 0x7FFF_FFFF).unwrap();
        let header = |native: Native| (native.ins, native.header);
        assert_eq!(header(profile.create_records()), (0xC0, vec![1, 1, 0x20, 0xE1, 40, 0, 0, 11, 0, 0]));
        let value = vec![2, 3, 0x20, 0x11, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0, 1];
        assert_eq!(header(profile.create_value()), (0xCC, value));
        let head = profile.transaction_mac().head;
        assert_eq!((head.file, head.option, head.rights), (0x0F, 0x11, [0x10, 0x1F]));
    }
}
