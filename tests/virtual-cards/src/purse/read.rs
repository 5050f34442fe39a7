//! READ BINARY, READ RECORD, GET BALANCE: what a card shows to anybody.

use super::VirtualPurse;
use crate::incoming::{Incoming, NO_FILE, NO_RECORD, NOT_FOUND, Said, WRONG_OFFSET, WRONG_P1_P2};

impl VirtualPurse {
    pub(super) fn read_binary(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let file: &[u8] = match heard.p1 {
            0x95 => &self.state.public_data,
            0x96 => &self.state.holder_data,
            0x97 => &self.state.transit_data,
            0x80.. => return Err(NOT_FOUND),
            _ => return Err(NO_FILE),
        };
        let from = file.get(usize::from(heard.p2)..).filter(|rest| !rest.is_empty()).ok_or(WRONG_OFFSET)?;
        heard.cut(from, self.manner.strict_le)
    }

    pub(super) fn read_record(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let by_number = match heard.p2 & 0x07 {
            0x04 => true,
            0x00 => false,
            _ => return Err(WRONG_P1_P2),
        };
        let nth = usize::from(heard.p1).checked_sub(1);
        let record: &[u8] = match (heard.p2 >> 3, by_number) {
            (0x18, true) => nth.and_then(|nth| self.state.log.get(nth)).ok_or(NO_RECORD)?,
            (0x1E, true) => nth.and_then(|nth| self.state.trips.get(nth)).ok_or(NO_RECORD)?,
            (0x19, true) => {
                nth.and_then(|nth| self.state.composites.get(nth)).map(|(r, _)| r).ok_or(NO_RECORD)?
            }
            (0x19, false) => self.composite(heard.p1).map(|(record, _)| record).ok_or(NO_RECORD)?,
            (0x18 | 0x1E, false) => return Err(NO_RECORD),
            _ => return Err(NOT_FOUND),
        };
        // A record is read whole or not at all.
        heard.wants(u8::try_from(record.len()).unwrap_or(u8::MAX), self.manner.strict_le)?;
        Ok(record.to_vec())
    }

    /// The composite record with this identifier, and the room it has.
    pub(super) fn composite(&self, id: u8) -> Option<&(Vec<u8>, usize)> {
        self.state.composites.iter().find(|(record, _)| record.first() == Some(&id))
    }

    pub(super) fn get_balance(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        heard.wants(4, false)?;
        match (heard.p1, heard.p2) {
            // Usable amount and real balance are one where the overdraft limit is zero.
            (0x00 | 0x03, 0x02) => Ok(self.state.balance.to_be_bytes().to_vec()),
            (0x01 | 0x02, 0x02) => Ok(vec![0; 4]),
            _ => Err(WRONG_P1_P2),
        }
    }
}
