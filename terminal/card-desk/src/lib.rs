//! probe
pub mod custody;
pub mod hex;
pub mod keys;
