//! The books of a county center in one SQLite file or one PostgreSQL schema.
//!
//! Promises: a batch is stored whole or not at all, after one compare-and-set on the terminal's cursor; what
//! was received and what was signed is never changed; replaying a batch gives the stored answer, byte for
//! byte; every durable setting is read back when the books are opened; an error leaves nothing behind; a batch
//! judged on what a fund had left is stored only while the fund still has it; what is left of a voucher follows from
//! entries, and is never below nothing; a job done under a lease leaves nothing once another program has taken it over.
//!
//! Deliberately does not know: rules, prices, validity, signatures. What is stored was decided by
//! [`clearing`]; who may ask is decided by the center. No clock is read: every moment is handed in.

mod account;
mod backup;
mod batch;
mod books;
mod card;
mod card_load;
mod card_profile;
mod card_request;
mod check;
mod county;
mod cursor;
mod day;
mod desk;
mod error;
mod finding;
mod fund;
mod fund_entries;
mod history;
mod holder;
mod invitation;
mod lease;
mod legs;
mod lot_day;
mod lot_entries;
mod lots;
mod merchant;
mod offer;
mod officer;
mod paid;
mod parameters;
mod received;
mod refund;
mod release;
mod roster;
mod session;
mod stand;
mod stoplist;
mod store;
mod tariff;
mod terminal;
mod totals;

pub use account::{Account, Role};
pub use backup::{Backup, BackupError, Progress};
pub use batch::{BatchEntry, Mark, Recorded, StoredBatch};
pub use books::Ledger;
pub use card::{BlockReason, CardKind, CardRefusal, IssuedCard};
pub use card_load::{LoadEnd, LoadOrder, LoadRefusal, LoadState, StoredLoad};
pub use card_profile::StoredCardProfile;
pub use card_request::{CardRequest, NewCardRequest, RequestRefusal};
pub use check::{Checked, Fault};
pub use county::County;
pub use desk::Desk;
pub use error::LedgerError;
pub use finding::{EVIDENCE_PER_TERMINAL, StoredFinding};
pub use fund::{Entered, FundBalance, Inflow};
pub use fund_entries::Booked;
pub use holder::Holder;
pub use invitation::{Enrolment, EnrolmentRefusal};
pub use lease::Lease;
pub use lot_entries::{LotEntry, LotWord};
pub use lots::{CardLoad, StoredLot};
pub use merchant::Merchant;
pub use offer::Offer;
pub use officer::StoredOfficer;
pub use parameters::StoredPackage;
pub use received::ReceivedBatch;
pub use refund::{NewRefund, StoredRefund};
pub use release::{ReleaseState, StoredRelease};
pub use roster::RosterEntry;
pub use session::Visitor;
pub use stand::Stand;
pub use tariff::StoredTariff;
pub use terminal::Terminal;
pub use totals::DayTotals;
