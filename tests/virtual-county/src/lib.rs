//! A county in a loop, from one seed.
