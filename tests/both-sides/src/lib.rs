//! Where the two halves of a card specification meet: dialogues written for readers, cards written from the standards.
//! Neither knows the other, so only here may they disagree.
//!
//! `tests/desfire` plays sales of many days; `tests/tears` cuts the link at every byte in both directions, for every
//! family and operation, and asks afterwards whether any money was lost or taken twice. Here is what both need: a link
//! that can be cut, a till that carries the sale's own machine from tap to tap, and the truth as cards keep it.
//!
//! Promises: the judge is what a virtual card keeps without power, never our own code; every cut is made, and counted.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's bench stops where its story breaks"
)]

mod audit;
pub mod counter;
pub mod county;
pub mod link;
mod module;
pub mod story;
pub mod story_sam;
pub mod sweep;
pub mod tape;
pub mod till;
pub mod top_up;
pub mod truth;

pub use link::{Cut, Lengths, Link, Tear};
pub use sweep::{Grain, Sweep};
pub use till::{Ending, Till};
pub use truth::Truth;
