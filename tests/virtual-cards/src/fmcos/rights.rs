//! Who may do what: security levels, and write commands that carry a MAC.

use super::VirtualFmcos;
use super::memory::{Directory, File, Protection, kind};
use crate::incoming::{
    Incoming, KEY_MISSING, LOCKED, LOCKED_FOR_EVER, SECURITY, Said, WRONG_CLASS, WRONG_DATA, WRONG_LENGTH,
};
use crate::purse::enveloped;
use crate::{Key, Lock};

impl VirtualFmcos {
    /// Refuses unless the session has the level that `right` asks for. `XY` asks for a level of at least Y and
    /// at most X in this directory; `0Y` for at least Y in the master file; where X is below Y nobody has it.
    /// A directory without any key is still being made and asks for nothing.
    pub(super) fn may(&self, right: u8) -> Result<(), u16> {
        let (most, least) = (right >> 4, right & 0x0F);
        let level = if self.session.current.is_none() || most == 0 {
            self.session.master_level
        } else {
            self.session.level
        };
        let most = if most == 0 { 0x0F } else { most };
        let has = (least..=most).contains(&level);
        if has || self.directory().keys.is_empty() { Ok(()) } else { Err(SECURITY) }
    }

    /// Refuses when the application is locked.
    pub(super) fn open(&self) -> Result<&Directory, u16> {
        let directory = self.directory();
        match directory.lock {
            Lock::Open => Ok(directory),
            Lock::Temporary => Err(LOCKED),
            Lock::ForEver => Err(LOCKED_FOR_EVER),
        }
    }

    /// The data of a write command, as this file wants it to come. Class 04 says that there is a MAC.
    pub(super) fn written(&mut self, file: &File, heard: &Incoming<'_>) -> Said {
        self.may(file.write)?;
        let with_mac = heard.cla & 0x04 != 0;
        if with_mac != (file.protection != Protection::Plain) {
            return Err(WRONG_CLASS);
        }
        if !with_mac {
            return Ok(heard.data.to_vec());
        }
        let slot = self.directory().key(kind::MAINTENANCE, file.key_id).ok_or(KEY_MISSING)?;
        let key = slot.key();
        match file.protection {
            Protection::Cipher => self.secret(heard, key),
            Protection::Plain | Protection::Mac => self.authentic(heard, key),
        }
    }

    /// The data of a command whose MAC is right under this key; wrong ones are counted.
    pub(super) fn authentic(&mut self, heard: &Incoming<'_>, key: Key) -> Said {
        self.lend(|purse| purse.authentic(heard, key))
    }

    /// The same, with data that came as length, data, padding, enciphered.
    pub(super) fn secret(&mut self, heard: &Incoming<'_>, key: Key) -> Said {
        let hidden = self.authentic(heard, key)?;
        let plain = self.state.cipher.decipher(&key, &hidden).ok_or(WRONG_LENGTH)?;
        enveloped(&plain).map(<[u8]>::to_vec).ok_or(WRONG_DATA)
    }
}
