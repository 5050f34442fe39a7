//! What the uplink tells the till.

use core::fmt;

/// News from the link. Values only; what to show is the till's affair.
#[derive(Clone, PartialEq, Eq)]
pub enum Report {
    /// The center answers again.
    Online,
    /// The center does not answer; the text is for the technician.
    Offline {
        /// What the link said.
        why: String,
    },
    /// A batch is wanted: plan at most so many records, keep the plan, answer with it.
    SealWanted {
        /// Records at most.
        limit: usize,
    },
    /// The county's key has signed for everything through this sequence number.
    Verified {
        /// Last sequence number covered.
        through_seq: u64,
        /// The acknowledgement as received.
        ack: Vec<u8>,
    },
    /// A newer parameter package, as received; its signature is still to be checked by whoever installs it.
    Parameters {
        /// The signed container.
        bytes: Vec<u8>,
    },
    /// The center has lost its tail (restored from a copy) and wants everything from here again.
    Rewind {
        /// First sequence number the center lacks.
        from_seq: u64,
    },
    /// The center's books and this till's chain disagree; nothing more is sent until a person looks.
    Fork {
        /// The sequence number the center expects next.
        next_seq: u64,
    },
    /// The center refused.
    Refused(Refused),
    /// Something arrived that the county's key did not sign.
    Untrusted {
        /// What it claimed to be.
        what: &'static str,
    },
    /// The center's clock, for judging our own.
    CenterTime {
        /// UTC seconds.
        center_time_s: i64,
    },
}

/// A refusal in the center's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// The stable code of the problem, empty when there is none.
    pub code: String,
    /// The center's sentence, shortened.
    pub sentence: String,
}

/// Names the report and its numbers, never bytes.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Report::Online => f.write_str("Online"),
            Report::Offline { why } => write!(f, "Offline({why})"),
            Report::SealWanted { limit } => write!(f, "SealWanted({limit})"),
            Report::Verified { through_seq, .. } => write!(f, "Verified({through_seq})"),
            Report::Parameters { bytes } => write!(f, "Parameters({} bytes)", bytes.len()),
            Report::Rewind { from_seq } => write!(f, "Rewind({from_seq})"),
            Report::Fork { next_seq } => write!(f, "Fork({next_seq})"),
            Report::Refused(refused) => write!(f, "Refused({} {})", refused.status, refused.code),
            Report::Untrusted { what } => write!(f, "Untrusted({what})"),
            Report::CenterTime { center_time_s } => write!(f, "CenterTime({center_time_s})"),
        }
    }
}
