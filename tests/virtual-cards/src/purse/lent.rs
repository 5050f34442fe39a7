//! A purse that works for a larger chip, which lends it a memory for one command.

use super::{PurseState, Session, VirtualPurse};
use crate::incoming::Said;

impl VirtualPurse {
    /// Works on this memory instead of its own; afterwards it is in [`VirtualPurse::state`].
    pub(crate) fn work_on(&mut self, memory: PurseState, work: impl FnOnce(&mut Self) -> Said) -> Said {
        self.state = memory;
        work(self)
    }

    /// A directory was selected: PIN, challenge and pending transaction are forgotten.
    pub(crate) fn begin(&mut self) {
        self.session = Session { purse_selected: true, ..Session::default() };
    }

    /// A command came between INITIALIZE and its second half.
    pub(crate) fn forget_pending(&mut self) {
        self.session.pending = None;
    }

    /// The last challenge, which is good for one command.
    pub(crate) fn take_challenge(&mut self) -> Option<Vec<u8>> {
        self.session.challenge.take()
    }
}
