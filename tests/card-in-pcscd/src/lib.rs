//! Puts virtual cards into the virtual reader of a real pcscd: a bench for tests, a tray of cards for the demo.
//!
//! Promises: everything it starts ends with it; its pcscd is private to it and, where the machine allows,
//! reachable from nowhere else; a card's memory is on disk before its answer is on the wire; nobody waits by
//! sleeping for a fixed time.
//!
//! Deliberately does not know: tills, centers, prices, or our card code.

mod bench;
mod door;
mod frames;
pub mod kept;
mod measure;
mod pcscd;
pub mod seed;
mod slot;
pub mod tray;

pub use bench::{Bench, in_own_process, on_a_bench};
pub use door::Door;
pub use measure::{Figures, measure};
pub use pcscd::{Isolation, Pcscd, isolation};
pub use slot::{Inserted, Keeper, Progress, Slot};

/// Name of the first virtual slot, as PC/SC shows it.
pub const CARD_READER: &str = "Virtual PCD 00 00";
/// Name of the second virtual slot.
pub const SAM_READER: &str = "Virtual PCD 00 01";
/// Port of the first virtual slot as Debian packages it; the second is the next.
pub const PORT: u16 = 35963;
