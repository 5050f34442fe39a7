//! New books that take long to make: out of sight until they are whole.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::books::server;
use crate::store::{Postgres, Server, Sqlite};
use crate::{Ledger, LedgerError};

/// Books that are being made. Dropped before [`Draft::keep`], or killed, they are nobody's, and the next draft for the
/// same place begins anew.
pub struct Draft {
    ledger: Ledger,
    place: Place,
}

enum Place {
    File { part: PathBuf, path: PathBuf },
    Schema(Box<[Server; 2]>),
}

impl Ledger {
    /// Begins new books beside a place where there are none: `FILE.part`, or the schema `NAME_part`.
    ///
    /// # Errors
    /// Books that are there already, and whatever keeps new ones from being made.
    pub fn draft(place: &Path) -> Result<Draft, LedgerError> {
        if let Some(server) = server(place)? {
            let part = server.part()?;
            Postgres::vacant(&server)?;
            Postgres::discard(&part)?;
            Postgres::create(&part)?;
            let ledger = Ledger::on(Box::new(Postgres::open(&part, false)?))?;
            return Ok(Draft { ledger, place: Place::Schema(Box::new([part, server])) });
        }
        vacant(place)?;
        let part = with(place, ".part");
        for log in ["", "-wal", "-shm", "-journal"] {
            match std::fs::remove_file(with(&part, log)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(LedgerError::unopened(&part.display(), &error));
                }
                _ => {}
            }
        }
        Sqlite::create(&part)?;
        let ledger = Ledger::on(Box::new(Sqlite::open(&part)?))?;
        Ok(Draft { ledger, place: Place::File { part, path: place.to_owned() } })
    }
}

impl Draft {
    /// The books.
    pub fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// The books are whole: they stand in their place.
    ///
    /// # Errors
    /// Somebody has made books there meanwhile, or the place cannot be written.
    pub fn keep(self) -> Result<(), LedgerError> {
        // Closed first: then SQLite's file is all there is.
        drop(self.ledger);
        match self.place {
            Place::Schema(servers) => {
                let [part, server] = &*servers;
                Postgres::rename(part, server)
            }
            Place::File { part, path } => {
                vacant(&path)?;
                std::fs::rename(&part, &path).map_err(|error| LedgerError::unopened(&path.display(), &error))
            }
        }
    }
}

fn vacant(path: &Path) -> Result<(), LedgerError> {
    if path.symlink_metadata().is_ok() {
        return Err(LedgerError::AlreadyThere(path.display().to_string()));
    }
    Ok(())
}

fn with(path: &Path, more: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(more);
    name.into()
}
