//! Nothing advances until it is remembered: a step holds the next state back until its entry is on disk.

use crate::entry::Entry;
use crate::memory::{Memory, MemoryFault, Writing};
use crate::till::{ApplyError, Till};
use core::fmt;

/// A state that exists only once its entry is remembered.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "nothing advances until it is remembered"]
pub struct Step<N> {
    entry: Entry,
    next: N,
}

/// Why a step was not remembered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    /// The memory failed. Open it again, replay, and try the same step once more.
    #[error(transparent)]
    Memory(#[from] MemoryFault),
    /// The entry does not follow from what the till knows. Nothing was written.
    #[error("条目与本机状态不符，未写入 · the entry does not fit the till, nothing was written")]
    Rejected(#[source] ApplyError),
}

impl StepFault {
    /// The refusal the cashier sees.
    #[must_use]
    pub fn refusal(&self) -> crate::Refusal {
        match self {
            StepFault::Memory(fault) => fault.refusal(),
            StepFault::Rejected(_) => crate::Refusal::JournalFault,
        }
    }
}

/// A step given back, and why: exactly one handle on the sale exists at any time.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct Forgotten<N: fmt::Debug> {
    /// The same step, to be tried again.
    pub step: Step<N>,
    /// What went wrong.
    #[source]
    pub fault: StepFault,
}

impl<N> Step<N> {
    pub(crate) fn new(entry: Entry, next: N) -> Step<N> {
        Step { entry, next }
    }

    /// What will be remembered.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        &self.entry
    }
}

impl<N: fmt::Debug> Step<N> {
    /// Writes the entry, waits until it survives a power cut, takes it in, and only then yields the next
    /// state. An entry that a failed write had brought to the disk after all is not written twice.
    ///
    /// # Errors
    /// The step itself comes back with the reason.
    pub fn remember<M: Memory>(self, memory: &mut M, till: &mut Till) -> Result<N, Box<Forgotten<N>>> {
        match self.write(memory, till) {
            Ok(()) => Ok(self.next),
            Err(fault) => Err(Box::new(Forgotten { step: self, fault })),
        }
    }

    fn write<M: Memory>(&self, memory: &mut M, till: &mut Till) -> Result<(), StepFault> {
        if till.knows(&self.entry) {
            return Ok(());
        }
        till.check(&self.entry).map_err(StepFault::Rejected)?;
        let bytes = self.entry.encode();
        let ticket = memory.begin(Writing::new(bytes.clone()))?;
        let remembered = memory.wait(ticket)?;
        if remembered.bytes() != bytes {
            return Err(MemoryFault::Broken { what: "other entry".to_owned() }.into());
        }
        till.apply(&self.entry).map_err(StepFault::Rejected)
    }
}

/// Shows the kind of entry, not what is in it.
impl<N: fmt::Debug> fmt::Debug for Step<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step").field("next", &self.next).finish_non_exhaustive()
    }
}
