//! Books of a test: in memory, or in a folder that goes away with it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use ledger::Ledger;

/// New books that vanish.
pub(crate) fn fresh() -> Ledger {
    Ledger::in_memory().unwrap()
}

/// Where books may be made.
pub(crate) struct Place {
    folder: PathBuf,
    path: PathBuf,
}

pub(crate) fn place(name: &str) -> Place {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("ledger-{}-{name}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    Place { path: folder.join("books.db"), folder }
}

impl Place {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Somebody touches the books from outside, past every key.
    pub(crate) fn meddle(&self, sql: &str) {
        let other = rusqlite::Connection::open(&self.path).unwrap();
        other.execute_batch("PRAGMA foreign_keys = 0").unwrap();
        other.execute_batch(sql).unwrap();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}
