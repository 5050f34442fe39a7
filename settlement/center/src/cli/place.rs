//! New files, whole or not there: a run that is killed leaves nothing under the name, and may be run again.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::Failure;

/// A new file, begun beside its place before the work begins, put into it when it is whole, given back otherwise.
pub(super) struct Place {
    path: PathBuf,
    part: PathBuf,
    file: File,
    filled: bool,
}

impl Place {
    /// Begins the file, and never writes over another.
    pub(super) fn take(path: &Path) -> Result<Place, Failure> {
        Place::with_mode(path, 0o666)
    }

    /// The same, for its owner's eyes only.
    pub(super) fn take_private(path: &Path) -> Result<Place, Failure> {
        Place::with_mode(path, 0o600)
    }

    fn with_mode(path: &Path, mode: u32) -> Result<Place, Failure> {
        vacant(path)?;
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        // What a run that was killed has left is nobody's.
        let unwritable = |error: std::io::Error| Place::unwritable(path, &error);
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritable(error)),
            _ => {}
        }
        let file =
            OpenOptions::new().write(true).create_new(true).mode(mode).open(&part).map_err(unwritable)?;
        Ok(Place { path: path.to_owned(), part, file, filled: false })
    }

    /// Writes bytes; more may follow.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all(bytes).map_err(|error| Place::unwritable(&self.path, &error))
    }

    /// The file itself, for whoever writes much.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// The file is whole: it stands in its place.
    pub(super) fn keep(&mut self) -> Result<(), Failure> {
        self.file.sync_all().map_err(|error| Place::unwritable(&self.path, &error))?;
        vacant(&self.path)?;
        std::fs::rename(&self.part, &self.path).map_err(|error| Place::unwritable(&self.path, &error))?;
        self.filled = true;
        Ok(())
    }

    /// Writes all and keeps it.
    pub(super) fn fill(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.write(bytes)?;
        self.keep()
    }

    fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
        let path = path.display();
        Failure::BadInput(format!(
            "{path}：无法写入（{error}），请检查文件夹和空间 · cannot be written, check folder and space"
        ))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.filled {
            drop(std::fs::remove_file(&self.part));
        }
    }
}

fn vacant(path: &Path) -> Result<(), Failure> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::Refused(format!(
        "{path} 已存在，未改动；请换一个文件名 · it exists already, nothing was changed; choose another name"
    )))
}

/// Whether a file stands there that says just this; one that says something else is never written over.
pub(super) fn stands(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    match std::fs::read(path) {
        Ok(held) if held == bytes => Ok(true),
        Ok(_) => Err(Failure::Refused(format!(
            "{} 已存在且内容不同，未覆盖 · exists with other content, it was not overwritten",
            path.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Failure::unreadable(path, &error)),
    }
}

/// Writes a file that is not there yet; one that is there must say the same. `false`: it was there.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    if stands(path, bytes)? {
        return Ok(false);
    }
    Place::take(path)?.fill(bytes).map(|()| true)
}
