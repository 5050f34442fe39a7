//! A whole lunch on a laptop.
