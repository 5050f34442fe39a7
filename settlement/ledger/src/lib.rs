//! The books of the center in SQLite.
