//! Everything the language promises, asked from outside.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its story breaks"
)]

mod cases;
mod diff;
mod edges;
mod explain;
mod found;
mod giving_back;
mod golden_tariffs;
mod problems;
mod promises;
mod reference;
mod standing;
mod vectors;
