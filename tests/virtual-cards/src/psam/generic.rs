//! 801A and 80FA: load a diversified key, make a command MAC with it. Enough to block a stopped card in the
//! field.

use super::VirtualPsam;
use crate::derive;
use crate::des_mac::{des, halves, undo_des, xor};
use crate::incoming::{Incoming, NO_KEY, Said, WRONG_LENGTH, WRONG_P1_P2, WRONG_STATE};

/// Low five bits of the usage byte: application maintenance.
const MAINTENANCE: u8 = 0x05;
/// 80FA P1: a whole MAC, the first eight bytes are the IV.
const MAC_WITH_IV: u8 = 0x05;

impl VirtualPsam {
    pub(super) fn load_key(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        let (factors, rest) = heard.data.as_chunks::<8>();
        if !rest.is_empty() || factors.len() != usize::from(heard.p1 >> 5) {
            return Err(WRONG_LENGTH);
        }
        if heard.p1 & 0x1F != MAINTENANCE || heard.p2 != self.state.key_version {
            return Err(NO_KEY);
        }
        self.loaded_key = Some(derive(&self.state.maintenance, factors, self.state.order));
        Ok(Vec::new())
    }

    pub(super) fn calculate(&mut self, heard: &Incoming<'_>) -> Said {
        self.usable()?;
        if heard.p1 != MAC_WITH_IV || heard.p2 != 0x00 {
            return Err(WRONG_P1_P2);
        }
        let key = self.loaded_key.take().ok_or(WRONG_STATE)?;
        let (iv, padded) = heard.data.split_first_chunk::<8>().ok_or(WRONG_LENGTH)?;
        // The terminal has padded already.
        let (blocks, rest) = padded.as_chunks::<8>();
        if !rest.is_empty() || blocks.is_empty() {
            return Err(WRONG_LENGTH);
        }
        let (left, right) = halves(&key.0);
        let value = blocks.iter().fold(*iv, |value, block| des(&left, xor(value, *block)));
        let [a, b, c, d, ..] = des(&left, undo_des(&right, value));
        Ok(vec![a, b, c, d])
    }
}
