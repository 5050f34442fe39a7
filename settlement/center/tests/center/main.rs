//! The center as a whole: what is asked, what is answered, and everything that has changed afterwards.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its story breaks")]

mod access;
mod backups;
mod benefits;
mod beside;
mod broken;
mod budgets;
mod card_profiles;
mod cli;
mod closing;
mod demo_county;
mod desks;
mod enrolment;
mod findings;
mod funds;
mod identities;
mod intake;
mod killed;
mod login;
mod months;
mod office;
mod pages;
mod payouts;
mod reconcile;
mod refunds;
mod releases;
mod simulate;
mod support;
mod tariff;
mod token;

/// The server that the environment names: then the counties of the stories keep their books there, each in a schema.
fn server() -> Option<String> {
    std::env::var("BOOKS_SERVER").ok()
}

/// Another one, that may be broken off.
fn frail_server() -> Option<String> {
    std::env::var("FRAIL_SERVER").ok()
}
