//! A folder that vanishes with its value. In memory where the machine offers it: these books need not outlive
//! the run, and the code that syncs them runs all the same.

use ledger::LedgerError;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The folder.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn make() -> Result<Scratch, LedgerError> {
        let shared = Path::new("/dev/shm");
        let base = if shared.is_dir() { shared.to_path_buf() } else { std::env::temp_dir() };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("virtual-county-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| LedgerError::Corrupt(error.to_string()))?;
        Ok(Scratch(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing can be done about a folder that stays behind.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
