//! CHANGE KEY, AES. NXP AN0945 tables 32 and 33 (EV1); AN12196 tables 25 and 26 (EV2).
//!
//! | INS | header | data, enciphered | which |
//! | --- | --- | --- | --- |
//! | C4 | key number 1 | (new xor old) 16 ‖ version 1 ‖ CRC(C4 ‖ header ‖ those) 4 ‖ CRC(new) 4 | EV1, another key |
//! | C4 | key number 1 | new 16 ‖ version 1 ‖ CRC(C4 ‖ header ‖ those) 4 | EV1, the key of the session |
//! | C4 | key number 1 | (new xor old) 16 ‖ version 1 ‖ CRC(new) 4 | EV2, another key |
//! | C4 | key number 1 | new 16 ‖ version 1 | EV2, the key of the session |
//!
//! After its own key is changed the card answers a bare `9100` and the session is over.

use crate::crypto::crc::crc32;
use crate::crypto::xor;
use crate::wire::{Mode, Native};
use purse::Secret16;
use zeroize::Zeroizing;

/// Instruction.
pub const INS: u8 = 0xC4;

/// A key that replaces another.
#[derive(Clone, Debug)]
pub struct KeyChange {
    /// Number of the key.
    pub number: u8,
    /// The new key.
    pub new: Secret16,
    /// Its version.
    pub version: u8,
    /// The key it replaces; `None` for the key of the session itself.
    pub old: Option<Secret16>,
}

impl KeyChange {
    /// What EV1 enciphers; for [`crate::crypto::ev1::Ev1::seal_prepared`] with the key number as header.
    #[must_use]
    pub fn ev1_data(&self) -> Zeroizing<Vec<u8>> {
        let mut data = self.key_and_version();
        let crc = crc32(&[&[INS, self.number], &data]);
        data.extend(crc);
        self.add_new_crc(&mut data);
        data
    }

    /// The command for an EV2 session.
    #[must_use]
    pub fn ev2(&self) -> Native {
        let mut data = self.key_and_version();
        self.add_new_crc(&mut data);
        Native::new(INS, [self.number]).with_data(data.as_slice(), Mode::Full)
    }

    fn key_and_version(&self) -> Zeroizing<Vec<u8>> {
        let key = match &self.old {
            Some(old) => xor(*self.new.expose(), *old.expose()),
            None => *self.new.expose(),
        };
        Zeroizing::new([&key[..], &[self.version]].concat())
    }

    fn add_new_crc(&self, data: &mut Vec<u8>) {
        if self.old.is_some() {
            data.extend(crc32(&[self.new.expose()]));
        }
    }
}
