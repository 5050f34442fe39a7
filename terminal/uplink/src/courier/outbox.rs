//! Records the center has not acknowledged, in chain order, and how far it has come without saying so.

use records::{Record, record_hash};

/// A run of records that continues the chain from a known head.
pub(super) struct Outbox {
    /// Last sequence number before the run, and the chain head there.
    before: u64,
    head_before: [u8; 32],
    records: Vec<Record>,
    /// Hashes of `records`, index by index.
    hashes: Vec<[u8; 32]>,
    /// How many of `records` the center has by its cursor, though no acknowledgement covers them yet.
    received: usize,
}

/// Where a center's cursor falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Inside the run or at its end, and the heads agree.
    Here,
    /// Before the run.
    Earlier,
    /// The heads differ, or the center has more than we ever wrote.
    Forked,
}

impl Outbox {
    pub(super) fn new(before: u64, head_before: [u8; 32]) -> Outbox {
        Outbox { before, head_before, records: Vec::new(), hashes: Vec::new(), received: 0 }
    }

    /// Takes the next record; passes over one that is here already. `false`: it does not continue the chain.
    pub(super) fn push(&mut self, record: Record) -> bool {
        let next_seq = self.last().map_or(self.before, |last| last.seq).saturating_add(1);
        if record.seq < next_seq {
            return true;
        }
        if record.seq != next_seq || record.prev != self.head() {
            return false;
        }
        self.hashes.push(record_hash(&record));
        self.records.push(record);
        true
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn last(&self) -> Option<&Record> {
        self.records.last()
    }

    pub(super) fn unsent(&self) -> &[Record] {
        self.records.get(self.received..).unwrap_or_default()
    }

    pub(super) fn has_unsent(&self) -> bool {
        !self.unsent().is_empty()
    }

    /// The chain head at a sequence number, where it is the one before the run or inside it.
    pub(super) fn head_at(&self, seq: u64) -> Option<[u8; 32]> {
        let index = usize::try_from(seq.checked_sub(self.before)?).ok()?;
        match index.checked_sub(1) {
            None => Some(self.head_before),
            Some(index) => self.hashes.get(index).copied(),
        }
    }

    fn head(&self) -> [u8; 32] {
        self.hashes.last().copied().unwrap_or(self.head_before)
    }

    /// The unsent records from `first_seq`, which must be the first of them, through `through_seq`.
    pub(super) fn run(&self, first_seq: u64, through_seq: u64) -> Option<&[Record]> {
        let unsent = self.unsent();
        let count = through_seq.checked_sub(first_seq)?.checked_add(1)?;
        unsent.first().filter(|record| record.seq == first_seq)?;
        unsent.get(..usize::try_from(count).ok()?)
    }

    /// Where the center's cursor falls.
    pub(super) fn place_of(&self, next_seq: u64, head: [u8; 32]) -> Place {
        let Some(through) = next_seq.checked_sub(1) else { return Place::Forked };
        if through < self.before {
            return Place::Earlier;
        }
        if self.head_at(through) == Some(head) { Place::Here } else { Place::Forked }
    }

    /// The same; inside the run, sending resumes there.
    pub(super) fn resume_at(&mut self, next_seq: u64, head: [u8; 32]) -> Place {
        let place = self.place_of(next_seq, head);
        if place == Place::Here {
            let received = next_seq.saturating_sub(1).saturating_sub(self.before);
            self.received = usize::try_from(received).unwrap_or(self.records.len());
        }
        place
    }

    /// Everything through this sequence number is acknowledged.
    pub(super) fn acknowledged(&mut self, through: u64) {
        let Some(head) = self.head_at(through) else { return };
        let count = usize::try_from(through.saturating_sub(self.before)).unwrap_or(0).min(self.records.len());
        self.records.drain(..count);
        self.hashes.drain(..count);
        self.received = self.received.saturating_sub(count);
        self.before = through;
        self.head_before = head;
    }
}
