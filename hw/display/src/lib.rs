//! A framebuffer and its mirror in a browser.
//!
//! Promises: pixels outside the picture are ignored; the mirror listens only where told, answers malformed
//! requests with a sentence, and ends when stopped.
//!
//! Deliberately does not know: what is on the picture, or what a key means.

mod frame;
mod key;
mod mirror;
mod page;
mod request;

pub use frame::{Frame, HEIGHT, WIDTH};
pub use key::Key;
pub use mirror::{Mirror, MirrorError};
