//! The holder's PIN: VERIFY, CHANGE, RELOAD, UNBLOCK.

use super::{PurseState, VirtualPurse};
use crate::incoming::{BLOCKED, Incoming, MAC_MISSING, Said, WRONG_DATA, WRONG_LENGTH, WRONG_P1_P2};

/// Bytes a PIN may have.
const LENGTHS: core::ops::RangeInclusive<usize> = 2..=6;

impl VirtualPurse {
    pub(super) fn verify_pin(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        self.session.pin_verified = false;
        self.try_pin(heard.data)?;
        self.session.pin_verified = true;
        Ok(Vec::new())
    }

    /// `80 5E 01 00`: old PIN, FF, new PIN. `80 5E 00 00`: new PIN and its MAC under the reload key.
    pub(super) fn change_pin(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let digits = match (heard.p1, heard.p2) {
            (0x01, 0x00) => {
                let at = heard.data.iter().position(|byte| *byte == 0xFF).ok_or(WRONG_DATA)?;
                let (old, new) = heard.data.split_at(at);
                self.try_pin(old)?;
                new.split_first().ok_or(WRONG_DATA)?.1
            }
            (0x00, 0x00) => {
                let (new, given) = heard.data.split_last_chunk::<4>().ok_or(MAC_MISSING)?;
                // The MAC is over the PIN alone, under the folded key; no challenge goes into it.
                let expected = self.state.cipher.tac_key(&self.state.keys.pin_reload).mac(new);
                self.judge(expected == *given)?;
                new
            }
            _ => return Err(WRONG_P1_P2),
        };
        self.set_pin(digits)
    }

    /// PIN UNBLOCK: length, PIN, padding, enciphered, and the MAC of the command, both under the unblock key.
    pub(super) fn unblock_pin(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let key = self.state.keys.pin_unblock;
        let hidden = self.authentic(heard, key)?;
        let plain = self.state.cipher.decipher(&key, &hidden).ok_or(WRONG_LENGTH)?;
        self.set_pin(enveloped(&plain).ok_or(WRONG_DATA)?)
    }

    fn set_pin(&mut self, digits: &[u8]) -> Said {
        if !LENGTHS.contains(&digits.len()) {
            return Err(WRONG_DATA);
        }
        let mut next = self.state.clone();
        next.pin.digits = digits.to_vec();
        next.pin.tries_left = next.pin.tries_max;
        self.commit(next);
        Ok(Vec::new())
    }

    fn try_pin(&mut self, digits: &[u8]) -> Result<(), u16> {
        let pin = &self.state.pin;
        if pin.tries_left == 0 {
            return Err(BLOCKED);
        }
        let right = digits == pin.digits;
        let tries_left = if right { pin.tries_max } else { pin.tries_left - 1 };
        if tries_left != pin.tries_left {
            let mut next: PurseState = self.state.clone();
            next.pin.tries_left = tries_left;
            self.commit(next);
        }
        match (right, tries_left) {
            (true, _) => Ok(()),
            (false, 0) => Err(BLOCKED),
            (false, left) => Err(0x63C0 | u16::from(left)),
        }
    }
}

/// The data behind its length byte; what follows is padding `80 00…`.
pub(crate) fn enveloped(plain: &[u8]) -> Option<&[u8]> {
    let (length, rest) = plain.split_first()?;
    let (data, padding) = rest.split_at_checked(usize::from(*length))?;
    let clean = padding.iter().enumerate().all(|(at, byte)| *byte == if at == 0 { 0x80 } else { 0 });
    clean.then_some(data)
}
