//! A storage card (MIFARE Classic, or a chip with nothing but a serial): no commands of its own.

use crate::{Chip, Exchange};

/// A card of which a terminal gets the serial and nothing else: the reader answers in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageCard {
    /// Chip serial, 4 or 7 bytes.
    pub uid: Vec<u8>,
    powered: bool,
}

impl StorageCard {
    /// A card with this serial.
    #[must_use]
    pub fn new(uid: &[u8]) -> StorageCard {
        StorageCard { uid: uid.to_vec(), powered: false }
    }
}

impl Chip for StorageCard {
    fn atr(&self) -> Vec<u8> {
        // PC/SC part 3, 3.1.3.2.3.2: registered provider, ISO/IEC 14443 A part 3, MIFARE Classic 1K.
        let history = [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x01, 0, 0, 0, 0];
        let mut atr = vec![0x3B, 0x8F, 0x80, 0x01];
        atr.extend(history);
        let check = atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte);
        atr.push(check);
        atr
    }

    fn uid(&self) -> Option<Vec<u8>> {
        Some(self.uid.clone())
    }

    fn power_on(&mut self) {
        self.powered = true;
    }

    fn power_off(&mut self) {
        self.powered = false;
    }

    fn exchange(&mut self, command: &[u8]) -> Exchange {
        if !self.powered {
            return Exchange::Lost { partial: Vec::new() };
        }
        Exchange::Answer(match command {
            // Keys and blocks are the reader's commands; no key is known here.
            [0xFF, ..] => vec![0x63, 0x00],
            _ => vec![0x6A, 0x81],
        })
    }

    fn commits(&self) -> u64 {
        0
    }
}
