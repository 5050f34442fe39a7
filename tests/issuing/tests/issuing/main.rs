//! Blank chips become cards: whole, torn at every command, scrapped; and a card made here is used by tills.
#![expect(clippy::unwrap_used, reason = "a test that goes wrong shall stop")]

mod desfire;
mod habits;
mod made;
mod refusals;
mod torn;
mod used;
