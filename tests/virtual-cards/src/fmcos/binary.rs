//! READ BINARY and UPDATE BINARY, by short identifier or on the selected file.

use super::VirtualFmcos;
use super::memory::{Body, File};
use crate::incoming::{Incoming, NO_FILE, NOT_FOUND, Said, WRONG_OFFSET, WRONG_TYPE};

impl VirtualFmcos {
    pub(super) fn read_binary(&mut self, heard: &Incoming<'_>) -> Said {
        let (file, offset) = self.binary(heard)?;
        self.may(file.read)?;
        let Body::Binary(bytes) = &file.body else { return Err(WRONG_TYPE) };
        let from = bytes.get(offset..).filter(|rest| !rest.is_empty()).ok_or(WRONG_OFFSET)?;
        heard.cut(from, self.purse.manner().strict_le)
    }

    pub(super) fn update_binary(&mut self, heard: &Incoming<'_>) -> Said {
        let (file, offset) = self.binary(heard)?;
        let data = self.written(&file, heard)?;
        let mut next = self.state.clone();
        let kept = next.at_mut(self.session.current).files.iter_mut().find(|kept| kept.id == file.id);
        let Some(File { body: Body::Binary(bytes), .. }) = kept else { return Err(WRONG_TYPE) };
        let place = bytes.get_mut(offset..).and_then(|rest| rest.get_mut(..data.len()));
        place.ok_or(WRONG_OFFSET)?.copy_from_slice(&data);
        self.commit(next);
        Ok(Vec::new())
    }

    fn binary(&self, heard: &Incoming<'_>) -> Result<(File, usize), u16> {
        let directory = self.open()?;
        if let Some(sfi) = heard.p1.checked_sub(0x80) {
            return Ok((directory.short(sfi).ok_or(NOT_FOUND)?.clone(), usize::from(heard.p2)));
        }
        let id = self.session.file.ok_or(NO_FILE)?;
        let file = directory.files.iter().find(|file| file.id == id).ok_or(NO_FILE)?;
        Ok((file.clone(), usize::from(u16::from_be_bytes([heard.p1, heard.p2]))))
    }
}
