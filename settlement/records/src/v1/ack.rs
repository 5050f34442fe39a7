//! An acknowledgement: the center's signature under "I have these records, for ever".
//!
//! `LCA1` ‖ terminal u64 ‖ first seq u64 ‖ through seq u64 ‖ head 32 ‖ batch hash 32 ‖ Ed25519 signature 64 over
//! `lovecard acknowledgement v1` and a zero byte, then everything before.

use ed25519_dalek::{SigningKey, VerifyingKey};

use super::{Batch, sign, signed};
use crate::TerminalId;
use crate::wire::{Put, Short, Take};

const MAGIC: &[u8; 4] = b"LCA1";
const CONTEXT: &[u8] = b"lovecard acknowledgement v1\0";
const SIGNATURE_LEN: usize = 64;

/// What is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AckRange {
    /// The terminal.
    pub terminal: TerminalId,
    /// First record covered.
    pub first_seq: u64,
    /// Last record covered.
    pub through_seq: u64,
    /// Chain head after the last record.
    pub head: [u8; 32],
    /// SHA-256 of the batch.
    pub batch_hash: [u8; 32],
}

impl AckRange {
    /// The range of a batch.
    #[must_use]
    pub fn of(batch: &Batch) -> AckRange {
        AckRange {
            terminal: batch.terminal,
            first_seq: batch.first_seq,
            through_seq: batch.through_seq(),
            head: batch.new_head,
            batch_hash: batch.hash(),
        }
    }
}

/// An acknowledgement that was opened; `verify` checks who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ack {
    /// What it covers.
    pub range: AckRange,
    signature: [u8; SIGNATURE_LEN],
}

/// Why bytes are not an acknowledgement of the center.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AckError {
    /// Not an acknowledgement of this version.
    #[error("不是 v1 回执 · not an acknowledgement of version 1")]
    Shape,
    /// Not the center's signature.
    #[error("回执签名不是本中心的，记录仍为待核 · not the center's signature, the records stay pending")]
    Signature,
}

impl From<Short> for AckError {
    fn from(_: Short) -> AckError {
        AckError::Shape
    }
}

impl Ack {
    /// Signs an acknowledgement. The same range and key always give the same bytes.
    #[must_use]
    pub fn sign(range: &AckRange, key: &SigningKey) -> Vec<u8> {
        let mut bytes = body(range);
        let signature = sign(CONTEXT, &bytes, key);
        bytes.extend_from_slice(&signature);
        bytes
    }

    /// Reads the shape.
    ///
    /// # Errors
    /// Bytes that are not a whole acknowledgement of this version.
    pub fn open(bytes: &[u8]) -> Result<Ack, AckError> {
        let mut take = Take(bytes);
        if take.array::<4>()? != *MAGIC {
            return Err(AckError::Shape);
        }
        let range = AckRange {
            terminal: TerminalId(take.u64()?),
            first_seq: take.u64()?,
            through_seq: take.u64()?,
            head: take.array()?,
            batch_hash: take.array()?,
        };
        let signature = take.array()?;
        let whole = take.0.is_empty() && range.first_seq <= range.through_seq;
        if whole { Ok(Ack { range, signature }) } else { Err(AckError::Shape) }
    }

    /// Whether the center signed it.
    ///
    /// # Errors
    /// A signature that is not this key's.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), AckError> {
        let good = signed(CONTEXT, &body(&self.range), &self.signature, key);
        if good { Ok(()) } else { Err(AckError::Signature) }
    }

    /// Whether the record with this number is covered.
    #[must_use]
    pub fn covers(&self, seq: u64) -> bool {
        (self.range.first_seq..=self.range.through_seq).contains(&seq)
    }
}

fn body(range: &AckRange) -> Vec<u8> {
    let mut put = Put::default();
    put.bytes(MAGIC).u64(range.terminal.0).u64(range.first_seq).u64(range.through_seq);
    put.bytes(&range.head).bytes(&range.batch_hash).finish()
}
