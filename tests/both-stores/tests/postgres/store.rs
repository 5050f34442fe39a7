//! Books of a test: a schema of their own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use both_stores::Server;
use ledger::Ledger;

/// New books.
pub(crate) fn fresh() -> Ledger {
    Ledger::create(place("fresh").path()).unwrap()
}

/// Where books may be made.
pub(crate) struct Place {
    schema: String,
    path: PathBuf,
}

pub(crate) fn place(name: &str) -> Place {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let schema = format!("{name}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    Place { path: Server::shared().place(&schema), schema }
}

impl Place {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Somebody touches the books from outside, past every key.
    pub(crate) fn meddle(&self, sql: &str) {
        Server::shared().meddle(&self.schema, sql);
    }
}
