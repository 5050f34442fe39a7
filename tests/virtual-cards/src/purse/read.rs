//! READ BINARY, READ RECORD, GET BALANCE: what a card shows to anybody.

use super::VirtualPurse;
use super::cache::TRIPS;
use crate::incoming::{Incoming, NO_FILE, NO_RECORD, NOT_FOUND, Said, WRONG_OFFSET, WRONG_P1_P2};

/// File 0018, the transaction log.
const LOG: u8 = 0x18;

impl VirtualPurse {
    pub(super) fn read_binary(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let sfi = heard.p1.checked_sub(0x80).ok_or(NO_FILE)?;
        let file = self.state.binary(sfi).ok_or(NOT_FOUND)?;
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
        let composites = &self.state.composites;
        let record: Option<&[u8]> = match (heard.p2 >> 3, by_number) {
            (LOG, true) => nth.and_then(|nth| self.state.log.get(nth)).map(<[u8; 23]>::as_slice),
            (TRIPS, true) => nth.and_then(|nth| self.state.trips.get(nth)).map(<[u8; 48]>::as_slice),
            (LOG | TRIPS, false) => None,
            (sfi, true) if sfi == self.state.composite_file => {
                nth.and_then(|nth| composites.get(nth)).map(|(record, _)| record.as_slice())
            }
            (sfi, false) if sfi == self.state.composite_file => {
                composites.iter().map(|(record, _)| record.as_slice()).find(|r| r.first() == Some(&heard.p1))
            }
            _ => return Err(NOT_FOUND),
        };
        let record = record.ok_or(NO_RECORD)?;
        // A record is read whole or not at all.
        heard.wants(u8::try_from(record.len()).unwrap_or(u8::MAX), self.manner.strict_le)?;
        Ok(record.to_vec())
    }

    pub(super) fn get_balance(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        heard.wants(4, false)?;
        let state = &self.state;
        // T-Union gives P1 a meaning; plain PBOC knows P1 00 only.
        let amount = match (heard.p1, heard.p2) {
            (0x00, 0x02) => state.spendable(),
            (1.., 0x02) if self.manner.plain_balance => return Err(WRONG_P1_P2),
            (0x01, 0x02) => state.overdraft_limit,
            (0x02, 0x02) => state.overdraft_used,
            (0x03, 0x02) => state.balance,
            _ => return Err(WRONG_P1_P2),
        };
        Ok(amount.to_be_bytes().to_vec())
    }
}
