//! What an issuer does to a card in the field: GET CHALLENGE, UPDATE BINARY, block, unblock.

use super::{Lock, PurseState, VirtualPurse};
use crate::des_mac::mac_retail;
use crate::incoming::{
    CONDITIONS, Incoming, LOCKED_FOR_EVER, MAC_MISSING, MAC_WRONG, NO_CHALLENGE, NOT_FOUND, Said,
    WRONG_OFFSET, WRONG_P1_P2,
};

/// Wrong command MACs in a row before the application is gone for ever.
const WRONG_MACS_MAX: u8 = 3;

impl VirtualPurse {
    pub(super) fn get_challenge(&mut self, heard: &Incoming<'_>) -> Said {
        heard.wants(4, self.manner.strict_le)?;
        let challenge = self.draw();
        self.session.challenge = Some(challenge);
        Ok(challenge.to_vec())
    }

    pub(super) fn update_binary(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let data = self.authentic(heard)?;
        let mut next = self.state.clone();
        let file: &mut [u8] = match heard.p1 {
            0x95 => &mut next.public_data,
            0x96 => &mut next.holder_data,
            0x97 => &mut next.transit_data,
            _ => return Err(NOT_FOUND),
        };
        let place = file
            .get_mut(usize::from(heard.p2)..)
            .and_then(|rest| rest.get_mut(..data.len()))
            .ok_or(WRONG_OFFSET)?;
        place.copy_from_slice(&data);
        self.commit(next);
        Ok(Vec::new())
    }

    pub(super) fn block(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let lock = match heard.p2 {
            0x00 => Lock::Temporary,
            0x01 => Lock::ForEver,
            _ => return Err(WRONG_P1_P2),
        };
        self.authentic(heard)?;
        self.commit(PurseState { lock, ..self.state.clone() });
        Ok(Vec::new())
    }

    pub(super) fn unblock(&mut self, heard: &Incoming<'_>) -> Said {
        if self.state.lock == Lock::ForEver {
            return Err(LOCKED_FOR_EVER);
        }
        if !self.session.purse_selected || self.state.lock == Lock::Open {
            return Err(CONDITIONS);
        }
        self.authentic(heard)?;
        self.commit(PurseState { lock: Lock::Open, ..self.state.clone() });
        Ok(Vec::new())
    }

    /// The data of a command whose last four bytes are its MAC under the maintenance key; the challenge is
    /// used up either way.
    fn authentic(&mut self, heard: &Incoming<'_>) -> Said {
        let challenge = self.session.challenge.take().ok_or(NO_CHALLENGE)?;
        let (data, given) = heard.data.split_last_chunk::<4>().ok_or(MAC_MISSING)?;
        let length = u8::try_from(heard.data.len()).unwrap_or(u8::MAX);
        let header = [heard.cla, heard.ins, heard.p1, heard.p2, length];
        let [a, b, c, d] = challenge;
        let key = &self.state.keys.maintenance.0;
        let expected = mac_retail(key, [a, b, c, d, 0, 0, 0, 0], &[&header[..], data].concat());
        let mut next = self.state.clone();
        if expected == *given {
            if self.state.wrong_command_macs > 0 {
                next.wrong_command_macs = 0;
                self.commit(next);
            }
            return Ok(data.to_vec());
        }
        next.wrong_command_macs += 1;
        let gone = next.wrong_command_macs >= WRONG_MACS_MAX;
        if gone {
            next.lock = Lock::ForEver;
        }
        self.commit(next);
        Err(if gone { LOCKED_FOR_EVER } else { MAC_WRONG })
    }
}
