//! PC/SC slots as the cashier's ports.

use crate::files::Files;
use apdu::{Transport, TransportError};
use card_reader::{CardSlot, SamSlot};
use cashier::Slot;
use pboc_purse::soft_sam::SoftSam;
use purse::Presence;

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

    fn presence(&self) -> Presence {
        Presence { atr: self.0.atr() }
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

/// A SAM in software, for trials. Its sequence is on the disk before the sale that moved it goes on.
pub(super) struct Module {
    sam: SoftSam,
    kept: u32,
    files: Files,
}

impl Module {
    pub(super) fn new(sam: SoftSam, files: Files) -> Module {
        Module { kept: sam.sequence(), sam, files }
    }
}

impl Transport for Module {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.sam.exchange(command)?;
        if self.sam.sequence() != self.kept {
            self.files.keep_module_sequence(self.sam.sequence()).map_err(|error| {
                tracing::error!(error = %error, "Sequence of the trial SAM not kept");
                TransportError::ReaderGone
            })?;
            self.kept = self.sam.sequence();
        }
        Ok(answer)
    }
}

impl Slot for Module {
    fn connect(&mut self) -> Result<(), TransportError> {
        Ok(())
    }

    fn release(&mut self) {}
}
