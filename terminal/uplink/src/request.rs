//! What is asked of the center and what comes back, as values.

use core::fmt;
use records::TerminalId;

/// One question to the center.
#[derive(Clone, PartialEq, Eq)]
pub enum Request {
    /// `PUT /v1/batches/{terminal}/{first_seq}`: a sealed batch.
    Batch {
        /// Who sends.
        terminal: TerminalId,
        /// First sequence number inside.
        first_seq: u64,
        /// The sealed bytes.
        bytes: Vec<u8>,
    },
    /// `GET /v1/terminals/{id}/cursor`: how far the center has come.
    Cursor {
        /// Who asks.
        terminal: TerminalId,
    },
    /// `GET /v1/terminals/{id}/parameters`: the signed package, if newer than what we hold.
    Parameters {
        /// Who asks.
        terminal: TerminalId,
        /// The version in force here; 0 when there is none.
        have_version: u32,
    },
}

impl Request {
    /// The path on the center.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Request::Batch { terminal, first_seq, .. } => format!("/v1/batches/{}/{first_seq}", terminal.0),
            Request::Cursor { terminal } => format!("/v1/terminals/{}/cursor", terminal.0),
            Request::Parameters { terminal, .. } => format!("/v1/terminals/{}/parameters", terminal.0),
        }
    }
}

/// Shows the path and the size, never the records.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Request::Batch { bytes, .. } => write!(f, "PUT {} ({} bytes)", self.path(), bytes.len()),
            Request::Cursor { .. } | Request::Parameters { .. } => write!(f, "GET {}", self.path()),
        }
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub enum Reply {
    /// The center answered, whatever it said.
    Answer {
        /// HTTP status.
        status: u16,
        /// Body, bounded by the driver.
        body: Vec<u8>,
        /// `Retry-After` in seconds, where given.
        retry_after_s: Option<u32>,
        /// The center's own clock from the `Date` header, UTC seconds.
        center_time_s: Option<i64>,
    },
    /// Nobody answered: no link, no name, a timeout, a broken connection. The text is for the technician.
    Unreachable(String),
}

impl Reply {
    /// An answer with a status and a body alone.
    #[must_use]
    pub fn answer(status: u16, body: impl Into<Vec<u8>>) -> Reply {
        Reply::Answer { status, body: body.into(), retry_after_s: None, center_time_s: None }
    }
}

/// Shows the status and the size, never the body.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Answer { status, body, .. } => write!(f, "{status} ({} bytes)", body.len()),
            Reply::Unreachable(why) => write!(f, "unreachable: {why}"),
        }
    }
}
