//! What is done to a blank chip, in order. The order is the tear protection: nothing of it is a purse to a till until
//! the last step has written file 0015 with the enable flag.

use super::{FmcosProfile, command};
use crate::{IssueOrder, KeyRole};
use apdu::Command;
use pboc_purse::file::{city, log, public, trip};
use purse::Secret16;
use zeroize::Zeroizing;

/// Read by everybody.
const ANYBODY: u8 = 0xF0;
/// Written by nobody but the chip itself.
const CHIP_ONLY: u8 = 0xEF;
/// Once the holder's PIN is verified.
const AFTER_PIN: u8 = 0xF1;
/// Three tries, three left.
const TRIES: u8 = 0x33;

/// A key of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySlot {
    /// One of the issuer's.
    Issuer(KeyRole),
    /// The holder's PIN.
    Pin,
}

/// A file of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSpec {
    /// 0015.
    Public,
    /// 0017.
    City,
    /// 0018.
    Log,
    /// 0019 or another: records with an identifier.
    Marks,
    /// 001E.
    Trips,
    /// 0002: the purse, with its log.
    Purse,
}

/// One step. Doing it again changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put the issuer's root key in the place of the maker's transport key.
    RootKey,
    /// Create the directory of the application.
    Application,
    /// Create its key file.
    KeyFile,
    /// Write a key.
    Key(KeySlot),
    /// Create a file.
    File(FileSpec),
    /// Append the empty meal mark.
    Mark,
    /// Write file 0017.
    City,
    /// Write file 0015: from here on it is a card.
    Public,
}

/// All steps, in order.
#[must_use]
pub fn steps() -> Vec<Step> {
    use KeyRole::{Load, Maintenance, Master, PinReload, PinUnblock, Purchase, Tac};
    let keys = [Master, Maintenance, Purchase, Load, Tac, PinUnblock, PinReload];
    let files =
        [FileSpec::Public, FileSpec::City, FileSpec::Log, FileSpec::Marks, FileSpec::Trips, FileSpec::Purse];
    let mut steps = vec![Step::RootKey, Step::Application, Step::KeyFile];
    steps.extend(keys.map(|role| Step::Key(KeySlot::Issuer(role))));
    steps.push(Step::Key(KeySlot::Pin));
    steps.extend(files.map(Step::File));
    steps.extend([Step::Mark, Step::City, Step::Public]);
    steps
}

impl KeySlot {
    /// Key id.
    #[must_use]
    pub fn id(self, profile: &FmcosProfile) -> u8 {
        match self {
            KeySlot::Issuer(KeyRole::Purchase | KeyRole::Load) => profile.key_id,
            KeySlot::Issuer(KeyRole::Transport | KeyRole::Root) => profile.transport_key,
            KeySlot::Issuer(_) | KeySlot::Pin => 0x00,
        }
    }

    /// The block of WRITE KEY: kind ‖ use right ‖ change right ‖ two bytes ‖ key. The two bytes are version and
    /// algorithm of a transaction key, state and tries of a key that authenticates, FF and tries of the others.
    pub(super) fn block(self, profile: &FmcosProfile, secret: &[u8]) -> Zeroizing<Vec<u8>> {
        let (version, alg) = (profile.key_version, profile.alg_id);
        let state = profile.master_state;
        let load = if profile.load_wants_pin { AFTER_PIN } else { ANYBODY };
        let head = match self {
            KeySlot::Issuer(KeyRole::Master | KeyRole::Root | KeyRole::Transport) => {
                [0x39, ANYBODY, state, state, TRIES]
            }
            KeySlot::Issuer(KeyRole::Maintenance) => [0x36, ANYBODY, state, 0xFF, TRIES],
            KeySlot::Issuer(KeyRole::PinUnblock) => [0x37, ANYBODY, state, 0xFF, TRIES],
            KeySlot::Issuer(KeyRole::PinReload) => [0x38, ANYBODY, state, 0xFF, TRIES],
            KeySlot::Issuer(KeyRole::Purchase) => [0x3E, ANYBODY, state, version, alg],
            KeySlot::Issuer(KeyRole::Load) => [0x3F, load, state, version, alg],
            KeySlot::Issuer(KeyRole::Tac) => [0x34, ANYBODY, state, version, alg],
            KeySlot::Pin => [0x3A, ANYBODY, CHIP_ONLY, 0x01, TRIES],
        };
        let mut block = Zeroizing::new(Vec::with_capacity(head.len().saturating_add(secret.len())));
        block.extend(head);
        block.extend(secret);
        block
    }

    /// What is to be written: a key, or the PIN of the order.
    pub(super) fn secret(
        self,
        order: &IssueOrder,
        key: impl FnOnce(KeyRole) -> Option<Secret16>,
    ) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            KeySlot::Issuer(role) => key(role).map(|key| Zeroizing::new(key.expose().to_vec())),
            KeySlot::Pin => Some(Zeroizing::new(order.pin.bytes().to_vec())),
        }
    }
}

impl FileSpec {
    /// The command that creates it.
    #[must_use]
    pub fn create(self, profile: &FmcosProfile) -> Command {
        let sfi = u16::from(profile.mark.sfi);
        let records = u16::from(profile.mark.length).saturating_add(8).to_be_bytes();
        match self {
            FileSpec::Public => plain(0x0015, 0xA8, [0x00, public::LENGTH], ANYBODY),
            FileSpec::City => plain(0x0017, 0xA8, [0x00, city::LENGTH], ANYBODY),
            FileSpec::Log => plain(0x0018, 0x2E, [log::DEPTH, log::LENGTH], CHIP_ONLY),
            FileSpec::Marks => plain(sfi, 0x2C, records, profile.master_state),
            FileSpec::Trips => plain(0x001E, 0x2E, [trip::DEPTH, trip::LENGTH], CHIP_ONLY),
            FileSpec::Purse => command::create(0x0002, vec![0x2F, 0x02, 0x08, ANYBODY, 0x00, 0xFF, 0x18]),
        }
    }
}

fn plain(file: u16, kind: u8, [high, low]: [u8; 2], write: u8) -> Command {
    command::create(file, vec![kind, high, low, ANYBODY, write, 0xFF, 0xFF])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_becomes_one_last() {
        let steps = steps();
        assert_eq!(steps.len(), 20);
        assert_eq!(steps.last(), Some(&Step::Public));
        let place = |wanted| steps.iter().position(|step| *step == wanted).unwrap();
        assert!(place(Step::Key(KeySlot::Issuer(KeyRole::Master))) < place(Step::Key(KeySlot::Pin)));
        assert!(place(Step::File(FileSpec::Marks)) < place(Step::Mark));
        assert!(place(Step::File(FileSpec::Log)) < place(Step::File(FileSpec::Purse)));
    }
}
