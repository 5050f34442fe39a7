//! Everything the language promises, asked from outside.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its story breaks"
)]

mod cases;
mod countings;
mod diff;
mod diff_tries;
mod edges;
mod explain;
mod found;
mod giving_back;
mod golden_tariffs;
mod problems;
mod promises;
mod reference;
mod says_of_itself;
mod standing;
mod vectors;
