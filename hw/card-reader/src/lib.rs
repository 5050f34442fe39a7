//! The only crate that speaks to pcscd: who is at the reader, and one chip at a time.
//!
//! Promises: a lost answer is an error and is never sent again by this crate; an answer without a status
//! word is a lost card; the reader, the service and the cable may go and come back and the same values keep
//! working; a chip is left powered when a slot is released or dropped.
//!
//! Deliberately does not know: what a command means, what a card is, any clock but the time to wait.

mod card_slot;
mod contact;
mod fault;
mod reader;
mod sam_slot;
mod watch;

pub use card_slot::CardSlot;
pub use reader::readers;
pub use sam_slot::SamSlot;
pub use watch::{Presence, Waker, Watch};
