//! Stories and properties of issuing. Blank virtual chips are made into cards in `tests/issuing`, a crate of its own.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

mod desk;
mod properties;
mod secrets;
mod stories;
