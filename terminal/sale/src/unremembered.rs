//! An intention that is not on disk yet: it can be written down, and nothing else.

use crate::arming::Arming;
use crate::entry::Entry;
use crate::intention::Intention;
use crate::memory::{Memory, Writing};
use crate::step::StepFault;
use crate::till::Till;
use purse::Purchase;

/// What will be done, in full, but not yet remembered.
#[must_use = "an intention that is not written down leads to nothing"]
pub struct Unremembered {
    intention: Intention,
    purchase: Box<dyn Purchase>,
}

impl Unremembered {
    pub(crate) fn new(intention: Intention, purchase: Box<dyn Purchase>) -> Unremembered {
        Unremembered { intention, purchase }
    }

    /// What will be done.
    #[must_use]
    pub fn intention(&self) -> &Intention {
        &self.intention
    }

    /// Starts to write it down. While the disk works, the card can be asked for everything but the debit.
    ///
    /// # Errors
    /// The write was not started. The card has not been asked for anything.
    pub fn begin<M: Memory>(self, memory: &mut M, till: &Till) -> Result<(M::Ticket, Arming), StepFault> {
        let entry = Entry::Intended(Box::new(self.intention.clone()));
        till.check(&entry).map_err(StepFault::Rejected)?;
        let bytes = entry.encode();
        let ticket = memory.begin(Writing::new(bytes.clone()))?;
        Ok((ticket, Arming::new(self.intention, bytes, self.purchase)))
    }
}

/// An order names its card by key factors; they stay out of logs.
impl core::fmt::Debug for Unremembered {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Unremembered").field("sale", &self.intention.sale()).finish_non_exhaustive()
    }
}
