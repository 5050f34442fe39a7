//! A till on a bench, event by event.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod bench;
mod chips;
mod link;
mod package;
mod ports;
mod privacy;
mod sales;
mod torn;
mod trouble;
