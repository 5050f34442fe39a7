//! PBOC electronic purses, T-Union (交通联合) purses and the PSAM, with 3DES or SM4 keys.
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
mod guests;
mod mac;
mod parameters;
mod pin;
pub mod proof;
mod sam_health;
mod shown;
pub mod soft_sam;

pub use dialogue::armed::{Armed, Debit, DebitOutcome, DebitRefusal, Facts, Paid, SamCheck};
pub use dialogue::block::{Block, BlockOrder, BlockRefusal};
pub use dialogue::find_lock::{FindLock, Lock};
pub use dialogue::inquiry::Inquiry;
pub use dialogue::load::{LoadFacts, LoadInit, LoadOrder, LoadRefusal};
pub use dialogue::load_credit::{CreditOutcome, CreditRefusal, LoadCredit};
pub use dialogue::order::{Levels, PurchaseKind, PurchaseOrder, RecordUpdate};
pub use dialogue::proof::{Proof, ProofOutcome};
pub use dialogue::purchase::{Purchase, PurchaseRefusal};
pub use dialogue::read_balance::{BalanceRefusal, ReadBalance};
pub use dialogue::read_log::{LogEnd, LogView, ReadLog};
pub use dialogue::read_trips::{ReadTrips, TripView};
pub use dialogue::resolve::{Resolution, Resolve};
pub use dialogue::resolve_load::{LoadIntention, LoadResolution, LoadUndecided, ResolveLoad};
pub use dialogue::sam_start::{SamProfile, SamRefusal, SamStart, SamView};
pub use dialogue::torn::{Debited, Intention, Undecided};
pub use dialogue::verify_pin::{PinRefusal, VerifyPin};
pub use family::Pboc;
pub use guests::{GuestRefusal, GuestRules};
pub use mac::{Mac, Tac};
pub use parameters::{Layout, Parameters};
pub use pin::Pin;
pub use sam_health::{SamHealth, SamTrouble};
