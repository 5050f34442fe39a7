//! READ RECORD, UPDATE RECORD, APPEND RECORD.

use super::VirtualFmcos;
use super::memory::{Body, File};
use crate::incoming::{
    Incoming, NO_FILE, NO_RECORD, NO_ROOM, NOT_FOUND, Said, WRONG_DATA, WRONG_LENGTH, WRONG_P1_P2, WRONG_TYPE,
};

/// Which record a command means.
enum Which {
    Nth(usize),
    Identifier(u8),
}

impl VirtualFmcos {
    pub(super) fn read_record(&mut self, heard: &Incoming<'_>) -> Said {
        let file = self.record_file(heard)?;
        self.may(file.read)?;
        let nth = which(heard)?.find(&file.body).ok_or(NO_RECORD)?;
        let record = match &file.body {
            Body::Binary(_) => return Err(WRONG_TYPE),
            Body::Fixed(table) | Body::Cyclic(table) => table.records.get(nth),
            Body::Variable { records, .. } => records.get(nth).map(|(record, _)| record),
        };
        let record = record.ok_or(NO_RECORD)?;
        heard.wants(u8::try_from(record.len()).unwrap_or(u8::MAX), self.purse.manner().strict_le)?;
        Ok(record.clone())
    }

    pub(super) fn update_record(&mut self, heard: &Incoming<'_>) -> Said {
        self.change(heard, |body, heard, data| {
            let nth = which(heard)?.find(body).ok_or(NO_RECORD)?;
            match body {
                Body::Binary(_) | Body::Cyclic(_) => return Err(WRONG_TYPE),
                Body::Fixed(table) if data.len() != usize::from(table.length) => return Err(WRONG_LENGTH),
                Body::Fixed(table) => *table.records.get_mut(nth).ok_or(NO_RECORD)? = data,
                Body::Variable { records, .. } => {
                    let (record, room) = records.get_mut(nth).ok_or(NO_RECORD)?;
                    carries_its_length(&data)?;
                    if data.len() > *room {
                        return Err(NO_ROOM);
                    }
                    *record = data;
                }
            }
            Ok(())
        })
    }

    pub(super) fn append_record(&mut self, heard: &Incoming<'_>) -> Said {
        if heard.p1 != 0x00 {
            return Err(WRONG_P1_P2);
        }
        self.change(heard, |body, _, data| {
            match body {
                Body::Binary(_) => return Err(WRONG_TYPE),
                Body::Fixed(table) | Body::Cyclic(table) if data.len() != usize::from(table.length) => {
                    return Err(WRONG_LENGTH);
                }
                Body::Fixed(table) if table.records.len() >= usize::from(table.most) => return Err(NO_ROOM),
                Body::Fixed(table) => table.records.push(data),
                Body::Cyclic(table) => {
                    table.records.insert(0, data);
                    table.records.truncate(usize::from(table.most));
                }
                Body::Variable { space, records } => {
                    carries_its_length(&data)?;
                    let used = records.iter().map(|(_, room)| room).sum::<usize>();
                    if used + data.len() > usize::from(*space) {
                        return Err(NO_ROOM);
                    }
                    let room = data.len();
                    records.push((data, room));
                }
            }
            Ok(())
        })
    }

    fn change(
        &mut self,
        heard: &Incoming<'_>,
        write: impl FnOnce(&mut Body, &Incoming<'_>, Vec<u8>) -> Result<(), u16>,
    ) -> Said {
        let file = self.record_file(heard)?;
        let data = self.written(&file, heard)?;
        let mut next = self.state.clone();
        let mut files = next.at_mut(self.session.current).files.iter_mut();
        write(&mut files.find(|kept| kept.id == file.id).ok_or(NOT_FOUND)?.body, heard, data)?;
        self.commit(next);
        Ok(Vec::new())
    }

    fn record_file(&self, heard: &Incoming<'_>) -> Result<File, u16> {
        let directory = self.open()?;
        let file = match (heard.p2 >> 3, self.session.file) {
            (0, None) => return Err(NO_FILE),
            (0, Some(id)) => directory.files.iter().find(|file| file.id == id),
            (sfi, _) => directory.short(sfi),
        };
        file.cloned().ok_or(NOT_FOUND)
    }
}

fn which(heard: &Incoming<'_>) -> Result<Which, u16> {
    match heard.p2 & 0x07 {
        0x04 => usize::from(heard.p1).checked_sub(1).map(Which::Nth).ok_or(NO_RECORD),
        0x00 => Ok(Which::Identifier(heard.p1)),
        _ => Err(WRONG_P1_P2),
    }
}

impl Which {
    fn find(self, body: &Body) -> Option<usize> {
        match (self, body) {
            (Which::Nth(nth), _) => Some(nth),
            (Which::Identifier(id), Body::Variable { records, .. }) => {
                records.iter().position(|(record, _)| record.first() == Some(&id))
            }
            (Which::Identifier(_), _) => None,
        }
    }
}

/// Identifier, then the length of what follows.
fn carries_its_length(record: &[u8]) -> Result<(), u16> {
    match record {
        [_, length, rest @ ..] if usize::from(*length) == rest.len() => Ok(()),
        _ => Err(WRONG_DATA),
    }
}
