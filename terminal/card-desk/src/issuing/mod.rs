//! What the desk remembers: every step of every card and load, before and after it is done.
//!
//! Promises: entries are only added, each carries the hash of the one before, and each is on the disk before the next
//! command goes to a card; an entry that the story so far does not allow is refused, on writing and on reading.
//!
//! ```text
//! card   Intended ─► Step* ─► Finished ─► Reported
//!            └────────┴─► Scrapped
//! load   LoadPermitted ─► LoadSent ─► LoadEnded ─► LoadReported
//!            └──────────────────────────┘ (never sent)
//! block  BlockIntended ─► BlockReported
//! ```
//!
//! Deliberately does not know: cards in hand, keys, names of people, PINs.

mod entry;
mod journal;
mod story;

pub use entry::{CardPlan, CommitProof, Entry, LoadPlan, LoadVerdict};
pub use journal::{Journal, JournalError, Logged};
pub use story::{CardStory, Contradiction, LoadStory, Stage, Story};
