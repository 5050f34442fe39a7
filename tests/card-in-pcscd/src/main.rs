//! Puts virtual cards into the virtual reader of pcscd.

fn main() {}
