//! What a DESFire tells about itself: version, serial, keys, applications, files.

use super::status::{AUTHENTICATION, LENGTH, NO_SUCH_KEY};
use super::{Generation, VirtualDesfire};

impl VirtualDesfire {
    /// Hardware, software, production: 28 bytes in three frames.
    pub(super) fn version(&self) -> Vec<u8> {
        let (hardware, software) = match self.state.generation {
            Generation::Ev1 => ([0x01, 0x00], [0x01, 0x04]),
            Generation::Ev2 => ([0x12, 0x00], [0x02, 0x00]),
            Generation::Ev3 => ([0x33, 0x00], [0x03, 0x00]),
        };
        // Maker, type, subtype, version, 8 KiB, ISO/IEC 14443-2 and -3.
        let part = |[major, minor]: [u8; 2]| [0x04, 0x01, 0x01, major, minor, 0x1A, 0x05];
        let uid = if self.state.random_id { [0; 7] } else { self.state.uid };
        // Batch 0, week 1 of 2026.
        [&part(hardware)[..], &part(software), &uid, &[0; 5], &[0x01, 0x26]].concat()
    }

    pub(super) fn key_version(&self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number] = clear else { return Err(LENGTH) };
        Ok(vec![self.key(number).ok_or(NO_SUCH_KEY)?.version])
    }

    pub(super) fn key_settings(&self) -> Result<Vec<u8>, u8> {
        self.may_list()?;
        Ok(match self.session.selected {
            None => vec![self.state.settings, if self.state.makers { 0x01 } else { 0x81 }],
            Some(_) => {
                let application = self.application()?;
                vec![application.settings, application.settings2()]
            }
        })
    }

    pub(super) fn application_ids(&self) -> Result<Vec<u8>, u8> {
        if self.session.selected.is_some() {
            return Err(super::status::PERMISSION_DENIED);
        }
        self.may_list()?;
        Ok(self.state.applications.iter().flat_map(|application| application.aid).collect())
    }

    pub(super) fn file_ids(&self) -> Result<Vec<u8>, u8> {
        self.may_list()?;
        Ok(self.application()?.files.keys().copied().collect())
    }

    pub(super) fn file_settings(&self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number] = clear else { return Err(LENGTH) };
        self.may_list()?;
        Ok(self.file(number)?.settings())
    }

    /// Listing is free, or for who knows the master key.
    fn may_list(&self) -> Result<(), u8> {
        if self.settings()? & 0x02 != 0 || self.is_master() { Ok(()) } else { Err(AUTHENTICATION) }
    }

    /// First byte of the key settings of what is selected.
    pub(super) fn settings(&self) -> Result<u8, u8> {
        match self.session.selected {
            None => Ok(self.state.settings),
            Some(_) => Ok(self.application()?.settings),
        }
    }

    /// Whether the session is of the master key of what is selected.
    pub(super) fn is_master(&self) -> bool {
        self.session.key() == Some(0)
    }
}
