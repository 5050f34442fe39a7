//! Stories of commands as data, for every family of cards: `tests/golden/apdu` says how they read.
//!
//! A story is cut into scenes, one per dialogue. A [`Script`] plays both chips of a scene and insists on every byte
//! and on the order; [`Story::tell`] compares what each dialogue comes to with what the story says.
//!
//! A [`Till`] plays the dialogues that every
//! family has, as `purse` shapes them; dialogues of one family are played by that family's own tests.
//!
//! Deliberately does not know: any family of cards. Who plays a story brings the families and the keys.

pub mod golden;
mod script;
mod story;
mod till;

pub use script::{Borrowed, Script};
pub use story::{Byte, Chip, Line, Scene, Story, every};
pub use till::Till;
