//! Whether the disk would take another sale: asked before the card is touched.

use crate::JournalFault;
use rustix::fs::{StatVfsMountFlags, statvfs};
use sale::MemoryFault;
use std::path::{Path, PathBuf};

/// Watches the file system a journal lies on.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    folder: PathBuf,
    reserve_kib: u64,
}

impl Probe {
    pub(crate) fn new(journal: &Path, reserve_kib: u64) -> Probe {
        let folder = journal.parent().filter(|folder| !folder.as_os_str().is_empty());
        Probe { folder: folder.unwrap_or(Path::new(".")).to_path_buf(), reserve_kib }
    }

    /// Room for a sale and its upload, on a disk that can be written.
    pub(crate) fn check(&self) -> Result<(), MemoryFault> {
        let disk = statvfs(&self.folder).map_err(|errno| MemoryFault::Broken { what: errno.to_string() })?;
        if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
            return Err(MemoryFault::ReadOnly { what: "read-only mount".to_owned() });
        }
        let free_kib = disk.f_bavail.saturating_mul(disk.f_frsize) / 1024;
        if free_kib < self.reserve_kib {
            return Err(MemoryFault::Full { free_kib, needed_kib: self.reserve_kib });
        }
        Ok(())
    }
}

/// Brings the names in a folder to the disk: a new file is not there after a power cut otherwise.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), JournalFault> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}
