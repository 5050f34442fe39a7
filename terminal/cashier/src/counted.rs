//! A transport that counts: commands, time, and which chip fell silent.

use crate::Clock;
use apdu::{Transport, TransportError};

/// Fetches the rest of an answer; not a command of its own.
const GET_RESPONSE: [u8; 2] = [0x00, 0xC0];

/// Wraps a transport for one tap.
pub(crate) struct Counted<'a> {
    inner: &'a mut dyn Transport,
    clock: &'a dyn Clock,
    pub(crate) apdus: u32,
    pub(crate) spent_us: u64,
    pub(crate) silence: Option<TransportError>,
}

impl<'a> Counted<'a> {
    pub(crate) fn new(inner: &'a mut dyn Transport, clock: &'a dyn Clock) -> Counted<'a> {
        Counted { inner, clock, apdus: 0, spent_us: 0, silence: None }
    }
}

impl Transport for Counted<'_> {
    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let start = self.clock.monotonic_us();
        let answer = self.inner.exchange(command);
        // With T=0 one command may take two exchanges; GET RESPONSE only fetches what waits (ISO/IEC 7816-3 §12.2).
        if !command.starts_with(&GET_RESPONSE) {
            self.apdus = self.apdus.saturating_add(1);
        }
        let spent = self.clock.monotonic_us().saturating_sub(start);
        self.spent_us = self.spent_us.saturating_add(spent);
        // An answer shorter than a status word is a lost chip (it may arrive as a success).
        match &answer {
            Ok(bytes) if bytes.len() < 2 => self.silence = Some(TransportError::CardGone),
            Ok(_) => {}
            Err(error) => self.silence = Some(*error),
        }
        answer
    }
}
