//! The slot with the secure access module.

use crate::contact::Contact;
use apdu::{Transport, TransportError};
use core::fmt;

/// The module in its slot. It stays powered for days: what it has selected and what it waits for is lost
/// with a reset, so neither releasing nor dropping this resets it.
pub struct SamSlot(Contact);

impl SamSlot {
    /// A slot of the first reader whose name contains `reader`; nothing is opened yet.
    #[must_use]
    pub fn at(reader: &str) -> SamSlot {
        SamSlot(Contact::at(reader))
    }

    /// Connects to the module. The caller selects its application again: the module may be another one, or
    /// may have been without power.
    ///
    /// # Errors
    /// As [`crate::CardSlot::connect`]; `CardGone` means that the slot is empty.
    pub fn connect(&mut self) -> Result<(), TransportError> {
        self.0.connect()
    }

    /// Whether the module is connected.
    #[must_use]
    pub fn connected(&self) -> bool {
        self.0.connected()
    }
}

impl Transport for SamSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.exchange(command)
    }
}

impl fmt::Debug for SamSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SamSlot").field("connected", &self.connected()).finish_non_exhaustive()
    }
}
