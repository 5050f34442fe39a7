//! The books, on PostgreSQL: the very stories that are told of SQLite.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

#[path = "../../../../settlement/ledger/tests/ledger/backups.rs"]
mod backups;
#[path = "../../../../settlement/ledger/tests/ledger/batches.rs"]
mod batches;
#[path = "../../../../settlement/ledger/tests/ledger/budgets.rs"]
mod budgets;
#[path = "../../../../settlement/ledger/tests/ledger/findings.rs"]
mod findings;
#[path = "../../../../settlement/ledger/tests/ledger/funds.rs"]
mod funds;
#[path = "../../../../settlement/ledger/tests/ledger/leases.rs"]
mod leases;
#[path = "../../../../settlement/ledger/tests/ledger/levels.rs"]
mod levels;
#[path = "../../../../settlement/ledger/tests/ledger/loads.rs"]
mod loads;
#[path = "../../../../settlement/ledger/tests/ledger/lots.rs"]
mod lots;
#[path = "../../../../settlement/ledger/tests/ledger/migrations.rs"]
mod migrations;
#[path = "../../../../settlement/ledger/tests/ledger/people.rs"]
mod people;
#[path = "../../../../settlement/ledger/tests/ledger/rechecks.rs"]
mod rechecks;
#[path = "../../../../settlement/ledger/tests/ledger/releases.rs"]
mod releases;
mod server;
#[path = "../../../../settlement/ledger/tests/ledger/settlements.rs"]
mod settlements;
mod store;
#[path = "../../../../settlement/ledger/tests/ledger/together.rs"]
mod together;

use store::{fresh, place};
