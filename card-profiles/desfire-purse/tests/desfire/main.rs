//! Vectors, stories and properties of the DESFire purse. Golden files live in `tests/golden`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod batches;
mod desk;
mod properties;
mod recovery;
mod stories;
mod vectors;
