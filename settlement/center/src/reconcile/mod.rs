//! Reconciling on two threads: files and threads here, lines in [`reconciliation`].
//!
//! Each side is loaded by a thread of its own in blocks of a mebibyte; then both threads join parts, whichever is
//! next. Nothing of a file is held but a block and its lines, 16 bytes each.

mod announced;
mod cards;
mod files;

pub(crate) use announced::{Announcements, announcements};
pub(crate) use cards::{CardsCompared, cards, read_outs};
pub(crate) use files::{FilesError, files};
