//! The county operations center: intake, clearing, settlement pages.

fn main() {}
