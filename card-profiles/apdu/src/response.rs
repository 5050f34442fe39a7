//! An answer: data and a status word. ISO/IEC 7816-4 §5.1.

use crate::StatusWord;
use core::fmt;

/// What a chip answered. `Debug` shows the status and the length, never the data.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Answer data, without the status word.
    pub data: Vec<u8>,
    /// The last two bytes.
    pub status: StatusWord,
}

impl Response {
    /// An answer without data.
    #[must_use]
    pub fn status(status: StatusWord) -> Response {
        Response { data: Vec::new(), status }
    }

    /// An answer with data and 9000.
    #[must_use]
    pub fn ok(data: impl Into<Vec<u8>>) -> Response {
        Response { data: data.into(), status: StatusWord::OK }
    }

    /// Reads raw bytes; `None` when there is not even a status word (a link dropped in mid-answer can
    /// arrive as an empty success).
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Response> {
        let (data, &[sw1, sw2]) = bytes.split_last_chunk::<2>()?;
        Some(Response { data: data.to_vec(), status: StatusWord(u16::from_be_bytes([sw1, sw2])) })
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.data.clone();
        bytes.extend_from_slice(&self.status.0.to_be_bytes());
        bytes
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.data.len())
    }
}
