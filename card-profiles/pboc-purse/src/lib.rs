//! PBOC electronic purses, T-Union (交通联合) purses and the PSAM, with 3DES keys.
//!
//! Promises: one card command per file, each opening with its byte layout; every conversation is a
//! [`apdu::Dialogue`] value that ends after a bounded number of turns, whatever the chips answer; the DEBIT
//! command does not exist before somebody calls [`Armed::debit`]; a clean refusal (nothing changed on the
//! card) is a different value from an unknown outcome; keys and MACs never show in `Debug`.
//!
//! Deliberately does not know: readers, clocks, journals, tariffs, who the elder is. File 0016 (name and ID
//! number) is never read.

mod bytes;
pub mod command;
pub mod crypto;
mod dialogue;
mod family;
pub mod file;
mod mac;
mod parameters;
pub mod proof;

pub use dialogue::armed::{Armed, Debit, DebitOutcome, DebitRefusal, Facts, Paid, SamCheck};
pub use dialogue::inquiry::Inquiry;
pub use dialogue::order::{Levels, PurchaseKind, PurchaseOrder, RecordUpdate};
pub use dialogue::proof::{Proof, ProofOutcome};
pub use dialogue::purchase::{Purchase, PurchaseRefusal};
pub use dialogue::read_log::{LogEnd, LogView, ReadLog};
pub use dialogue::resolve::{Resolution, Resolve};
pub use dialogue::sam_start::{SamProfile, SamRefusal, SamStart, SamView};
pub use dialogue::torn::{Debited, Intention, Undecided};
pub use family::Pboc;
pub use mac::{Mac, Tac};
pub use parameters::Parameters;
