//! The office: its work against a running center, and its program with a reader, a token-free key file and a card.

#![expect(clippy::indexing_slicing, reason = "an absent field of a JSON value reads as null")]

mod desfire;
mod office;
mod program;
mod record;
mod register;
mod reissue;
mod torn;
mod work;
