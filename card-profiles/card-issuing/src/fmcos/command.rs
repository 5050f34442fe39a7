//! Commands that make files and keys. FMCOS 2.0 manual ch. 8.
//!
//! | command | CLA | INS | P1 P2 | data |
//! | --- | --- | --- | --- | --- |
//! | CREATE FILE, directory | 80 | E0 | file | 38 ‖ room 2 ‖ create right ‖ erase right ‖ short id ‖ FFFF ‖ name |
//! | CREATE FILE, keys | 80 | E0 | 0000 | 3F ‖ room 2 ‖ short id ‖ add right ‖ FFFF |
//! | CREATE FILE, others | 80 | E0 | file | type ‖ size 2 ‖ read right ‖ write right ‖ FF ‖ FF |
//! | CREATE FILE, purse | 80 | E0 | 0002 | 2F 0208 ‖ use right ‖ 00 FF ‖ log's short id |
//! | WRITE KEY | 80 | D4 | 01 to add, else the kind to change; key id | kind ‖ use right ‖ change right ‖ two bytes ‖ key |
//! | WRITE KEY, wrapped | 84 | D4 | the same | cipher(length ‖ the same ‖ 80 00…) ‖ MAC |
//! | ERASE DIRECTORY | 80 | 0E | 00 00 | |
//! | EXTERNAL AUTHENTICATE | 00 | 82 | 00, key id | cipher(challenge 8) |
//! | UPDATE BINARY | 04 | D6 | 80+SFI, 00 | file ‖ MAC |
//! | APPEND RECORD | 00 | E2 | 00, SFI·8+4 | record |
//! | RELOAD PIN | 80 | 5E | 00, key id | PIN ‖ MAC |
//! | PIN UNBLOCK | 84 | 24 | key id, 00 | cipher(length ‖ PIN ‖ 80 00…) ‖ MAC |
//!
//! The first key of a key file comes in the clear: there is none yet that could hide it. Make cards where nobody
//! listens. A wrapping key is the directory's own master key.
//!
//! Types: 28 binary, 2C records of any length, 2E cyclic (size: count 1 ‖ length 1); +80 with command MAC.
//! In a wrapped key block the kind carries C0: the key is changed with cipher and MAC only.
//!
//! | status | meaning |
//! | --- | --- |
//! | 9000 | done |
//! | 63Cx 6983 | wrong key, x tries left; blocked |
//! | 6982 | not allowed in this security state |
//! | 6A80 6A89 6A8A | it exists already; or a field is wrong |
//! | 6A84 | no room |
//! | 6988 | MAC wrong |

use super::FmcosProfile;
use apdu::Command;
use pboc_purse::Mac;
use pboc_purse::crypto::{Key16, triple_des_ecb};
use zeroize::Zeroizing;

/// The root of a chip's files.
pub const ROOT: u16 = 0x3F00;

/// Directory of the application.
#[must_use]
pub fn create_application(profile: &FmcosProfile) -> Command {
    let mut data = vec![0x38];
    data.extend(profile.room.to_be_bytes());
    data.extend([profile.master_state, profile.master_state, profile.application_id, 0xFF, 0xFF]);
    data.extend(&profile.aid);
    create(profile.application, data)
}

/// Its key file.
#[must_use]
pub fn create_key_file(profile: &FmcosProfile) -> Command {
    key_file(profile, profile.key_room, profile.application_id)
}

/// The key file of an emptied root.
#[must_use]
pub fn create_root_key_file(profile: &FmcosProfile) -> Command {
    key_file(profile, 0x0050, 0x01)
}

fn key_file(profile: &FmcosProfile, room: u16, short_id: u8) -> Command {
    let mut data = vec![0x3F];
    data.extend(room.to_be_bytes());
    data.extend([short_id, profile.master_state, 0xFF, 0xFF]);
    create(0x0000, data)
}

/// A file of this identifier with these bytes.
#[must_use]
pub fn create(file: u16, data: Vec<u8>) -> Command {
    let [p1, p2] = file.to_be_bytes();
    Command::new(0x80, 0xE0, p1, p2).with_data(data)
}

/// Challenge of eight bytes, for [`authenticate`].
#[must_use]
pub fn challenge() -> Command {
    Command::new(0x00, 0x84, 0x00, 0x00).expecting(0x08)
}

/// Proves the key of this id.
#[must_use]
pub fn authenticate(key_id: u8, key: &Key16, challenge: [u8; 8]) -> Command {
    Command::new(0x00, 0x82, 0x00, key_id).with_data(triple_des_ecb(key, &challenge))
}

/// A key in the clear.
#[must_use]
pub fn write_key(key_id: u8, block: &[u8]) -> Command {
    Command::new(0x80, 0xD4, 0x01, key_id).with_data(block)
}

/// The same block under a wrapping key, without its MAC. With the kind in P1 it replaces a key.
#[must_use]
pub fn wrapped_key(key_id: u8, block: &[u8], wrapping: &Key16) -> Command {
    let mut marked = Zeroizing::new(block.to_vec());
    if let Some(kind) = marked.first_mut() {
        *kind |= 0xC0;
    }
    Command::new(0x84, 0xD4, 0x01, key_id).with_data(wrap(&marked, wrapping))
}

/// `cipher(length ‖ block ‖ 80 00…)`, whole blocks of eight.
#[must_use]
pub fn wrap(block: &[u8], wrapping: &Key16) -> Vec<u8> {
    let length = u8::try_from(block.len()).unwrap_or(u8::MAX);
    let mut plain = Zeroizing::new(Vec::with_capacity(block.len().saturating_add(10)));
    plain.push(length);
    plain.extend(block);
    plain.push(0x80);
    let whole = plain.len().next_multiple_of(8);
    plain.resize(whole, 0x00);
    triple_des_ecb(wrapping, &plain)
}

/// Empties the selected directory, keys included.
#[must_use]
pub fn erase() -> Command {
    Command::new(0x80, 0x0E, 0x00, 0x00)
}

/// A whole binary file, without its MAC.
#[must_use]
pub fn update(sfi: u8, file: Vec<u8>) -> Command {
    Command::new(0x04, 0xD6, 0x80 | (sfi & 0x1F), 0x00).with_data(file)
}

/// One more record.
#[must_use]
pub fn append(sfi: u8, record: Vec<u8>) -> Command {
    Command::new(0x00, 0xE2, 0x00, (sfi & 0x1F) << 3 | 0x04).with_data(record)
}

/// What the MAC of this command covers: `CLA INS P1 P2 Lc data`, Lc counting the MAC.
#[must_use]
pub fn mac_input(command: &Command) -> Vec<u8> {
    let Command { cla, ins, p1, p2, data, .. } = command;
    let length = u8::try_from(data.len().saturating_add(4)).unwrap_or(u8::MAX);
    [&[*cla, *ins, *p1, *p2, length][..], data].concat()
}

/// The command with its MAC.
#[must_use]
pub fn sealed(mut command: Command, mac: Mac) -> Command {
    command.data.extend(mac.0);
    command
}
