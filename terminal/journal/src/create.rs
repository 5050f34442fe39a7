//! A journal is made once, when a till is enrolled: beside its place, synced, then moved there.

use crate::pragmas::{APPLICATION_ID, USER_VERSION};
use crate::probe::sync_folder;
use crate::{Journal, JournalFault};
use records::TerminalId;
use rusqlite::Connection;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const SCHEMA: &str = include_str!("schema.sql");

impl Journal {
    /// Makes an empty journal for a terminal. Whatever lies at the path is left alone.
    ///
    /// # Errors
    /// A file is there already, or the disk refuses. A half-made journal never lies at the path.
    pub fn create(path: &Path, terminal: TerminalId) -> Result<(), JournalFault> {
        for taken in [path.to_path_buf(), beside(path, "-wal"), beside(path, "-journal")] {
            if taken.try_exists()? {
                return Err(JournalFault::Exists(taken));
            }
        }
        let draft = beside(path, ".new");
        // Left over from an attempt that a power cut ended; it never was a journal.
        for leftover in [draft.clone(), beside(&draft, "-journal")] {
            match std::fs::remove_file(&leftover) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                Ok(()) | Err(_) => {}
            }
        }
        // It holds card numbers: for its owner alone. SQLite gives its side files the same mode.
        File::options().create_new(true).write(true).mode(0o600).open(&draft)?;
        fill(&draft, terminal)?;
        std::fs::File::open(&draft)?.sync_all()?;
        // A hard link does not overwrite: should two programs create at once, one of them is told.
        std::fs::hard_link(&draft, path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => JournalFault::Exists(path.to_path_buf()),
            _ => error.into(),
        })?;
        std::fs::remove_file(&draft)?;
        sync_folder(path.parent().unwrap_or(Path::new(".")))
    }
}

fn fill(draft: &Path, terminal: TerminalId) -> Result<(), JournalFault> {
    let mut db = Connection::open(draft)?;
    db.pragma_update(None, "synchronous", "EXTRA")?;
    let whole = db.transaction()?;
    whole.pragma_update(None, "application_id", APPLICATION_ID)?;
    whole.pragma_update(None, "user_version", USER_VERSION)?;
    whole.execute_batch(SCHEMA)?;
    let terminal = i64::try_from(terminal.0).map_err(|_| JournalFault::Database("terminal".to_owned()))?;
    whole.execute("INSERT INTO till (id, terminal) VALUES (1, ?1)", [terminal])?;
    whole.commit()?;
    db.close().map_err(|(_, error)| error.into())
}

/// The path with something appended to its last name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
