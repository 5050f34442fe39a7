//! A county in memory: days as they happen, and what the books say afterwards.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod batches;
mod books;
mod funds;
mod greys;
mod looked_again;
mod odd;
mod prices;
mod properties;
mod records_in_order;
mod statements;
mod two_places;
