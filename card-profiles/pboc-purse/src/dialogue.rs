//! The conversations, one per file.

pub(crate) mod armed;
pub(crate) mod inquiry;
pub(crate) mod order;
pub(crate) mod proof;
pub(crate) mod purchase;
pub(crate) mod read_log;
pub(crate) mod resolve;
pub(crate) mod sam_start;
pub(crate) mod torn;
mod verdict;

use apdu::{Ask, Command, Turn};

/// Asks the card.
fn card<O>(command: Command) -> Turn<O> {
    Turn::Ask(Ask::Card(command))
}

/// Asks the SAM.
fn sam<O>(command: Command) -> Turn<O> {
    Turn::Ask(Ask::Sam(command))
}
