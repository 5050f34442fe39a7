//! A sealed batch: a run of records under the terminal's signature.
//!
//! `LCB1` ‖ terminal u64 ‖ first seq u64 ‖ count u32 ‖ previous head 32 ‖ new head 32 ‖ sealed at i64 µs ‖
//! announced seq u64 ‖ announced count u64 ‖ announced price i64 ‖ announced benefit i64 ‖ count records of 256 or 320 ‖
//! Ed25519 signature 64 over `lovecard batch v1` and a zero byte, then everything before.

use ed25519_dalek::{SigningKey, VerifyingKey};
use money::Fen;

use super::record::{Record, Running};
use super::{RecordError, sign, signed};
use crate::wire::{Put, Short, Take};
use crate::{Chain, ChainBreak, TerminalId, sha256};

const MAGIC: &[u8; 4] = b"LCB1";
const CONTEXT: &[u8] = b"lovecard batch v1\0";
const SIGNATURE_LEN: usize = 64;

/// The most records one batch may hold.
pub const MAX_RECORDS: usize = 5000;

/// What the terminal has written at the moment of sealing, whether or not it is in the batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// The last sequence number written.
    pub seq: u64,
    /// The running totals at that record.
    pub running: Running,
}

/// A batch that was opened: its shape is right. Signature and chain are checked by `verify` and
/// `check_chain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The terminal that sealed it.
    pub terminal: TerminalId,
    /// Number of its first record.
    pub first_seq: u64,
    /// Chain head before the first record.
    pub prev_head: [u8; 32],
    /// Chain head after the last record.
    pub new_head: [u8; 32],
    /// When it was sealed, UTC µs.
    pub sealed_at_us: i64,
    /// What the terminal had written by then.
    pub announced: Announced,
    /// The records, in order.
    pub records: Vec<Record>,
    bytes: Vec<u8>,
}

/// Why records cannot be sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Nothing to seal.
    #[error("没有可封装的记录 · no record to seal")]
    Empty,
    /// More than a batch may hold.
    #[error("一批最多 5000 条，实为 {0} 条 · a batch holds at most 5000 records")]
    TooMany(usize),
    /// Not one chain.
    #[error(transparent)]
    Chain(#[from] ChainBreak),
}

/// Why bytes are not a batch, or not this terminal's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// Not a batch of this version.
    #[error("不是 v1 批次文件 · not a batch of version 1")]
    Magic,
    /// Length and count disagree.
    #[error("批次长度与条数不符 · the batch's length and count disagree")]
    Length,
    /// No record, or too many.
    #[error("批次条数应为 1 至 5000，实为 {0} · a batch holds 1 to 5000 records")]
    Count(u32),
    /// A record cannot be read.
    #[error("批次中第 {place} 条：{error}")]
    Record {
        /// Place in the batch, from 1.
        place: usize,
        /// What is wrong with it.
        error: RecordError,
    },
    /// The signature is not the terminal's.
    #[error("批次签名与终端不符 · the signature is not this terminal's")]
    Signature,
}

impl From<Short> for BatchError {
    fn from(_: Short) -> BatchError {
        BatchError::Length
    }
}

/// SHA-256 of all bytes of a batch: its identity.
#[must_use]
pub fn batch_hash(bytes: &[u8]) -> [u8; 32] {
    sha256(bytes)
}

impl Batch {
    /// Seals a run of records.
    ///
    /// # Errors
    /// No record, too many, or records that do not follow one another.
    pub fn seal(
        records: &[Record],
        announced: Announced,
        sealed_at_us: i64,
        key: &SigningKey,
    ) -> Result<Vec<u8>, SealError> {
        let first = records.first().ok_or(SealError::Empty)?;
        let count = u32::try_from(records.len()).ok().filter(|_| records.len() <= MAX_RECORDS);
        let count = count.ok_or(SealError::TooMany(records.len()))?;
        let before = Chain { next_seq: first.seq, head: first.prev };
        let after = follow(before, first.terminal, records)?;
        let mut put = Put::default();
        put.bytes(MAGIC).u64(first.terminal.0).u64(first.seq).u32(count);
        put.bytes(&before.head).bytes(&after.head).i64(sealed_at_us);
        put.u64(announced.seq).u64(announced.running.count);
        put.i64(announced.running.price.0).i64(announced.running.benefit.0);
        for record in records {
            put.bytes(&record.encode());
        }
        let mut bytes = put.finish();
        let signature = sign(CONTEXT, &bytes, key);
        bytes.extend_from_slice(&signature);
        Ok(bytes)
    }

    /// Reads the shape: magic, count, length, every record.
    ///
    /// # Errors
    /// Anything that is not a whole batch of this version.
    pub fn open(bytes: &[u8]) -> Result<Batch, BatchError> {
        let mut take = Take(bytes);
        if take.array::<4>() != Ok(*MAGIC) {
            return Err(BatchError::Magic);
        }
        let (terminal, first_seq, count) = (TerminalId(take.u64()?), take.u64()?, take.u32()?);
        let (prev_head, new_head, sealed_at_us) = (take.array()?, take.array()?, take.i64()?);
        let announced = Announced {
            seq: take.u64()?,
            running: Running { count: take.u64()?, price: Fen(take.i64()?), benefit: Fen(take.i64()?) },
        };
        let wanted = usize::try_from(count).ok().filter(|wanted| (1..=MAX_RECORDS).contains(wanted));
        let wanted = wanted.ok_or(BatchError::Count(count))?;
        let mut records = Vec::with_capacity(wanted);
        for place in 1..=wanted {
            let wrong = |error| BatchError::Record { place, error };
            let length =
                if take.0.len() > SIGNATURE_LEN { Record::length_at(take.0).map_err(wrong)? } else { 0 };
            if length == 0 || take.0.len() < length + SIGNATURE_LEN {
                return Err(BatchError::Length);
            }
            records.push(Record::decode(take.slice(length)?).map_err(wrong)?);
        }
        if take.0.len() != SIGNATURE_LEN {
            return Err(BatchError::Length);
        }
        let bytes = bytes.to_vec();
        Ok(Batch { terminal, first_seq, prev_head, new_head, sealed_at_us, announced, records, bytes })
    }

    /// Whether the terminal signed exactly these bytes.
    ///
    /// # Errors
    /// A signature that is not this key's.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), BatchError> {
        let (body, signature) = self.bytes.split_last_chunk::<SIGNATURE_LEN>().ok_or(BatchError::Length)?;
        if signed(CONTEXT, body, signature, key) { Ok(()) } else { Err(BatchError::Signature) }
    }

    /// Whether the records belong to the terminal, follow one another, and lead from the old head to the new.
    ///
    /// # Errors
    /// The first break.
    pub fn check_chain(&self) -> Result<Chain, ChainBreak> {
        let before = Chain { next_seq: self.first_seq, head: self.prev_head };
        let after = follow(before, self.terminal, &self.records)?;
        if after.head == self.new_head { Ok(after) } else { Err(ChainBreak::Head) }
    }

    /// Number of the last record.
    #[must_use]
    pub fn through_seq(&self) -> u64 {
        self.records.last().map_or(self.first_seq, |record| record.seq)
    }

    /// The bytes it was opened from.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its identity.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        batch_hash(&self.bytes)
    }
}

fn follow(mut chain: Chain, terminal: TerminalId, records: &[Record]) -> Result<Chain, ChainBreak> {
    for record in records {
        if record.terminal != terminal {
            return Err(ChainBreak::Terminal { seq: record.seq, found: record.terminal });
        }
        chain.extend(record)?;
    }
    Ok(chain)
}
