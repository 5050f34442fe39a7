//! SELECT: the directory, the purse.

use super::{Lock, Session, VirtualPurse};
use crate::foreign::{PPSE, ppse, tlv};
use crate::incoming::{Incoming, LOCKED, LOCKED_FOR_EVER, NOT_FOUND, Said};

/// The T-Union purse.
pub(crate) const AID: [u8; 8] = [0xA0, 0, 0, 0x06, 0x32, 0x01, 0x01, 0x05];
/// The City-Union purse (CJ/T), also the general PBOC purse of FMCOS.
pub(crate) const CITY_AID: [u8; 9] = [0xA0, 0, 0, 0, 0x03, 0x86, 0x98, 0x07, 0x01];
/// Bytes of file 0015 that the answer to SELECT shows.
const SHOWN: usize = 30;
pub(crate) const PSE: &[u8] = b"1PAY.SYS.DDF01";

impl VirtualPurse {
    pub(super) fn select(&mut self, heard: &Incoming<'_>) -> Said {
        // A failed SELECT leaves the old selection, but never what was pending.
        let answer = match (heard.p1, heard.data) {
            (0x04, PPSE) if self.state.aid == AID => ppse(&AID, b"MOT_T_EP"),
            (0x04, name) if name == self.state.aid => return self.select_purse(heard),
            (0x04, PSE) | (0x00, [] | [0x3F, 0x00]) => {
                tlv(&[0x6F], &[tlv(&[0x84], PSE), tlv(&[0xA5], &[0x88, 1, 1])].concat())
            }
            _ => return Err(NOT_FOUND),
        };
        self.session = Session::default();
        heard.cut(&answer, false)
    }

    fn select_purse(&mut self, heard: &Incoming<'_>) -> Said {
        self.session = Session { purse_selected: true, ..Session::default() };
        let fci = purse_fci(&self.state.aid, &self.state.public_data);
        match (self.state.lock, self.manner.locked_status) {
            (Lock::Open, _) => heard.cut(&fci, false),
            (_, Some(status)) => Err(status),
            (Lock::Temporary, None) => Err(LOCKED),
            (Lock::ForEver, None) => Err(LOCKED_FOR_EVER),
        }
    }
}

/// What SELECT answers for a purse: its name and file 0015; T-Union puts its version before it.
pub(crate) fn purse_fci(name: &[u8], public_data: &[u8]) -> Vec<u8> {
    let shown: Vec<u8> = public_data.iter().copied().take(SHOWN).collect();
    let version = if name == AID { tlv(&[0x9F, 0x08], &[0x02]) } else { Vec::new() };
    let own = [version, tlv(&[0x9F, 0x0C], &shown)].concat();
    tlv(&[0x6F], &[tlv(&[0x84], name), tlv(&[0xA5], &own)].concat())
}
