//! Vectors, stories and properties of the DESFire purse. Golden files live in `tests/golden`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]
#![expect(clippy::disallowed_methods, reason = "golden files are read from the disk")]

mod desk;
mod golden;
mod properties;
mod recovery;
mod script;
mod stories;
mod vectors;
