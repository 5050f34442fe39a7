//! What the uplink tells the counter.

use core::fmt;

/// News from the center.
#[derive(Clone, PartialEq, Eq)]
pub enum News {
    /// The center answers.
    Online,
    /// The center does not answer.
    Offline,
    /// A batch is wanted, of at most so many records.
    SealWanted {
        /// Records at most.
        limit: usize,
    },
    /// An acknowledgement arrived, as received.
    Verified {
        /// Its bytes.
        ack: Vec<u8>,
    },
    /// A parameter package arrived, as received.
    Parameters {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The center lost its tail and wants everything from here again.
    Rewind {
        /// First sequence number it lacks.
        from_seq: u64,
    },
    /// The center refuses this till, or its books and our chain disagree. Shown, never a reason not to sell.
    Refused {
        /// The center's code.
        code: String,
    },
    /// The center's clock, with our monotonic clock when it was read.
    CenterTime {
        /// UTC seconds.
        center_time_s: i64,
    },
}

/// Names the news and its numbers, never bytes.
impl fmt::Debug for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            News::Online => f.write_str("Online"),
            News::Offline => f.write_str("Offline"),
            News::SealWanted { limit } => write!(f, "SealWanted({limit})"),
            News::Verified { ack } => write!(f, "Verified({} bytes)", ack.len()),
            News::Parameters { bytes } => write!(f, "Parameters({} bytes)", bytes.len()),
            News::Rewind { from_seq } => write!(f, "Rewind({from_seq})"),
            News::Refused { code } => write!(f, "Refused({code})"),
            News::CenterTime { center_time_s } => write!(f, "CenterTime({center_time_s})"),
        }
    }
}
