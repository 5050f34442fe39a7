//! The chain of a terminal: every record names the hash of the one before it.

use sha2::{Digest, Sha256};

use crate::{Record, TerminalId};

/// SHA-256 of any bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of a record's bytes: the next record's `prev`, and the second half of a transaction's identity.
#[must_use]
pub fn record_hash(record: &Record) -> [u8; 32] {
    sha256(&record.encode())
}

/// Where a terminal's chain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The number the next record must carry.
    pub next_seq: u64,
    /// The hash the next record must name; 32 zero bytes before the first record.
    pub head: [u8; 32],
}

impl Default for Chain {
    fn default() -> Chain {
        Chain::START
    }
}

impl Chain {
    /// Before the first record.
    pub const START: Chain = Chain { next_seq: 1, head: [0; 32] };

    /// Takes the next record in.
    ///
    /// # Errors
    /// A record that is not the next one; the chain is left as it was.
    pub fn extend(&mut self, record: &Record) -> Result<(), ChainBreak> {
        if record.seq != self.next_seq {
            return Err(ChainBreak::Seq { expected: self.next_seq, found: record.seq });
        }
        if record.prev != self.head {
            return Err(ChainBreak::Previous { seq: record.seq });
        }
        let next_seq = self.next_seq.checked_add(1).ok_or(ChainBreak::Full)?;
        *self = Chain { next_seq, head: record_hash(record) };
        Ok(())
    }
}

/// Why records do not form one chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainBreak {
    /// Another terminal's record.
    #[error("第 {seq} 条记录属于终端 {found} · record {seq} belongs to another terminal")]
    Terminal {
        /// Sequence number of the record.
        seq: u64,
        /// The terminal it names.
        found: TerminalId,
    },
    /// A number is missing or out of order.
    #[error("流水号应为 {expected}，实为 {found} · sequence number broken")]
    Seq {
        /// The number that should follow.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// The record names another predecessor.
    #[error("第 {seq} 条记录与上一条不相连 · record {seq} does not follow the one before it")]
    Previous {
        /// Sequence number of the record.
        seq: u64,
    },
    /// The batch names another chain head than its records have.
    #[error("批次的链尾与记录不符 · the batch names another chain head")]
    Head,
    /// No number is left.
    #[error("流水号用尽 · no sequence number left")]
    Full,
}
