//! DESFire purses: our dialogues against the virtual DESFire, with every tear.

#![expect(clippy::unwrap_used, reason = "a test stops where its story breaks")]

mod counter;
mod sales;
mod years;
