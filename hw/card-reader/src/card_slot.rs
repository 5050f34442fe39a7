//! The reader that elders tap.

use crate::contact::Contact;
use apdu::{Transport, TransportError};
use core::fmt;

/// PC/SC part 3 §3.2.2.1.3: the chip serial, answered by the reader.
const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];

/// The card in the reader, held exclusively for one sale.
///
/// Any error but [`TransportError::CardReset`] closes the connection; [`CardSlot::connect`] opens it again,
/// also after the service was restarted.
pub struct CardSlot(Contact);

impl CardSlot {
    /// A slot of the first reader whose name contains `reader`; nothing is opened yet.
    #[must_use]
    pub fn at(reader: &str) -> CardSlot {
        CardSlot(Contact::at(reader))
    }

    /// Connects to the card that is there now.
    ///
    /// # Errors
    /// `CardGone` when there is none, `TimedOut` when it does not answer, `ReaderGone` without reader or
    /// service, `Unexpected` when another program keeps it.
    pub fn connect(&mut self) -> Result<(), TransportError> {
        self.0.connect()
    }

    /// Answer to reset of the card that is connected, as the reader builds it; empty where it does not say.
    #[must_use]
    pub fn atr(&self) -> Vec<u8> {
        self.0.atr()
    }

    /// Whether a card is connected.
    #[must_use]
    pub fn connected(&self) -> bool {
        self.0.connected()
    }

    /// Lets the card go, powered and as it is.
    pub fn release(&mut self) {
        self.0.release();
    }

    /// The chip serial as the reader knows it; `None` where the reader does not say.
    ///
    /// # Errors
    /// As [`Transport::exchange`].
    pub fn uid(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        let answer = self.0.exchange(&GET_UID)?;
        Ok(match answer.split_last_chunk::<2>() {
            Some((uid, [0x90, 0x00])) => Some(uid.to_vec()),
            _ => None,
        })
    }
}

impl Transport for CardSlot {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.0.exchange(command)
    }
}

impl fmt::Debug for CardSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardSlot").field("connected", &self.connected()).finish_non_exhaustive()
    }
}
