//! The sale as a machine: states, save points, refusals, replay.
//!
//! ```text
//! Unquoted ─► Quoted ─► Unremembered ─► Arming ─► Armed ─► Debiting ─┬─► Paid
//! (clock, disk,  (card,     (journal write  (8050 8070  (needs    (8054 8072) ├─► Undone
//!  backlog)       price)     starts)         80DC)      Remembered)           └─► Grey ─► Recall ─► Paid | Undone
//!                                                                                  └─► Released (supervisor)
//! ```
//!
//! # Promises
//!
//! - DEBIT cannot be had without the [`Remembered`] token of that very intention: the compiler says so.
//! - Nothing turns green before its record is remembered: [`Paid`] exists only behind [`Step::remember`].
//! - Two syncs on the way to green; the first runs while card and security module talk.
//! - A till is what its journal says: live steps and [`replay`] go through the same checks, and what a replay
//!   would refuse is never written.
//! - After DEBIT is out, silence means *unknown*: the same card's return tells, without a second debit; any
//!   other card is refused; a supervisor's release becomes a grey record.
//! - Every refusal has one number, one place in an order, one sentence of advice, and says what the money did.
//! - A tap is priced and written down by the tariff that holds at its start, also offline and across the instant.
//!   A package is taken whole or refused whole, with a number ([`RulesError`]); nothing older is ever taken.
//! - Nothing here panics on what a card, a disk or a package says.
//!
//! # What it deliberately does not know
//!
//! Readers, files, threads, clocks, screens, networks. Time comes in as a [`records::Moment`]; what is to be
//! remembered goes out through [`Memory`]; cards are spoken to by whoever carries an [`apdu::Dialogue`].

mod admitted;
mod arming;
mod bytes;
mod clock;
mod debiting;
mod entry;
mod grey;
mod housekeeping;
mod intention;
mod mark;
mod memory;
mod paid;
mod quoted;
mod refusal;
mod releases;
mod rules;
mod spent;
mod step;
mod till;
mod unquoted;
mod unremembered;

pub use arming::{Answered, Armament, Armed, Arming, NeverSent, Unarmed, Undone};
pub use debiting::{AfterDebit, Debiting};
pub use entry::{Entry, EntryError, Sealed, UndoneReason, VERSION as ENTRY_VERSION};
pub use grey::{Grey, Recall, Recalled, Released};
pub use housekeeping::{DayClosed, Installed};
pub use intention::{CardFacts, Intention};
pub use mark::{MarkError, MealMark, RECORD_LEN_MIN as MARK_RECORD_LEN_MIN, Scopes};
pub use memory::{Memory, MemoryFault, Remembered, Writing};
pub use paid::{Paid, ProofCheck};
pub use quoted::{Order, PayWith, Quoted, Sam};
pub use refusal::{MoneyNote, RESERVED, Refusal};
pub use releases::RulesError;
pub use rules::Rules;
pub use step::{Forgotten, Step, StepFault};
pub use till::{AckProblem, ApplyError, DayTotals, Open, ReplayError, ReplayFault, Till, replay};
pub use unquoted::{Limits, Unquoted};
pub use unremembered::Unremembered;
