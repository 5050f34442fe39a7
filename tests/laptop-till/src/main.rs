//! A whole lunch on a laptop.

fn main() {}
