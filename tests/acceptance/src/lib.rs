//! The whole path, as its users walk it: built programs, a real pcscd, virtual cards, no shortcuts.
//!
//! Promises: every test starts a county of its own, on ports of its own, and ends it.
//!
//! Deliberately does not know: the insides of any program. `make demo-script` is the long story of the same
//! kind.
