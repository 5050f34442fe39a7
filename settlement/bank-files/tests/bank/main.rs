//! Payouts out, answers in, and the two beside each other.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod answers;
mod hostile;
mod matching;
mod orders;
mod payouts;
mod statements;
mod story;
