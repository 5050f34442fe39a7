//! The operations center of a county (县级爱心卡运营中心): intake, clearing, settlement pages.
//!
//! Promises: a batch is acknowledged only after it is durable; the same bytes are acknowledged the same way for
//! ever; nothing a stranger sends changes the books; a merchant sees itself alone; no card number, name or key
//! reaches a log, a URL or a page.
//!
//! Deliberately does not know: readers and cards in hand. What a record is worth is decided in `clearing`, what
//! a page looks like in `pages`, how it is kept in `ledger`; here they are wired. [`intake`] works without HTTP.

mod access;
mod bank_answer;
mod bank_maps;
mod books;
mod calendar;
pub mod card_keys;
pub mod card_profile;
mod center;
mod claims;
pub mod cli;
pub mod clock;
pub mod closing;
mod config;
mod demo;
mod enrolment;
mod failure;
mod findings;
mod funds;
mod hex;
mod holders;
pub mod intake;
mod jobs;
mod load_codes;
mod loads;
mod merchant_month;
mod morning;
mod nightly;
mod officer_key;
pub mod package;
mod password;
mod payout;
mod plain_text;
mod problem;
mod progress;
mod random;
mod reconcile;
mod refund;
pub mod release;
pub mod roster;
pub mod routes;
mod settle;
mod simulate;
mod statement;
mod tac_key;
mod towns;
mod turned;

pub use access::Throttle;
pub use books::{Books, BooksError, Writer};
pub use center::Center;
pub use config::{Cards, Config};
pub use failure::Failure;
pub use problem::Problem;
