//! Native commands wrapped in ISO/IEC 7816-4, and how their data is protected. NXP NT4H2421Gx data sheet §8.4.
//!
//! | CLA | INS | P1 | P2 | Lc | data | Le |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | 90 | native code | 00 | 00 | length, left out when there is none | header ‖ data ‖ MAC | 00 |
//!
//! Answer: data, then `91` and the native status. Integers are little-endian.

use apdu::Command;
use zeroize::Zeroizing;

/// How data is protected between us and the card (CommMode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As it is.
    Plain,
    /// With a MAC.
    Mac,
    /// Enciphered, with a MAC (EV2) or a CRC (EV1).
    Full,
}

/// How an answer is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// As it is.
    Plain,
    /// With a MAC.
    Mac,
    /// Enciphered, with so many bytes inside. EV1 does not say where they end: data that ends in zeros may carry a
    /// CRC that fits in two places.
    Full(usize),
}

impl Answer {
    /// So many bytes, protected so.
    #[must_use]
    pub fn of(mode: Mode, length: usize) -> Answer {
        match mode {
            Mode::Plain => Answer::Plain,
            Mode::Mac => Answer::Mac,
            Mode::Full => Answer::Full(length),
        }
    }
}

/// A native command before it is protected. `Debug` shows no data.
#[derive(Clone, PartialEq, Eq)]
pub struct Native {
    /// Native code.
    pub ins: u8,
    /// Parameters that are never enciphered.
    pub header: Vec<u8>,
    /// Data that is enciphered in [`Mode::Full`]; a new key may be among it.
    pub data: Zeroizing<Vec<u8>>,
    /// Protection of the command.
    pub sent: Mode,
    /// Protection of the answer.
    pub answer: Answer,
}

impl Native {
    /// A command with MACs both ways and no data.
    #[must_use]
    pub fn new(ins: u8, header: impl Into<Vec<u8>>) -> Native {
        Native {
            ins,
            header: header.into(),
            data: Zeroizing::default(),
            sent: Mode::Mac,
            answer: Answer::Mac,
        }
    }

    /// The same with data, protected so.
    #[must_use]
    pub fn with_data(self, data: impl Into<Vec<u8>>, sent: Mode) -> Native {
        Native { data: Zeroizing::new(data.into()), sent, ..self }
    }

    /// The same with an answer protected so.
    #[must_use]
    pub fn answered(self, answer: Answer) -> Native {
        Native { answer, ..self }
    }

    /// The command outside any session.
    #[must_use]
    pub fn plain(&self) -> Command {
        wrap(self.ins, [&self.header[..], &self.data].concat())
    }
}

impl core::fmt::Debug for Native {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:02X} ({} + {} bytes)", self.ins, self.header.len(), self.data.len())
    }
}

/// Wraps a native command with its body.
#[must_use]
pub fn wrap(ins: u8, body: impl Into<Vec<u8>>) -> Command {
    Command::new(0x90, ins, 0x00, 0x00).with_data(body).expecting(0x00)
}

/// A number of three bytes, least significant first; what does not fit is left out.
pub(crate) fn three(value: u32) -> [u8; 3] {
    let [a, b, c, _] = value.to_le_bytes();
    [a, b, c]
}
