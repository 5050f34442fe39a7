//! Reconciliation held against DuckDB: the same files, the same differences, the same sums.
//!
//! Promises: both sides read the very same bytes; every difference is compared by kind, key, amounts, states and
//! merchants, and so are the sums by kind and by merchant. DuckDB's Python wheel is installed from PyPI into a folder
//! of its own below `target`, by the script `install` of this crate.
//!
//! Deliberately does not know: how the center finds what it finds. It asks the commands of `county-center`.

pub mod compare;
pub mod invent;
pub mod python;

/// The map of the invented files.
pub const MAP: &str = include_str!("../columns.toml");
