//! The office where cards are made, loaded, read out, blocked and replaced. A program of its own: nothing of it is in a
//! till.
//!
//! Promises: master keys are born here, leave only as shares, and are used only through their keeper ([`custody`]);
//! every step is in the journal before the next one ([`issuing`]); what the center has not heard is told again
//! ([`work`]); card numbers are shown by their last four digits, names and PINs are kept nowhere.
//!
//! Deliberately does not know: tariffs, sales, holders. Which card is whose is the center's knowledge.

pub mod cards;
pub mod center;
pub mod cli;
pub mod config;
pub mod custody;
pub mod exit;
mod files;
pub use key_custody::hex;
pub mod issuing;
pub mod keys;
pub mod recording;
mod secret_line;
pub mod work;
