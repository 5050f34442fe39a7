//! A small county under two tariffs, with sums worked out by hand.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod ledger;
mod promises;
mod story;
