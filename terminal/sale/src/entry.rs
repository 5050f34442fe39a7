//! What a till remembers: one entry per thing that must survive a power cut.
//!
//! The law of the log: an entry once written is never changed; a newer program reads every older entry; an
//! entry this program does not know is refused with its place, never skipped. Bytes are in [`v1`]; a new
//! layout of one entry gets a new version number beside the old one.

mod v1;

use crate::intention::{CardFacts, Intention};
use records::{AckError, Announced, Record, RecordError};

pub use v1::VERSION;

/// One journal entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// 1: a debit is about to be attempted. Opens a sale.
    Intended(Box<Intention>),
    /// 2: the answer to the debit was lost; what the card had said before it.
    Torn {
        /// Sale number.
        sale: u64,
        /// What INITIALIZE had answered.
        card: CardFacts,
    },
    /// 3: the debit took place. Closes the sale.
    Paid {
        /// When it became known, UTC µs: later than the tap when the same card had to come back.
        at_us: i64,
        /// The sale, for ever.
        record: Box<Record>,
    },
    /// 4: the debit did not take place. Closes the sale.
    Undone {
        /// Sale number.
        sale: u64,
        /// How that is known.
        reason: UndoneReason,
        /// Status word of the chip that refused; zero when none did.
        status: u16,
    },
    /// 5: a supervisor released a sale whose outcome nobody knows. Closes the sale.
    Greyed {
        /// When, UTC µs.
        at_us: i64,
        /// The grey record.
        record: Box<Record>,
    },
    /// 6: the business day was closed.
    DayClosed {
        /// The record of it.
        record: Box<Record>,
    },
    /// 7: a parameter package came into force.
    ParametersInstalled {
        /// Its version.
        version: u32,
        /// SHA-256 of its bytes.
        hash: [u8; 32],
    },
    /// 8: a batch was sealed. With the same key it can be sealed again, byte for byte.
    Sealed(Sealed),
    /// 9: the center acknowledged records; the bytes of its acknowledgement.
    Verified {
        /// A whole, well-formed acknowledgement. Its signature was checked before it was remembered.
        ack: Vec<u8>,
    },
}

/// How it is known that nothing was debited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoneReason {
    /// 1: the card left before DEBIT was sent.
    CardLeft,
    /// 2: the card refused INITIALIZE or the mark.
    CardRefused,
    /// 3: the security module refused.
    SamRefused,
    /// 4: the security module was at another number than the intention names.
    SamMoved,
    /// 5: the card refused DEBIT cleanly.
    DebitRefused,
    /// 6: the card came back and says so.
    CardReturned,
    /// 7: the intention may be on disk, but the disk failed and DEBIT was never sent.
    NeverSent,
}

impl UndoneReason {
    const ALL: [UndoneReason; 7] = [
        UndoneReason::CardLeft,
        UndoneReason::CardRefused,
        UndoneReason::SamRefused,
        UndoneReason::SamMoved,
        UndoneReason::DebitRefused,
        UndoneReason::CardReturned,
        UndoneReason::NeverSent,
    ];

    fn code(self) -> u8 {
        match self {
            UndoneReason::CardLeft => 1,
            UndoneReason::CardRefused => 2,
            UndoneReason::SamRefused => 3,
            UndoneReason::SamMoved => 4,
            UndoneReason::DebitRefused => 5,
            UndoneReason::CardReturned => 6,
            UndoneReason::NeverSent => 7,
        }
    }

    fn from_code(code: u8) -> Option<UndoneReason> {
        UndoneReason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What must be known to seal the same batch again after its acknowledgement was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// First record.
    pub first_seq: u64,
    /// Last record.
    pub through_seq: u64,
    /// When it was sealed, UTC µs.
    pub sealed_at_us: i64,
    /// What the till had written by then.
    pub announced: Announced,
}

/// Why bytes are no journal entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Cut off.
    #[error("流水条目不完整 · the entry is cut off")]
    Short,
    /// More bytes than the entry has.
    #[error("流水条目多出 {0} 字节 · the entry has {0} bytes too many")]
    Long(usize),
    /// An unknown kind or version of entry.
    #[error(
        "不认识的流水条目（类型 {tag}，版本 {version}），请升级程序 · unknown entry, kind {tag} version {version}: upgrade the program"
    )]
    Unknown {
        /// Kind of entry.
        tag: u8,
        /// Version of its layout.
        version: u8,
    },
    /// A value that does not exist.
    #[error("流水条目的 {0} 无效 · the entry's {0} has an undefined value")]
    Field(&'static str),
    /// The record inside.
    #[error("流水条目内的记录损坏 · the record inside the entry is damaged")]
    Record(#[source] RecordError),
    /// The acknowledgement inside.
    #[error("流水条目内的回执损坏 · the acknowledgement inside the entry is damaged")]
    Ack(#[source] AckError),
}

impl Entry {
    /// The bytes, for ever.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        v1::encode(self)
    }

    /// Reads the bytes back, as if they came from a stranger.
    ///
    /// # Errors
    /// Anything this program does not know for certain.
    pub fn decode(bytes: &[u8]) -> Result<Entry, EntryError> {
        v1::decode(bytes)
    }

    /// How a batch was sealed, where the entry says so.
    #[must_use]
    pub fn seal(&self) -> Option<&Sealed> {
        if let Entry::Sealed(sealed) = self { Some(sealed) } else { None }
    }

    /// The record this entry adds to the till's chain.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Entry::Paid { record, .. } | Entry::Greyed { record, .. } | Entry::DayClosed { record } => {
                Some(record)
            }
            Entry::Intended(_)
            | Entry::Torn { .. }
            | Entry::Undone { .. }
            | Entry::ParametersInstalled { .. }
            | Entry::Sealed(_)
            | Entry::Verified { .. } => None,
        }
    }
}
