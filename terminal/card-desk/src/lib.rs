//! probe
pub mod custody;
pub mod hex;
pub mod issuing;
pub mod keys;
