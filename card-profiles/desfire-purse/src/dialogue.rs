//! The conversations, one per file.

pub(crate) mod armed;
pub(crate) mod authenticate;
pub(crate) mod inquiry;
pub(crate) mod log_view;
pub(crate) mod read_log;
pub(crate) mod resolve;
pub(crate) mod transaction;
mod verdict;

use apdu::{Ask, Command, Turn};

/// Asks the card.
fn card<O>(command: Command) -> Turn<O> {
    Turn::Ask(Ask::Card(command))
}
