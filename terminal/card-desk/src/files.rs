//! The desk's own small files: its key, made at enrolment and readable by nobody else, the enrolment, the journal.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use records::SigningKey;
use zeroize::Zeroizing;

use crate::center::{Enrolled, Identity};
use crate::exit::{Ending, Exit};
use crate::hex::{hex, unhex};

/// The folder of one desk.
pub(crate) struct Files(PathBuf);

impl Files {
    /// The folder, made where it is missing.
    pub(crate) fn open(folder: &Path) -> Result<Files, Ending> {
        fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        Ok(Files(folder.to_path_buf()))
    }

    /// Where the journal is.
    pub(crate) fn journal(&self) -> PathBuf {
        self.0.join("card-desk.db")
    }

    /// The desk's key; made the first time, never replaced.
    pub(crate) fn key(&self) -> Result<SigningKey, Ending> {
        let path = self.0.join("desk.key");
        if !path.exists() {
            let mut seed = Zeroizing::new([0; 32]);
            getrandom::fill(seed.as_mut_slice()).map_err(|error| Ending::new(Exit::Fault, error))?;
            write_new(&path, Zeroizing::new(hex(seed.as_slice())).as_bytes())?;
        }
        secret_hex::<32>(&path).map(|seed| SigningKey::from_bytes(&seed))
    }

    /// What enrolment brought, if the desk is enrolled.
    pub(crate) fn enrolment(&self) -> Result<Option<Enrolled>, Ending> {
        let path = self.0.join("enrolment.json");
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(|error| unusable(&path, &error))?,
        };
        serde_json::from_str(&text).map(Some).map_err(|_| damaged(&path))
    }

    /// Keeps what enrolment brought.
    pub(crate) fn keep_enrolment(&self, enrolled: &Enrolled) -> Result<(), Ending> {
        let text = serde_json::to_string_pretty(enrolled).map_err(|error| Ending::new(Exit::Fault, error))?;
        write_new(&self.0.join("enrolment.json"), text.as_bytes())
    }

    /// Who this desk is.
    pub(crate) fn identity(&self) -> Result<(Identity, Enrolled), Ending> {
        let enrolled = self.enrolment()?.ok_or_else(|| {
            Ending::new(
                Exit::BadConfig,
                "本台尚未入网，请运行 enrol · this desk is not enrolled yet, run enrol",
            )
        })?;
        Ok((Identity { desk: enrolled.desk, key: self.key()? }, enrolled))
    }
}

/// A secret of `N` bytes in hex, from a file that nobody else may read.
pub(crate) fn secret_hex<const N: usize>(path: &Path) -> Result<Zeroizing<[u8; N]>, Ending> {
    let mode = fs::metadata(path).map_err(|error| unusable(path, &error))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Ending::new(
            Exit::BadConfig,
            format!(
                "{}：他人可读，请执行 chmod 600 · can be read by others, run chmod 600 on it",
                path.display()
            ),
        ));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| unusable(path, &error))?);
    unhex(text.trim()).map(Zeroizing::new).ok_or_else(|| damaged(path))
}

/// Writes a new file (mode 0600) whole or not at all; an existing one is never touched.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Ending> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let written = || -> io::Result<()> {
        if path.exists() {
            return Err(io::Error::from(io::ErrorKind::AlreadyExists));
        }
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // A link fails where a rename would replace what somebody has put there meanwhile.
        fs::hard_link(&fresh, path).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            _ => fs::rename(&fresh, path),
        })?;
        drop(fs::remove_file(&fresh));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    };
    written().map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &io::Error) -> Ending {
    Ending::new(
        Exit::BadConfig,
        format!(
            "{}：无法读写（{error}），请检查路径和权限 · cannot be used, check path and permissions",
            path.display()
        ),
    )
}

fn damaged(path: &Path) -> Ending {
    Ending::new(
        Exit::BadConfig,
        format!("{}：内容损坏，请从备份恢复 · damaged, restore it from the backup", path.display()),
    )
}
