//! The whole path, as its users walk it.
