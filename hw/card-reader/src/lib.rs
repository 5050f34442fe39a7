//! The only crate that speaks to pcscd.
