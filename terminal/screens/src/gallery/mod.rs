//! One of every screen, ordinary and extreme, and what is proved with them.

mod fits;
mod pictures;
mod stories;
mod words;
