//! UPDATE CAPP DATA CACHE: what a composite purchase will write besides the money.

use super::purchase::{COMPOSITE, Purchase};
use super::{Pending, VirtualPurse};
use crate::incoming::{
    Incoming, NO_RECORD, NO_ROOM, NOT_FOUND, RECORD_LOCKED, Said, WRONG_DATA, WRONG_LENGTH, WRONG_P1_P2,
    WRONG_STATE,
};

/// File 001E, the trip log.
pub(super) const TRIPS: u8 = 0x1E;

/// What DEBIT will write besides the money.
#[derive(Clone, Debug)]
pub(super) enum Write {
    Trip([u8; 48]),
    Composite { nth: usize, data: Vec<u8> },
}

impl VirtualPurse {
    pub(super) fn update_cache(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let Some(Pending::Purchase(Purchase { kind: COMPOSITE, .. })) = self.session.pending else {
            return Err(WRONG_STATE);
        };
        let by_number = match heard.p2 & 0x07 {
            0x00 => false,
            0x04 => true,
            _ => return Err(WRONG_P1_P2),
        };
        let write = match heard.p2 >> 3 {
            TRIPS => Write::Trip(heard.data.try_into().map_err(|_| WRONG_LENGTH)?),
            sfi if sfi == self.state.composite_file => self.composite_write(heard, by_number)?,
            _ => return Err(NOT_FOUND),
        };
        if let Some(Pending::Purchase(purchase)) = &mut self.session.pending {
            purchase.cache.push(write);
        }
        Ok(Vec::new())
    }

    fn composite_write(&self, heard: &Incoming<'_>, by_number: bool) -> Result<Write, u16> {
        let nth = if by_number {
            usize::from(heard.p1).checked_sub(1)
        } else {
            self.state.composites.iter().position(|(record, _)| record.first() == Some(&heard.p1))
        };
        let nth = nth.ok_or(NO_RECORD)?;
        let (record, room) = self.state.composites.get(nth).ok_or(NO_RECORD)?;
        if record.get(2) == Some(&0x01) {
            return Err(RECORD_LOCKED);
        }
        if heard.data.len() > *room {
            return Err(NO_ROOM);
        }
        // Identifier, then the length of what follows: a record that lies about itself is refused.
        let header_fits = match heard.data {
            [id, length, rest @ ..] => record.first() == Some(id) && usize::from(*length) == rest.len(),
            _ => false,
        };
        if !header_fits {
            return Err(WRONG_DATA);
        }
        Ok(Write::Composite { nth, data: heard.data.to_vec() })
    }
}
