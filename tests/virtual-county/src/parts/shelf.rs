//! Parameter packages on the till's disk, and the supervisor at the counter.

use super::fuse::Fuse;
use crate::tape::{Fact, Tape};
use sale::MemoryFault;

/// What the supervisor keys, and, in place of its hash, what the package holds.
pub(crate) const SUPERVISOR_CODE: &str = "4711";

/// The shelf: the newest package, replaced whole or not at all, and the one before it.
pub(crate) struct Shelf {
    /// The package last kept.
    pub(crate) newest: Option<Vec<u8>>,
    /// The one before it.
    pub(crate) before: Option<Vec<u8>>,
    /// What the center sent, when a sabotaged till keeps something else.
    pub(crate) sent: Option<Vec<u8>>,
    till: usize,
    fuse: Fuse,
    tape: Tape,
}

impl Shelf {
    pub(crate) fn new(till: usize, fuse: Fuse, tape: Tape) -> Shelf {
        Shelf { newest: None, before: None, sent: None, till, fuse, tape }
    }
}

impl cashier::Shelf for Shelf {
    fn keep_parameters(&mut self, bytes: &[u8]) -> Result<(), MemoryFault> {
        self.fuse.burn();
        self.before = self.newest.clone().or(self.before.take());
        self.fuse.burn();
        let package = self.sent.take().unwrap_or_else(|| bytes.to_vec());
        self.tape.push(Fact::Shelved { till: self.till, package });
        self.newest = Some(bytes.to_vec());
        self.fuse.burn();
        Ok(())
    }
}

/// The supervisor.
pub(crate) struct Supervisor;

impl cashier::Supervisor for Supervisor {
    fn knows(&self, hash: &str, code: &str) -> bool {
        !hash.is_empty() && hash == code
    }
}
