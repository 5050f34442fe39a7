//! The conversations, one per file.

pub(crate) mod armed;
pub(crate) mod block;
pub(crate) mod find_lock;
pub(crate) mod inquiry;
pub(crate) mod load;
pub(crate) mod load_credit;
pub(crate) mod order;
pub(crate) mod proof;
pub(crate) mod purchase;
pub(crate) mod read_balance;
pub(crate) mod read_log;
pub(crate) mod read_trips;
pub(crate) mod resolve;
pub(crate) mod resolve_load;
pub(crate) mod sam_start;
pub(crate) mod torn;
mod verdict;
pub(crate) mod verify_pin;

use apdu::{Ask, Command, Turn};

/// Asks the card.
fn card<O>(command: Command) -> Turn<O> {
    Turn::Ask(Ask::Card(command))
}

/// Asks the SAM.
fn sam<O>(command: Command) -> Turn<O> {
    Turn::Ask(Ask::Sam(command))
}
