//! The slot with the security module in it.

use super::fuse::Fuse;
use super::time::Time;
use apdu::{Transport, TransportError};
use cashier::Slot;
use virtual_cards::{Chip, Exchange, VirtualPsam};

/// One command and its answer, milliseconds.
const EXCHANGE_MS: u64 = 8;

/// The slot.
pub(crate) struct SamSlot {
    pub(crate) module: VirtualPsam,
    /// Somebody resets the module at this exchange from now; 0: nobody.
    pub(crate) reset_in: u32,
    held: bool,
    time: Time,
    fuse: Fuse,
}

impl SamSlot {
    pub(crate) fn new(module: VirtualPsam, time: Time, fuse: Fuse) -> SamSlot {
        SamSlot { module, reset_in: 0, held: false, time, fuse }
    }

    /// The till loses power, and the module with it.
    pub(crate) fn cut(&mut self) {
        self.module.power_off();
        self.held = false;
    }
}

impl Transport for SamSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.fuse.burn();
        self.time.pass_ms(EXCHANGE_MS);
        let reset = self.reset_in == 1;
        self.reset_in = self.reset_in.saturating_sub(1);
        if reset {
            self.cut();
            return Err(TransportError::CardReset);
        }
        if !self.held {
            return Err(TransportError::CardGone);
        }
        let heard = self.module.exchange(command);
        self.fuse.burn();
        match heard {
            Exchange::Answer(bytes) => Ok(bytes),
            Exchange::Lost { .. } => Err(TransportError::CardGone),
        }
    }
}

impl Slot for SamSlot {
    fn connect(&mut self) -> Result<(), TransportError> {
        if !self.held {
            self.module.power_on();
            self.held = true;
        }
        Ok(())
    }

    fn release(&mut self) {
        self.cut();
    }
}
