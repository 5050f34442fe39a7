//! The outside world, one trait for each thing in it. A till on a counter and a simulation in one thread are
//! equal behind them.

use apdu::{Transport, TransportError};
use purse::{Custody, Presence};
use records::{Moment, Record};
use sale::{Memory, MemoryFault, Sealed, Till};
use screens::{Strip, View};

/// A slot with a chip in it: the reader's card, or the SAM.
pub trait Slot: Transport {
    /// Takes hold of the chip that is there now; does nothing when it is held already.
    ///
    /// # Errors
    /// `CardGone` when the slot is empty, `ReaderGone` without reader or service.
    fn connect(&mut self) -> Result<(), TransportError>;

    /// Lets it go, powered and as it is.
    fn release(&mut self);

    /// What the reader knows of the chip that is held, without asking it.
    fn presence(&self) -> Presence {
        Presence::default()
    }
}

/// Time.
pub trait Clock {
    /// Now, and how well it is known.
    fn now(&self) -> Moment;

    /// Microseconds of a clock that never goes back; only differences count.
    fn monotonic_us(&self) -> u64;
}

/// The screen.
pub trait Panel {
    /// Shows a view until the next one.
    fn show(&mut self, strip: &Strip, view: &View);
}

/// The supervisor's code.
pub trait Supervisor {
    /// Whether `code` is the code behind `hash` (an argon2 PHC string; empty lets nobody in).
    fn knows(&self, hash: &str, code: &str) -> bool;
}

/// The way to the center, seen from the counter. None of these waits.
pub trait Uplink {
    /// A record was written.
    fn offer(&mut self, record: &Record);

    /// A batch was planned, and the plan is kept.
    fn sealed(&mut self, plan: &Sealed);

    /// No batch could be planned.
    fn not_sealed(&mut self);

    /// Everything after sequence number `before`, where the chain head was `head_before`, and how it was sealed.
    fn rewound(&mut self, before: u64, head_before: [u8; 32], records: Vec<Record>, seals: Vec<Sealed>);

    /// Parameters of this version are in force.
    fn parameters_installed(&mut self, version: u32);
}

/// The journal: a memory that can be opened again, and read.
pub trait Journal: Memory {
    /// Opens again after a fault and makes the till anew from the first entry.
    ///
    /// # Errors
    /// It still cannot be used.
    fn reopen(&mut self) -> Result<Till, MemoryFault>;

    /// The till's records from this sequence number on, for a center that lost them.
    ///
    /// # Errors
    /// It cannot be read.
    fn records_from(&mut self, seq: u64) -> Result<Vec<Record>, MemoryFault>;

    /// How records from this sequence number on were sealed, so that the center gets the same bytes again.
    ///
    /// # Errors
    /// It cannot be read.
    fn seals_from(&mut self, seq: u64) -> Result<Vec<Sealed>, MemoryFault>;
}

/// Where parameter packages are kept as they came.
pub trait Shelf {
    /// Keeps a package, before its entry is remembered.
    ///
    /// # Errors
    /// The disk takes none; the old one stays.
    fn keep_parameters(&mut self, bytes: &[u8]) -> Result<(), MemoryFault>;
}

/// All ports together.
pub struct Ports<'a, J: Journal> {
    /// The reader elders tap.
    pub card: &'a mut dyn Slot,
    /// The SAM's slot.
    pub sam: &'a mut dyn Slot,
    /// Time.
    pub clock: &'a dyn Clock,
    /// The screen.
    pub panel: &'a mut dyn Panel,
    /// The journal.
    pub journal: &'a mut J,
    /// The way to the center.
    pub uplink: &'a mut dyn Uplink,
    /// Parameter packages.
    pub shelf: &'a mut dyn Shelf,
    /// The supervisor's code.
    pub supervisor: &'a dyn Supervisor,
    /// Keys of cards that no security module serves.
    pub custody: &'a dyn Custody,
}
