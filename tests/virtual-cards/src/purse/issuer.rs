//! What an issuer does to a card in the field: GET CHALLENGE, UPDATE BINARY, block, unblock, CARD BLOCK.

use super::{Lock, PurseState, VirtualPurse};
use crate::Key;
use crate::incoming::{
    CONDITIONS, Incoming, LOCKED_FOR_EVER, MAC_MISSING, MAC_WRONG, NO_CHALLENGE, NOT_FOUND, Said,
    WRONG_OFFSET, WRONG_P1_P2,
};

/// Wrong command MACs in a row before the application is gone for ever.
const WRONG_MACS_MAX: u8 = 3;

impl VirtualPurse {
    pub(crate) fn get_challenge(&mut self, heard: &Incoming<'_>) -> Said {
        let mut challenge = self.draw().to_vec();
        if heard.le == Some(8) {
            challenge.extend(self.draw());
        } else {
            heard.wants(4, self.manner.strict_le)?;
        }
        self.session.challenge = Some(challenge.clone());
        Ok(challenge)
    }

    pub(super) fn update_binary(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let data = self.authentic(heard, self.state.keys.maintenance)?;
        let mut next = self.state.clone();
        let file = heard.p1.checked_sub(0x80).and_then(|sfi| next.binary_mut(sfi)).ok_or(NOT_FOUND)?;
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
        self.authentic(heard, self.state.keys.maintenance)?;
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
        self.authentic(heard, self.state.keys.maintenance)?;
        self.commit(PurseState { lock: Lock::Open, ..self.state.clone() });
        Ok(Vec::new())
    }

    /// CARD BLOCK: the whole card, for ever.
    pub(super) fn block_card(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        self.authentic(heard, self.state.keys.maintenance)?;
        self.commit(PurseState { card_blocked: true, ..self.state.clone() });
        Ok(Vec::new())
    }

    /// The data of a command whose last four bytes are its MAC under this key; the challenge is used up
    /// either way.
    pub(crate) fn authentic(&mut self, heard: &Incoming<'_>, key: Key) -> Said {
        let challenge = self.session.challenge.take().ok_or(NO_CHALLENGE)?;
        let (data, given) = heard.data.split_last_chunk::<4>().ok_or(MAC_MISSING)?;
        let length = u8::try_from(heard.data.len()).unwrap_or(u8::MAX);
        let header = [heard.cla, heard.ins, heard.p1, heard.p2, length];
        let command = [&header[..], data].concat();
        let expected = self.state.cipher.command_mac(&key, &challenge, &command);
        self.judge(expected == *given)?;
        Ok(data.to_vec())
    }

    /// Remembers how often in a row a MAC was wrong.
    pub(super) fn judge(&mut self, right: bool) -> Result<(), u16> {
        let mut next = self.state.clone();
        if right {
            if self.state.wrong_command_macs > 0 {
                next.wrong_command_macs = 0;
                self.commit(next);
            }
            return Ok(());
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
