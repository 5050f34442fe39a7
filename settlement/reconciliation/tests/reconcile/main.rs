//! Two files against each other: what is matched, what differs, what is refused.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod cards;
mod faults;
mod hostile;
mod outcomes;
mod support;
