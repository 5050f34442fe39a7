//! Issuing: applications and files are made and deleted.

use super::access::{Access, CommMode};
use super::file::{Body, File, RecordFile, TransactionMac, ValueFile, number};
use super::state::{Application, CardKey, MEMORY};
use super::status::{
    APPLICATION_NOT_FOUND, AUTHENTICATION, COUNT, DUPLICATE, FILE_NOT_FOUND, LENGTH, OUT_OF_EEPROM,
    PARAMETER, PERMISSION_DENIED,
};
use super::transaction::proof_of;
use super::{Generation, Reply, VirtualDesfire};
use crate::Key;
use std::collections::BTreeMap;

/// Applications on one card: what an EV1 has room for.
const APPLICATIONS_MAX: usize = 28;
/// Files of one application.
const FILES_MAX: u8 = 32;

impl VirtualDesfire {
    /// Keys are AES, files have no ISO identifiers: the other kinds are refused.
    pub(super) fn create_application(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[a, b, c, settings, settings2] = clear else { return Err(LENGTH) };
        if self.session.selected.is_some() {
            return Err(PERMISSION_DENIED);
        }
        self.may_create()?;
        let count = usize::from(settings2 & 0x0F);
        let aid = [a, b, c];
        if settings2 & 0xF0 != 0x80 || !(1..=14).contains(&count) || aid == [0; 3] {
            return Err(PARAMETER);
        }
        if self.state.application(aid).is_some() {
            return Err(DUPLICATE);
        }
        if self.state.applications.len() >= APPLICATIONS_MAX {
            return Err(if self.state.generation == Generation::Ev1 { COUNT } else { OUT_OF_EEPROM });
        }
        let made = Application { aid, settings, keys: vec![CardKey::ZERO; count], files: BTreeMap::new() };
        self.save(|state| state.applications.push(made));
        Ok(Vec::new())
    }

    /// By the master key of the card, or from within by that of the application where that is allowed.
    pub(super) fn delete_application(&mut self, clear: &[u8]) -> Result<Reply, u8> {
        let aid: [u8; 3] = clear.try_into().map_err(|_| LENGTH)?;
        let within = match self.session.selected {
            None => false,
            Some(selected) if selected == aid && self.state.settings & 0x04 != 0 => true,
            Some(_) => return Err(PERMISSION_DENIED),
        };
        if !self.is_master() {
            return Err(AUTHENTICATION);
        }
        if self.state.application(aid).is_none() {
            return Err(APPLICATION_NOT_FOUND);
        }
        self.save(|state| state.applications.retain(|application| application.aid != aid));
        if within {
            self.session.selected = None;
            return Ok(Reply::Last(Vec::new()));
        }
        Ok(Reply::Sealed(Vec::new()))
    }

    /// FormatPICC: no application is left.
    pub(super) fn format(&mut self) -> Result<Vec<u8>, u8> {
        if self.session.selected.is_some() {
            return Err(PERMISSION_DENIED);
        }
        if !self.is_master() {
            return Err(AUTHENTICATION);
        }
        self.save(|state| state.applications.clear());
        Ok(Vec::new())
    }

    /// CreateStdDataFile CD, CreateBackupDataFile CB.
    pub(super) fn create_data(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[file, option, high, low, a, b, c] = clear else { return Err(LENGTH) };
        let size = number([a, b, c]);
        if size == 0 {
            return Err(PARAMETER);
        }
        // Before the memory of the simulation is asked for, the memory of the card is.
        self.fits(if ins == 0xCB { size.saturating_mul(2) } else { size })?;
        let content = vec![0; size];
        let body = if ins == 0xCB { Body::Backup(content) } else { Body::Standard(content) };
        self.create(file, File { option, access: Access([high, low]), body })
    }

    pub(super) fn create_value(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[file, option, high, low, ref limits @ ..] = clear else { return Err(LENGTH) };
        let &[l0, l1, l2, l3, u0, u1, u2, u3, v0, v1, v2, v3, flags] = limits else { return Err(LENGTH) };
        let (lower, upper) = (i32::from_le_bytes([l0, l1, l2, l3]), i32::from_le_bytes([u0, u1, u2, u3]));
        let value = i32::from_le_bytes([v0, v1, v2, v3]);
        if !(lower..=upper).contains(&value) || flags & !0x03 != 0 {
            return Err(PARAMETER);
        }
        let body = Body::Value(ValueFile { lower, upper, value, limited: 0, flags });
        self.create(file, File { option, access: Access([high, low]), body })
    }

    /// CreateLinearRecordFile C1, CreateCyclicRecordFile C0.
    pub(super) fn create_records(&mut self, ins: u8, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[file, option, high, low, s0, s1, s2, m0, m1, m2] = clear else { return Err(LENGTH) };
        let (size, max, cyclic) = (number([s0, s1, s2]), number([m0, m1, m2]), ins == 0xC0);
        if size == 0 || max < 1 + usize::from(cyclic) {
            return Err(PARAMETER);
        }
        let body = Body::Records(RecordFile { cyclic, size, max, records: Vec::new() });
        self.create(file, File { option, access: Access([high, low]), body })
    }

    pub(super) fn create_transaction_mac(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[file, option, high, low, kind, ref secret @ ..] = clear else { return Err(LENGTH) };
        let Some((&key, &[version])) = secret.split_first_chunk::<16>() else { return Err(LENGTH) };
        let access = Access([high, low]);
        if kind != 0x02 || access.write() != 0x0F || option & !0x13 != 0 {
            return Err(PARAMETER);
        }
        if !self.is_master() {
            return Err(AUTHENTICATION);
        }
        if proof_of(self.application()?).is_some() {
            return Err(self.manner.decisions.second_proof_file);
        }
        let body = Body::TransactionMac(TransactionMac::new(CardKey { key: Key(key), version }));
        // Its second switch is its own.
        self.create(file, File { option, access, body })
    }

    fn create(&mut self, number: u8, file: File) -> Result<Vec<u8>, u8> {
        self.may_create()?;
        let application = self.application()?;
        let aid = application.aid;
        let own = if file.transaction_mac().is_some() { 0x13 } else { 0x03 };
        if number >= FILES_MAX || CommMode::of(file.option).is_none() || file.option & !own != 0 {
            return Err(PARAMETER);
        }
        if application.files.contains_key(&number) {
            return Err(DUPLICATE);
        }
        self.fits(file.room())?;
        self.save(|state| {
            if let Some(application) = state.application_mut(aid) {
                application.files.insert(number, file);
            }
        });
        Ok(Vec::new())
    }

    pub(super) fn delete_file(&mut self, clear: &[u8]) -> Result<Vec<u8>, u8> {
        let &[number] = clear else { return Err(LENGTH) };
        self.may_create()?;
        let application = self.application()?;
        let aid = application.aid;
        if application.access(number).is_none() {
            return Err(FILE_NOT_FOUND);
        }
        self.save(|state| {
            if let Some(application) = state.application_mut(aid) {
                application.files.remove(&number);
            }
        });
        Ok(Vec::new())
    }

    fn fits(&self, room: usize) -> Result<(), u8> {
        if self.state.used().saturating_add(room) > MEMORY { Err(OUT_OF_EEPROM) } else { Ok(()) }
    }

    /// Creating and deleting are free, or for who knows the master key.
    fn may_create(&self) -> Result<(), u8> {
        if self.settings()? & 0x04 != 0 || self.is_master() { Ok(()) } else { Err(AUTHENTICATION) }
    }
}
