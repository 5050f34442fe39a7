//! Commands that make and unmake. NXP MF3ICD81 functional specification, as vendors restate it; AN12757.
//!
//! | INS | header | data, enciphered | asks for |
//! | --- | --- | --- | --- |
//! | CA | AID 3 ‖ key settings 1 ‖ AES 80 + number of keys | | an application |
//! | DA | AID 3 | | it gone, with all that is in it |
//! | C0 | file 1 ‖ option 1 ‖ rights 2 ‖ record size 3 ‖ most records 3 | | a cyclic record file |
//! | CC | file 1 ‖ option 1 ‖ rights 2 ‖ lower 4 ‖ upper 4 ‖ value 4 ‖ flags 1 | | a value file |
//! | CE | file 1 ‖ option 1 ‖ rights 2 ‖ 02 | key 16 ‖ version 1 | a transaction MAC file |
//! | 54 | | key settings 1 | other key settings |
//! | 45 | | | key settings 1 ‖ AES 80 + number of keys |
//! | C7 | | | the commit of a record alone |
//!
//! Key settings: bit 0 master key may change, bit 1 free listing, bit 2 free making and deleting, bit 3 settings may
//! change, bits 7-4 the key that changes keys. Integers are little-endian.

use desfire_purse::wire::{Mode, Native};
use purse::Secret16;

/// Settings of chip and application: the master key changes keys, listing is free, making and deleting is not.
pub(super) const SETTINGS: u8 = 0x0B;
/// The chip itself, for SELECT APPLICATION.
pub(super) const CHIP: [u8; 3] = [0; 3];
/// Number under which CHANGE KEY knows the chip's AES master key.
pub(super) const CHIP_MASTER: u8 = 0x80;
/// AES, in the key option of a transaction MAC file.
const AES: u8 = 0x02;

/// The byte that says: AES, and so many keys.
pub(super) fn aes_keys(count: u8) -> u8 {
    0x80 | count
}

/// Option and rights: what every file begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) file: u8,
    pub(super) option: u8,
    pub(super) rights: [u8; 2],
}

impl Head {
    fn bytes(self) -> [u8; 4] {
        let [high, low] = self.rights;
        [self.file, self.option, high, low]
    }
}

pub(super) fn create_application(aid: [u8; 3], keys: u8) -> Native {
    Native::new(0xCA, [&aid[..], &[SETTINGS, aes_keys(keys)]].concat())
}

pub(super) fn delete_application(aid: [u8; 3]) -> Native {
    Native::new(0xDA, aid)
}

pub(super) fn create_records(head: Head, size: u32, most: u32) -> Native {
    let ([a, b, c, _], [x, y, z, _]) = (size.to_le_bytes(), most.to_le_bytes());
    Native::new(0xC0, [&head.bytes()[..], &[a, b, c, x, y, z]].concat())
}

pub(super) fn create_value(head: Head, upper: u32, flags: u8) -> Native {
    Native::new(0xCC, [&head.bytes()[..], &[0; 4], &upper.to_le_bytes(), &[0; 4], &[flags]].concat())
}

pub(super) fn create_transaction_mac(head: Head, key: &Secret16, version: u8) -> Native {
    let data = zeroize::Zeroizing::new([&key.expose()[..], &[version]].concat());
    Native::new(0xCE, [&head.bytes()[..], &[AES]].concat()).with_data(data.as_slice(), Mode::Full)
}

pub(super) fn change_settings() -> Native {
    Native::new(0x54, []).with_data([SETTINGS], Mode::Full)
}

/// Whether settings are those of DES keys: bits 7 and 6 of the second byte, 10 for AES.
pub(super) fn is_des(settings: &[u8]) -> bool {
    matches!(settings, [_, keys] if keys & 0xC0 == 0)
}

pub(super) fn get_settings() -> Native {
    Native::new(0x45, [])
}

/// Without a transaction MAC file, and without money in it.
pub(super) fn commit_record() -> Native {
    Native::new(0xC7, [])
}
