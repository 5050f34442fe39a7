//! CREATE FILE (80 E0) and ERASE DF (80 0E).

use super::VirtualFmcos;
use super::memory::{Body, Directory, File, KeyFile, Protection, PurseFile, Table};
use crate::incoming::{Incoming, NO_ROOM, Said, WRONG_DATA, WRONG_LENGTH, WRONG_P1_P2, WRONG_TYPE};

/// Identifier of a key file.
const KEY_FILE: u16 = 0x0000;
/// Identifier of the purse (EP).
const PURSE: u16 = 0x0002;
/// Bytes of the name of an application. ISO/IEC 7816-4
const NAME: core::ops::RangeInclusive<usize> = 5..=16;

impl VirtualFmcos {
    /// Type byte, then what the type wants; high bits of the type say how it is written to.
    pub(super) fn create_file(&mut self, heard: &Incoming<'_>) -> Said {
        self.open()?;
        self.may(self.directory().create)?;
        let id = u16::from_be_bytes([heard.p1, heard.p2]);
        let (&kind, head) = heard.data.split_first().ok_or(WRONG_LENGTH)?;
        let mut next = self.state.clone();
        let here = self.session.current;
        match kind & 0x3F {
            0x38 => {
                let made = application(id, head)?;
                let known = |other: &Directory| other.id == id || other.name == made.name;
                if here.is_some() || known(&next.master) || next.applications.iter().any(known) {
                    return Err(WRONG_DATA);
                }
                let used = next.applications.iter().map(|other| usize::from(other.space)).sum::<usize>();
                fits(&next.master, used + next.master.used() + usize::from(made.space))?;
                next.applications.push(made);
            }
            0x3F => {
                let directory = next.at_mut(here);
                if id != KEY_FILE || directory.key_file.is_some() {
                    return Err(WRONG_DATA);
                }
                let &[s0, s1, _sfi, add, _, _] = head else { return Err(WRONG_LENGTH) };
                let protected = Protection::of(kind) != Protection::Plain;
                directory.key_file = Some(KeyFile { space: u16::from_be_bytes([s0, s1]), add, protected });
            }
            0x2F => {
                let directory = next.at_mut(here);
                if here.is_none() || id != PURSE || directory.purse.is_some() {
                    return Err(WRONG_DATA);
                }
                let &[0x02, 0x08, usage, _, _, log] = head else { return Err(WRONG_DATA) };
                directory.purse = Some(PurseFile { usage, log, ..PurseFile::default() });
            }
            _ => {
                let directory = next.at_mut(here);
                let file = file(id, kind, head)?;
                if file.id == KEY_FILE || directory.files.iter().any(|other| other.id == id) {
                    return Err(WRONG_DATA);
                }
                fits(directory, directory.used() + file.body.size())?;
                directory.files.push(file);
            }
        }
        self.commit(next);
        Ok(Vec::new())
    }

    /// All files and keys of the current directory; in the master file, of the whole card.
    pub(super) fn erase(&mut self, heard: &Incoming<'_>) -> Said {
        if (heard.p1, heard.p2) != (0, 0) {
            return Err(WRONG_P1_P2);
        }
        let Directory { id, ref name, space, create, erase, .. } = *self.open()?;
        self.may(erase)?;
        let empty = Directory::new(id, name, space, create, erase);
        let mut next = self.state.clone();
        *next.at_mut(self.session.current) = empty;
        if self.session.current.is_none() {
            next.applications.clear();
        }
        self.commit(next);
        Ok(Vec::new())
    }
}

fn fits(directory: &Directory, bytes: usize) -> Result<(), u16> {
    if bytes > usize::from(directory.space) { Err(NO_ROOM) } else { Ok(()) }
}

/// Space 2, right to create, right to erase, three bytes that say nothing here, name.
fn application(id: u16, head: &[u8]) -> Result<Directory, u16> {
    let (&[s0, s1, create, erase, _, _, _], name) = head.split_first_chunk::<7>().ok_or(WRONG_LENGTH)?;
    if !NAME.contains(&name.len()) {
        return Err(WRONG_DATA);
    }
    Ok(Directory::new(id, name, u16::from_be_bytes([s0, s1]), create, erase))
}

/// Size 2 (or number and length of records), rights to read and write, FF, key for the MAC of a write.
fn file(id: u16, kind: u8, head: &[u8]) -> Result<File, u16> {
    let &[s0, s1, read, write, _, key] = head else { return Err(WRONG_LENGTH) };
    let space = u16::from_be_bytes([s0, s1]);
    let table = || Table { most: s0, length: s1, records: Vec::new() };
    let body = match kind & 0x3F {
        0x28 => Body::Binary(vec![0; usize::from(space)]),
        0x2A => Body::Fixed(table()),
        0x2C => Body::Variable { space, records: Vec::new() },
        0x2E => Body::Cyclic(table()),
        _ => return Err(WRONG_TYPE),
    };
    if body.size() == 0 {
        return Err(WRONG_DATA);
    }
    // The two low bits name the key, inverted: FF is key 00.
    Ok(File { id, read, write, protection: Protection::of(kind), key_id: !key & 0x03, body })
}
