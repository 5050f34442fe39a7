//! Records on their way to the center: waiting, sealed, verified.

use super::{ApplyError, Till};
use crate::entry::{Entry, Sealed};
use crate::step::Step;
use records::{Ack, AckError, Announced, Batch, Record, SealError, SigningKey, VerifyingKey, record_hash};

/// Why an acknowledgement changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AckProblem {
    /// Not an acknowledgement, or not the center's signature.
    #[error(transparent)]
    Ack(#[from] AckError),
    /// It covers other records than those that wait.
    #[error(
        "回执与待传流水不符，记录仍为待核 · the acknowledgement does not fit what waits, the records stay pending"
    )]
    NotOurs,
}

impl Till {
    /// Records no acknowledgement covers yet, oldest first.
    pub fn outbox(&self) -> impl ExactSizeIterator<Item = &Record> {
        self.outbox.iter()
    }

    /// How many of them there are.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.outbox.len()
    }

    /// The last record covered by an acknowledgement; 0 when none is.
    #[must_use]
    pub fn verified_through(&self) -> u64 {
        self.verified
    }

    /// The batch that waits for its acknowledgement.
    #[must_use]
    pub fn sealed(&self) -> Option<&Sealed> {
        self.sealed.as_ref()
    }

    /// Seals what waits, at most `limit` records, unless a sealed batch waits already or nothing does.
    pub fn seal(&self, sealed_at_us: i64, limit: usize) -> Option<Step<Sealed>> {
        let first_seq = self.outbox.front()?.seq;
        let last = limit.min(records::MAX_RECORDS).min(self.outbox.len()).checked_sub(1)?;
        let through_seq = self.outbox.get(last)?.seq;
        let announced =
            Announced { seq: self.place.chain.next_seq.saturating_sub(1), running: self.place.running };
        let sealed = Sealed { first_seq, through_seq, sealed_at_us, announced };
        self.sealed.is_none().then(|| Step::new(Entry::Sealed(sealed), sealed))
    }

    /// The bytes of the sealed batch: the same every time, with the same key.
    ///
    /// # Errors
    /// Records that cannot be sealed.
    pub fn sealed_bytes(&self, key: &SigningKey) -> Option<Result<Vec<u8>, SealError>> {
        let sealed = self.sealed?;
        let within = |record: &&Record| record.seq <= sealed.through_seq;
        let records: Vec<Record> = self.outbox.iter().take_while(within).cloned().collect();
        Some(Batch::seal(&records, sealed.announced, sealed.sealed_at_us, key))
    }

    /// Believes an acknowledgement of the center: its signature, its range, and the chain head it names.
    ///
    /// # Errors
    /// Why it is not believed. Nothing changes.
    pub fn acknowledge(&self, ack: &[u8], center: &VerifyingKey) -> Result<Step<u64>, AckProblem> {
        Ack::open(ack)?.verify(center)?;
        let through = self.check_ack(ack).map_err(|_| AckProblem::NotOurs)?;
        Ok(Step::new(Entry::Verified { ack: ack.to_vec() }, through))
    }

    /// The last record it covers, when it covers the oldest that waits and names our chain.
    pub(super) fn check_ack(&self, ack: &[u8]) -> Result<u64, ApplyError> {
        let range = Ack::open(ack).map_err(|_| ApplyError::Outbox)?.range;
        let oldest = self.outbox.front().ok_or(ApplyError::Outbox)?.seq;
        let offset = range.through_seq.checked_sub(oldest).and_then(|offset| usize::try_from(offset).ok());
        let last = offset.and_then(|offset| self.outbox.get(offset)).ok_or(ApplyError::Outbox)?;
        let ours = range.terminal == self.terminal && range.first_seq <= oldest;
        if ours && record_hash(last) == range.head { Ok(range.through_seq) } else { Err(ApplyError::Outbox) }
    }

    pub(super) fn take_ack(&mut self, ack: &[u8]) -> Result<(), ApplyError> {
        let through = self.check_ack(ack)?;
        self.verified = through;
        self.spent.forget(through);
        while self.outbox.front().is_some_and(|record| record.seq <= through) {
            self.outbox.pop_front();
        }
        self.sealed = self.sealed.filter(|sealed| sealed.first_seq > through);
        Ok(())
    }

    pub(super) fn has_verified(&self, ack: &[u8]) -> bool {
        Ack::open(ack).is_ok_and(|ack| ack.range.through_seq <= self.verified)
    }
}
