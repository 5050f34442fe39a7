//! What physically happened, in order, for the auditor: no opinion of the product is on the tape.

use std::cell::RefCell;
use std::rc::Rc;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Bytes on a till's disk survive a power cut from now on.
    Synced {
        /// The till.
        till: usize,
        /// The journal entry.
        bytes: Vec<u8>,
    },
    /// A card on this till's reader changed its counter.
    Debited {
        /// The till.
        till: usize,
        /// Card number.
        card: [u8; 10],
        /// Offline counter before.
        counter: u32,
        /// Balance before, fen.
        balance: u32,
        /// What is gone, fen.
        amount: u32,
    },
    /// A till shows green.
    Green {
        /// The till.
        till: usize,
        /// Last four digits on the screen.
        tail: String,
        /// Price on the screen, fen.
        price: i64,
        /// The elder's part on the screen, fen.
        self_pay: i64,
    },
    /// A till shows that records through this one are verified.
    VerifiedShown {
        /// The till.
        till: usize,
        /// Last one.
        through: u64,
    },
    /// The center gave this acknowledgement to whoever sent this batch.
    Answered {
        /// The batch.
        batch: Vec<u8>,
        /// The acknowledgement.
        ack: Vec<u8>,
    },
    /// The center released a tariff.
    Released {
        /// Its version.
        version: u32,
        /// From when it prices, UTC µs.
        from_us: i64,
    },
    /// A till put this parameter package on its disk.
    Shelved {
        /// The till.
        till: usize,
        /// The package, as the center sent it.
        package: Vec<u8>,
    },
    /// A live till and its disk disagree, or its disk cannot be read again.
    Unreplayable {
        /// The till.
        till: usize,
        /// What is wrong.
        what: String,
    },
}

/// The tape. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape(Rc<RefCell<Vec<Fact>>>);

impl Tape {
    pub(crate) fn push(&self, fact: Fact) {
        self.0.borrow_mut().push(fact);
    }

    /// Everything since the last time.
    pub(crate) fn take(&self) -> Vec<Fact> {
        std::mem::take(&mut *self.0.borrow_mut())
    }
}
