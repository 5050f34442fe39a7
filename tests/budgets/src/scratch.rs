//! A folder that goes away with its value.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A fresh folder of this name below `place`. Files that are synced want a disk, not a memory file system:
    /// benchmarks use the folder cargo gives them.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new(place: &Path, name: &str) -> Result<Scratch> {
        let folder = place.join(format!("budget-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Scratch(folder))
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
