//! Every kernel that this machine has, against the ciphers one block at a time, and against published vectors.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod batches;
mod published;
mod reference;
