//! A till's disk: appends are atomic, unsynced appends are lost or kept at a power cut, and it may be full,
//! read-only, or fail in the middle of a sync.

use super::fuse::Fuse;
use super::time::Time;
use crate::sabotage::Sabotage;
use crate::tape::{Fact, Tape};
use records::{Record, TerminalId};
use sale::{Entry, Memory, MemoryFault, Remembered, Sealed, Till, Writing, replay};
use virtual_cards::SplitMix;

/// One sync, milliseconds.
const SYNC_MS: u64 = 6;

/// How the disk is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// It writes.
    #[default]
    Good,
    /// The reserve is reached: what is under way may be finished, nothing may be begun.
    Full,
    /// It reads and does not write.
    ReadOnly,
}

/// The disk.
pub(crate) struct Disk {
    pub(crate) health: Health,
    /// The sync that fails, counted from now; 0: none.
    pub(crate) fail_in: u32,
    pub(crate) sabotage: Sabotage,
    /// What the power cannot take away.
    durable: Vec<Vec<u8>>,
    /// What those entries come to, entry by entry.
    replayed: Till,
    records: Vec<Record>,
    pending: Option<Vec<u8>>,
    failed: bool,
    random: SplitMix,
    till: usize,
    time: Time,
    fuse: Fuse,
    tape: Tape,
}

/// A write under way.
pub(crate) struct Ticket(Writing);

impl Disk {
    pub(crate) fn new(
        till: usize,
        terminal: TerminalId,
        seed: u64,
        time: Time,
        fuse: Fuse,
        tape: Tape,
    ) -> Disk {
        Disk {
            health: Health::Good,
            fail_in: 0,
            sabotage: Sabotage::Nothing,
            durable: Vec::new(),
            replayed: Till::new(terminal),
            records: Vec::new(),
            pending: None,
            failed: false,
            random: SplitMix::new(seed),
            till,
            time,
            fuse,
            tape,
        }
    }

    /// The power goes away: what was under way is there, or is not.
    pub(crate) fn cut(&mut self) {
        if self.random.below(2) == 0 {
            self.sync();
        }
        self.pending = None;
        self.failed = false;
        self.health = Health::Good;
        self.fail_in = 0;
    }

    /// Entries that survive.
    pub(crate) fn len(&self) -> usize {
        self.durable.len()
    }

    /// What the entries come to.
    pub(crate) fn replayed(&self) -> &Till {
        &self.replayed
    }

    /// Reads everything from the first entry, as a start-up does, and compares.
    pub(crate) fn replay_all(&self) {
        match replay(self.replayed.terminal(), &self.durable) {
            Ok(till) if till == self.replayed => {}
            Ok(_) => self.unreplayable("a second reading differs from the first"),
            Err(error) => self.unreplayable(&error.to_string()),
        }
    }

    /// Compares the living till with the disk.
    pub(crate) fn compare(&self, live: &Till) {
        if live != &self.replayed {
            self.unreplayable("the living till is not what its disk says");
        }
    }

    fn unreplayable(&self, what: &str) {
        self.tape.push(Fact::Unreplayable { till: self.till, what: what.to_owned() });
    }

    fn sync(&mut self) {
        let Some(bytes) = self.pending.take() else { return };
        if let Err(fault) = self.replayed.replay_one(&bytes) {
            self.unreplayable(&fault.to_string());
        }
        if let Ok(Some(record)) = Entry::decode(&bytes).map(|entry| entry.record().cloned()) {
            self.records.push(record);
        }
        self.tape.push(Fact::Synced { till: self.till, bytes: bytes.clone() });
        self.durable.push(bytes);
    }

    fn fault(&self) -> Option<MemoryFault> {
        if self.failed {
            return Some(MemoryFault::Broken { what: "simulated".to_owned() });
        }
        match self.health {
            Health::Good => None,
            Health::Full => Some(MemoryFault::Full { free_kib: 1, needed_kib: 64 }),
            Health::ReadOnly => Some(MemoryFault::ReadOnly { what: "simulated".to_owned() }),
        }
    }

    /// Whether a broken memory says "kept" of this entry before the disk has it.
    fn lies_about(&self, bytes: &[u8]) -> bool {
        match self.sabotage {
            Sabotage::OutcomeAcksEarly => bytes.first() == Some(&3),
            Sabotage::IntentionAcksEarly => bytes.first() == Some(&1),
            _ => false,
        }
    }
}

impl Memory for Disk {
    type Ticket = Ticket;

    fn room(&mut self) -> Result<(), MemoryFault> {
        self.fuse.burn();
        self.fault().map_or(Ok(()), Err)
    }

    fn begin(&mut self, writing: Writing) -> Result<Ticket, MemoryFault> {
        self.fuse.burn();
        if let Some(fault) = self.fault().filter(|_| self.failed || self.health == Health::ReadOnly) {
            self.failed = true;
            return Err(fault);
        }
        // A liar's earlier write reaches the disk at last, so that the order stays.
        self.sync();
        self.pending = Some(writing.bytes().to_vec());
        self.fuse.burn();
        Ok(Ticket(writing))
    }

    fn wait(&mut self, ticket: Ticket) -> Result<Remembered, MemoryFault> {
        self.fuse.burn();
        self.time.pass_ms(SYNC_MS);
        let fails = self.fail_in == 1 || self.health == Health::ReadOnly;
        self.fail_in = self.fail_in.saturating_sub(1);
        if fails || self.failed {
            if self.random.below(2) == 0 {
                self.sync();
            }
            self.pending = None;
            self.failed = true;
            return Err(MemoryFault::Broken { what: "simulated".to_owned() });
        }
        if !self.lies_about(ticket.0.bytes()) {
            self.sync();
        }
        self.fuse.burn();
        Ok(ticket.0.kept())
    }
}

impl cashier::Journal for Disk {
    fn reopen(&mut self) -> Result<Till, MemoryFault> {
        self.fuse.burn();
        if self.health == Health::ReadOnly {
            return Err(MemoryFault::ReadOnly { what: "simulated".to_owned() });
        }
        self.failed = false;
        self.pending = None;
        Ok(self.replayed.clone())
    }

    fn records_from(&mut self, seq: u64) -> Result<Vec<Record>, MemoryFault> {
        Ok(self.records.iter().filter(|record| record.seq >= seq).cloned().collect())
    }

    fn seals_from(&mut self, seq: u64) -> Result<Vec<Sealed>, MemoryFault> {
        let entries = self.durable.iter().filter_map(|bytes| Entry::decode(bytes).ok());
        let seals = entries.filter_map(|entry| entry.seal().copied());
        Ok(seals.filter(|sealed| sealed.through_seq >= seq).collect())
    }
}
