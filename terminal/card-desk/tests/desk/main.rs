//! The desk as its users and its hardware see it.

mod ceremony;
mod issue;
mod journal;
mod token;
