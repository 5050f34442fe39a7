//! The desk as its users and its hardware see it.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

mod ceremony;
mod issue;
mod journal;
mod token;
