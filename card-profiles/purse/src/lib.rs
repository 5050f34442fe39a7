//! What any elder card promises, whatever chip it lives on.
//!
//! A family of cards (PBOC purses, DESFire purses, identity cards) implements [`Family`]; a profile file names
//! the applications a county's cards may carry, and [`Inquiry`] finds out which of them lies on the reader.
//! From there a sale speaks to every card in the same words:
//!
//! ```text
//! Application::probe ─► PurseView ─► Application::plan ─► Purchase ─► Armed ─► Debit ─► DebitOutcome
//!                                                                              └ torn: Application::resolve ─► Resolution
//! ```
//!
//! Promises: nothing on the card has changed before [`Armed::debit`]; a clean refusal is a different value from an
//! unknown outcome; a card number is shown by its last four digits only; a secret never shows.
//!
//! Deliberately does not know: commands of any card, tariffs, records; amounts are fen as a card counts them.

mod amount;
mod custody;
mod family;
mod hex;
mod inquiry;
mod number;
mod order;
mod outcome;
mod profile;
mod recognition;
mod shown;

pub use amount::CardAmount;
pub use custody::{Custody, KeyUse, NoKeys, Secret16};
pub use family::{Application, Armed, Debit, Family, OfflineLimits, Plan, Probe, Purchase, Resolve};
pub use hex::unhex;
pub use inquiry::{APPLICATIONS_MAX, Cards, Inquiry, PPSE, Presence, is_storage_card, listed_applications};
pub use number::{CardNumber, ChipScheme, Issuer};
pub use order::{DebitOrder, SamTerms, Torn};
pub use outcome::{
    Check, DebitOutcome, DebitRefusal, Facts, Paid, Proof, PurchaseRefusal, Resolution, Undecided,
};
pub use profile::{FactorOrder, Profile, ProfileError, Told};
pub use recognition::{Mark, PurseView, Recognition, Validity};
pub use shown::Shown;
