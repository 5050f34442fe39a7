//! DESFire purses: our dialogues against the virtual DESFire, with every tear.

mod sales;
mod years;
