//! Replaying a file of records on several threads: files and threads here, sums in [`clearing::replay`].
//!
//! One thread reads and deals the records out by card, so that each thread has its cards to itself; batches go
//! through bounded channels. Nothing is held but one batch for each place in a channel and the counters of the
//! cards. The number of threads and the size of a batch change nothing in the result.

mod lanes;
mod points;
mod source;

pub(crate) use lanes::{Pace, run};
pub(crate) use points::read as read_points;
pub(crate) use source::{Source, SourceError};
