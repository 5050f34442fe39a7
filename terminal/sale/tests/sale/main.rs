//! The machine on a bench: a model card, a model security module and a model disk that may be torn, cut off
//! or broken at any step.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a model that is wrong must stop the test, and says where"
)]

mod bench;
mod chips;
mod crash;
mod entries;
mod identity;
mod ports;
mod refusals;
mod releases;
mod stories;
mod supervisor;
mod vouchers;
