//! A till on a bench, event by event.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod bench;
/// The chips that the sale is tested with.
#[expect(dead_code, reason = "some of what they do is only asked for by the tests of the sale")]
#[path = "../../../sale/tests/sale/chips.rs"]
mod chips;
mod identity;
mod link;
mod package;
mod ports;
mod privacy;
mod releases;
mod sales;
mod torn;
mod trouble;
mod words;
