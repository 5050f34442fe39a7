//! A chip in a field, as an [`apdu::Transport`]: the shortest way from a dialogue to a virtual chip.

use crate::incoming::{LOCKED, to_bytes};
use crate::{Chip, Exchange};
use apdu::{Transport, TransportError};

/// GET DATA for the chip serial (PC/SC part 3, 3.2.2.1.3): the reader answers it itself.
const GET_UID: [u8; 4] = [0xFF, 0xCA, 0x00, 0x00];

/// A chip held in a field until this is dropped or the field is torn.
#[derive(Debug)]
pub struct InField<C: Chip> {
    chip: C,
    gone: bool,
}

impl<C: Chip> InField<C> {
    /// Brings the chip into the field and powers it.
    pub fn tap(mut chip: C) -> InField<C> {
        chip.power_on();
        InField { chip, gone: false }
    }

    /// Whether the chip is still there.
    pub fn present(&self) -> bool {
        !self.gone
    }

    /// Takes the chip away now.
    pub fn take(mut self) -> C {
        self.chip.power_off();
        self.chip
    }

    /// The chip, to look at.
    pub fn chip(&self) -> &C {
        &self.chip
    }

    /// The chip, to change how it behaves while it lies there.
    pub fn chip_mut(&mut self) -> &mut C {
        &mut self.chip
    }
}

impl<C: Chip> Transport for InField<C> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if self.gone {
            return Err(TransportError::CardGone);
        }
        if command.starts_with(&GET_UID) {
            return Ok(to_bytes(self.chip.uid().ok_or(LOCKED)));
        }
        match self.chip.exchange(command) {
            Exchange::Answer(bytes) => Ok(bytes),
            Exchange::Lost { .. } => {
                self.gone = true;
                Err(TransportError::CardGone)
            }
        }
    }
}
