//! The books, on SQLite. The same stories are told of PostgreSQL where a server can be started: see
//! `tests/both-stores`.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod audit;
mod backups;
mod batches;
mod budgets;
mod file;
mod findings;
mod funds;
mod leases;
mod levels;
mod loads;
mod lots;
mod migrations;
mod people;
mod rechecks;
mod releases;
mod settlements;
mod store;
mod together;

use store::{fresh, place};
