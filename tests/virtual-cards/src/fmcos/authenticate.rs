//! EXTERNAL AUTHENTICATE (00 82): the issuer proves a key and reaches a security level.

use super::VirtualFmcos;
use super::memory::kind;
use crate::Cipher;
use crate::incoming::{BLOCKED, Incoming, KEY_MISSING, NO_CHALLENGE, Said, WRONG_LENGTH};

impl VirtualFmcos {
    /// The data are the last challenge, filled up with zeros to a block, enciphered under key P2.
    pub(super) fn external_authenticate(&mut self, heard: &Incoming<'_>) -> Said {
        let slot = self.open()?.key(kind::EXTERNAL, heard.p2).ok_or(KEY_MISSING)?.clone();
        self.may(slot.usage)?;
        let (tries, left) = (slot.fourth >> 4, slot.fourth & 0x0F);
        if left == 0 {
            return Err(BLOCKED);
        }
        let mut expected = self.purse.take_challenge().ok_or(NO_CHALLENGE)?;
        expected.resize(if self.state.cipher == Cipher::Sm4 { 16 } else { 8 }, 0);
        if heard.data.len() != expected.len() {
            return Err(WRONG_LENGTH);
        }
        let right = self.state.cipher.decipher(&slot.key(), heard.data) == Some(expected);
        let left = if right { tries } else { left - 1 };
        let fourth = tries << 4 | left;
        if fourth != slot.fourth {
            let mut next = self.state.clone();
            let keys = &mut next.at_mut(self.session.current).keys;
            if let Some(kept) = keys.iter_mut().find(|kept| kept.kind == slot.kind && kept.id == slot.id) {
                kept.fourth = fourth;
            }
            self.commit(next);
        }
        match (right, left) {
            (true, _) => {
                self.reach(slot.third);
                Ok(Vec::new())
            }
            (false, 0) => Err(BLOCKED),
            (false, left) => Err(0x63C0 | u16::from(left)),
        }
    }
}
