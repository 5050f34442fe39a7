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
mod account_day;
mod accounting_day;
mod announced;
mod audit;
mod backup;
mod bank_answer;
mod batch;
mod books;
mod card;
mod card_debits;
mod card_load;
mod card_profile;
mod card_request;
mod check;
mod county;
mod cursor;
mod day;
mod desk;
mod digest;
mod draft;
mod error;
mod finding;
mod finding_work;
mod fund;
mod fund_budget;
mod fund_claim;
mod fund_entries;
mod fund_reversal;
mod history;
mod holder;
mod identity_card;
mod invitation;
mod lease;
mod legs;
mod load_order;
mod lot_day;
mod lot_entries;
mod lots;
mod merchant;
mod merchant_statement;
mod merchant_terms;
mod offer;
mod officer;
mod paid;
mod parameters;
mod payout;
mod receipt;
mod received;
mod recheck;
mod refund;
mod release;
mod roster;
mod session;
mod settlement;
mod settlement_making;
mod stand;
mod stoplist;
mod store;
mod tariff;
mod terminal;
mod together;
mod totals;
mod turnover;

pub use account::{Account, Role};
pub use account_day::AccountDay;
pub use accounting_day::{AccountingDay, CutRefusal, DayState};
pub use announced::RunningDay;
pub use audit::{AuditHead, AuditLine, Outcome};
pub use backup::{Backup, BackupError, Progress};
pub use bank_answer::{LineChange, NewAnswer, PayoutLineState, StoredPayoutLine};
pub use batch::{BatchEntry, Mark, Recorded, StoredBatch};
pub use books::Ledger;
pub use card::{BlockReason, CardKind, CardRefusal, IssuedCard};
pub use card_debits::{CardDebit, CardPurse};
pub use card_load::{LoadEnd, LoadOrder, LoadRefusal, LoadState, StoredLoad};
pub use card_profile::{SealedCardProfile, StoredCardProfile};
pub use card_request::{CardRequest, NewCardRequest, RequestRefusal};
pub use check::{Checked, Fault};
pub use county::County;
pub use desk::Desk;
pub use digest::TableDigest;
pub use draft::Draft;
pub use error::LedgerError;
pub use finding::{EVIDENCE_PER_TERMINAL, StoredFinding};
pub use finding_work::{FindingKey, WorkItem};
pub use fund::{Entered, FundBalance, Inflow, InflowKind};
pub use fund_budget::{BudgetTerms, CeilingLeft, FundBudget};
pub use fund_claim::FundClaim;
pub use fund_entries::Booked;
pub use fund_reversal::{EnteredInflow, NewReversal, ReversalRefusal};
pub use history::CardAsked;
pub use holder::Holder;
pub use identity_card::IdentityRefusal;
pub use invitation::{Enrolment, EnrolmentRefusal};
pub use lease::Lease;
pub use lot_entries::{LotEntry, LotWord};
pub use lots::{CardLoad, StoredLot};
pub use merchant::Merchant;
pub use merchant_statement::{NewStatement, StoredStatement};
pub use merchant_terms::{BankAccount, MerchantTerms};
pub use offer::Offer;
pub use officer::StoredOfficer;
pub use parameters::StoredPackage;
pub use payout::{NewPayout, NewPayoutLine, PayoutFile, PayoutState, StoredPayout};
pub use receipt::{NewReceipt, OwedApart, ReceiptRefusal};
pub use received::ReceivedBatch;
pub use refund::{NewRefund, StoredRefund};
pub use release::{ReleaseState, StoredRelease};
pub use roster::RosterEntry;
pub use session::Visitor;
pub use settlement::{SettlementLine, SettlementState, SettlementStep, StoredSettlement};
pub use settlement_making::Made;
pub use stand::Stand;
pub use tariff::StoredTariff;
pub use terminal::Terminal;
pub use totals::DayTotals;
