//! SELECT by name or identifier.

use super::VirtualFmcos;
use super::memory::{Body, Directory};
use crate::foreign::{PPSE, ppse, tlv};
use crate::incoming::{Incoming, NOT_FOUND, Said, WRONG_P1_P2};
use crate::purse::{AID, purse_fci};

impl VirtualFmcos {
    pub(super) fn select(&mut self, heard: &Incoming<'_>) -> Said {
        let state = &self.state;
        let found = match (heard.p1, heard.data) {
            (0x00, []) => None,
            (0x00, &[high, low]) => {
                let id = u16::from_be_bytes([high, low]);
                if self.directory().files.iter().any(|file| file.id == id) {
                    self.session.file = Some(id);
                    return Ok(Vec::new());
                }
                self.directory_where(|directory| directory.id == id)?
            }
            (0x04, PPSE) if state.applications.iter().any(|application| application.name == AID) => {
                return heard.cut(&ppse(&AID, b"MOT_T_EP"), false);
            }
            (0x04, name) => self.directory_where(|directory| directory.name == name)?,
            _ => return Err(WRONG_P1_P2),
        };
        self.enter(found);
        if let Err(status) = self.open() {
            return Err(self.purse.manner().locked_status.unwrap_or(status));
        }
        heard.cut(&fci(self.directory(), found.is_none()), false)
    }

    fn directory_where(&self, fits: impl Fn(&Directory) -> bool) -> Result<Option<usize>, u16> {
        if fits(&self.state.master) {
            return Ok(None);
        }
        self.state.applications.iter().position(fits).map(Some).ok_or(NOT_FOUND)
    }
}

fn fci(directory: &Directory, master: bool) -> Vec<u8> {
    match directory.short(0x15).map(|file| &file.body) {
        Some(Body::Binary(public)) if !master => purse_fci(&directory.name, public),
        _ => {
            let own = if master { vec![0x88, 1, 1] } else { Vec::new() };
            tlv(&[0x6F], &[tlv(&[0x84], &directory.name), tlv(&[0xA5], &own)].concat())
        }
    }
}
