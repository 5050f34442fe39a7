//! What any elder purse promises, whatever chip it lives on.
//!
//! Promises: a card number is shown by its last four digits only; a view of a card is a value.
//!
//! Deliberately does not know: commands, keys, tariffs, records; amounts are fen as a card counts them.

mod amount;
mod number;
mod profile;
mod recognition;

pub use amount::CardAmount;
pub use number::{CardNumber, Issuer};
pub use profile::{FactorOrder, ProfileParameters};
pub use recognition::{PurseView, Recognition};
