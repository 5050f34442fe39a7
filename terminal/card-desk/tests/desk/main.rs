//! The desk as its users and its hardware see it.

mod ceremony;
mod journal;
mod token;
