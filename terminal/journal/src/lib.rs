//! The journal of a till in SQLite: what [`sale`] remembers, on a disk that may fail at any moment.
//!
//! # Promises
//!
//! - What [`sale::Memory::wait`] has confirmed survives a power cut: WAL, `synchronous=FULL`, one transaction per
//!   entry, settings read back at start and refused if they differ.
//! - Entries are only ever added. Each carries the hash of the one before; triggers refuse change and removal.
//! - Start-up is recovery: `quick_check`, the hash chain, and a full replay through [`sale::Till`].
//! - A journal is made once, on purpose. A missing, foreign, damaged or newer file is a fault with a remedy,
//!   never an empty beginning.
//! - One process writes: a lock file keeps a second one away.
//! - A disk that is full or cannot be written is found before a card is touched.
//! - After any failed write nothing more is written until the journal has been opened and replayed again.
//!
//! # What it deliberately does not know
//!
//! What an entry means (it asks `sale`), cards, screens, the network.

mod chain;
mod create;
mod fault;
mod inspect;
mod open;
mod pragmas;
mod probe;
mod read;
mod recover;
mod writer;

pub use fault::JournalFault;
pub use inspect::{Inspection, inspect};
pub use open::{Journal, Options, Ticket};
