//! PC/SC slots as the cashier's ports.

use apdu::{Transport, TransportError};
use card_reader::{CardSlot, SamSlot};
use cashier::Slot;

/// The reader elders tap.
pub(super) struct Card(pub(super) CardSlot);

/// The slot that holds the SAM. It stays connected and powered for days.
pub(super) struct Sam(pub(super) SamSlot);

impl Transport for Card {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.exchange(command)
    }
}

impl Slot for Card {
    fn connect(&mut self) -> Result<(), TransportError> {
        if self.0.connected() { Ok(()) } else { self.0.connect() }
    }

    fn release(&mut self) {
        self.0.release();
    }
}

impl Transport for Sam {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.exchange(command)
    }
}

impl Slot for Sam {
    fn connect(&mut self) -> Result<(), TransportError> {
        if self.0.connected() { Ok(()) } else { self.0.connect() }
    }

    fn release(&mut self) {}
}
