//! The till's own small files: its key, made at the first start and readable by nobody else, the enrolment,
//! the parameters in force and those before them. Each is written beside its place and renamed, so a power cut leaves the old
//! one or the new one.

use records::{SigningKey, TerminalId, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use uplink::Identity;

/// Why a file of the till cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Cannot be read or written.
    #[error(
        "{what} {path} 无法读写：{reason}，请检查权限和磁盘 · cannot be used; check permissions and disk"
    )]
    Io {
        /// Which file, in both languages.
        what: &'static str,
        /// Where.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Its content makes no sense.
    #[error("{what} {path} 内容损坏；{remedy}")]
    Damaged {
        /// Which file, in both languages.
        what: &'static str,
        /// Where.
        path: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Others may read the key.
    #[error(
        "密钥文件 {path} 他人可读，请执行 chmod 600 · the key file can be read by others; run chmod 600 on it"
    )]
    Exposed {
        /// Where.
        path: String,
    },
    /// The system gives no random numbers.
    #[error("系统随机数不可用，无法生成密钥 · the system gives no random numbers, no key can be made")]
    Random,
}

const KEY: &str = "密钥文件 key file";
const ENROLMENT: &str = "入网文件 enrolment file";
const PARAMETERS: &str = "参数文件 parameter file";
const SEQUENCE: &str = "试用 PSAM 序号文件 sequence of the trial SAM";
const SEQUENCE_FILE: &str = "trial-sam.sequence";
const NEWEST: &str = "parameters.lcp";
const BEFORE: &str = "parameters.before.lcp";

/// The folder of one till.
#[derive(Clone, Debug)]
pub struct Files {
    dir: PathBuf,
}

/// The enrolment as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolmentFile {
    terminal: u64,
    center_public_key: String,
}

impl Files {
    /// The folder, made where it is missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(dir: &Path) -> Result<Files, FileError> {
        fs::create_dir_all(dir).map_err(|error| io_error("数据目录 data folder", dir, &error))?;
        Ok(Files { dir: dir.to_path_buf() })
    }

    /// The folder without making it: for looking only.
    #[must_use]
    pub fn look(dir: &Path) -> Files {
        Files { dir: dir.to_path_buf() }
    }

    /// The till's key. Made at the first start; never replaced, never repaired by guessing.
    ///
    /// # Errors
    /// A damaged or exposed file, or a disk that takes none.
    pub fn key(&self) -> Result<SigningKey, FileError> {
        let path = self.dir.join("terminal.key");
        match fs::read_to_string(&path) {
            Ok(text) => {
                let mode =
                    fs::metadata(&path).map_err(|error| io_error(KEY, &path, &error))?.permissions().mode();
                if mode & 0o077 != 0 {
                    return Err(FileError::Exposed { path: path.display().to_string() });
                }
                let seed = unhex(text.trim_end()).ok_or_else(|| FileError::Damaged {
                    what: KEY,
                    path: path.display().to_string(),
                    remedy: "请从备份恢复，或删除后重新入网 · restore it, or delete it and enrol again",
                })?;
                Ok(SigningKey::from_bytes(&seed))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed).map_err(|_| FileError::Random)?;
                self.write(KEY, "terminal.key", format!("{}\n", hex(&seed)).as_bytes())?;
                Ok(SigningKey::from_bytes(&seed))
            }
            Err(error) => Err(io_error(KEY, &path, &error)),
        }
    }

    /// The terminal sequence that a SAM in software goes on from; zero where there was none.
    ///
    /// # Errors
    /// A damaged file: a number used twice would make two sales the same.
    pub fn module_sequence(&self) -> Result<u32, FileError> {
        let path = self.dir.join(SEQUENCE_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => text.trim_end().parse().map_err(|_| FileError::Damaged {
                what: SEQUENCE,
                path: path.display().to_string(),
                remedy: "请写入比以往都大的数字 · write a number above any that was used",
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(io_error(SEQUENCE, &path, &error)),
        }
    }

    /// Keeps that sequence.
    ///
    /// # Errors
    /// A disk that takes none.
    pub fn keep_module_sequence(&self, sequence: u32) -> Result<(), FileError> {
        self.write(SEQUENCE, SEQUENCE_FILE, format!("{sequence}\n").as_bytes())
    }

    /// Who this till is, once enrolled.
    ///
    /// # Errors
    /// A damaged file.
    pub fn identity(&self, key: SigningKey) -> Result<Option<Identity>, FileError> {
        let path = self.dir.join("enrolment.toml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_error(ENROLMENT, &path, &error)),
        };
        let read = || {
            let file: EnrolmentFile = toml::from_str(&text).ok()?;
            let center = VerifyingKey::from_bytes(&unhex(&file.center_public_key)?).ok()?;
            Some(Identity { terminal: TerminalId(file.terminal), key, center })
        };
        read().map(Some).ok_or_else(|| FileError::Damaged {
            what: ENROLMENT,
            path: path.display().to_string(),
            remedy: "请从备份恢复，或删除后重新入网 · restore it, or delete it and enrol again",
        })
    }

    /// Keeps an enrolment.
    ///
    /// # Errors
    /// The disk takes none.
    pub fn keep_enrolment(&self, terminal: TerminalId, center: &VerifyingKey) -> Result<(), FileError> {
        let text = format!("terminal = {}\ncenter_public_key = \"{}\"\n", terminal.0, hex(center.as_bytes()));
        self.write(ENROLMENT, "enrolment.toml", text.as_bytes())
    }

    /// The parameter package last kept, as it came.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn parameters(&self) -> Result<Option<Vec<u8>>, FileError> {
        self.read(PARAMETERS, NEWEST)
    }

    /// The parameter package kept before that: the last good one, should the newest be damaged.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn parameters_before(&self) -> Result<Option<Vec<u8>>, FileError> {
        self.read(PARAMETERS, BEFORE)
    }

    /// Keeps a parameter package, and the one in its place as the one before.
    ///
    /// # Errors
    /// The disk takes none; the old one stays.
    pub fn keep_parameters(&self, bytes: &[u8]) -> Result<(), FileError> {
        // One that cannot be read is not worth keeping, and no reason to refuse a better one.
        if let Ok(Some(held)) = self.parameters()
            && held != bytes
        {
            self.write(PARAMETERS, BEFORE, &held)?;
        }
        self.write(PARAMETERS, NEWEST, bytes)
    }

    /// Moves a newest package that cannot be used out of the way, kept for whoever looks into it.
    ///
    /// # Errors
    /// The disk does not let it.
    pub fn set_parameters_aside(&self) -> Result<(), FileError> {
        let (newest, aside) = (self.dir.join(NEWEST), self.dir.join("parameters.refused.lcp"));
        let moved = || -> io::Result<()> {
            fs::rename(&newest, &aside)?;
            File::open(&self.dir)?.sync_all()
        };
        moved().map_err(|error| io_error(PARAMETERS, &newest, &error))
    }

    fn read(&self, what: &'static str, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        let path = self.dir.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_error(what, &path, &error)),
        }
    }

    /// Writes beside, syncs, renames, syncs the folder.
    fn write(&self, what: &'static str, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.dir.join(name);
        let fresh = self.dir.join(format!("{name}.new"));
        let written = || -> io::Result<()> {
            let mut file =
                OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&fresh, &path)?;
            File::open(&self.dir)?.sync_all()
        };
        written().map_err(|error| io_error(what, &path, &error))
    }
}

fn io_error(what: &'static str, path: &Path, error: &io::Error) -> FileError {
    FileError::Io { what, path: path.display().to_string(), reason: error.to_string() }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let plain = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        let from = index.checked_mul(2)?;
        *byte = u8::from_str_radix(text.get(from..from.checked_add(2)?)?, 16).ok()?;
    }
    plain.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("till-files-{}-{name}", std::process::id()));
        drop(fs::remove_dir_all(&dir));
        dir
    }

    #[test]
    fn the_key_is_made_once_and_kept_private() {
        let dir = folder("key");
        let files = Files::open(&dir).unwrap();
        let key = files.key().unwrap();
        assert_eq!(files.key().unwrap(), key);
        let path = dir.join("terminal.key");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(files.key(), Err(FileError::Exposed { .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        for garbage in ["", "zz", &"+1".repeat(32), &"0".repeat(63)] {
            fs::write(&path, garbage).unwrap();
            assert!(matches!(files.key(), Err(FileError::Damaged { .. })), "{garbage:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), garbage, "never repaired by guessing");
        }
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn the_enrolment_is_read_as_it_was_kept() {
        let dir = folder("enrolment");
        let files = Files::open(&dir).unwrap();
        let key = files.key().unwrap();
        assert!(files.identity(key.clone()).unwrap().is_none());
        let center = SigningKey::from_bytes(&[9; 32]).verifying_key();
        files.keep_enrolment(TerminalId(33_070_300_000_001), &center).unwrap();
        let identity = files.identity(key.clone()).unwrap().unwrap();
        assert_eq!((identity.terminal, identity.center), (TerminalId(33_070_300_000_001), center));
        for garbage in ["", "terminal = 1", "terminal = 1\ncenter_public_key = \"00\"", "\u{0}"] {
            fs::write(dir.join("enrolment.toml"), garbage).unwrap();
            let error = files.identity(key.clone()).unwrap_err().to_string();
            assert!(error.contains("enrolment.toml") && error.contains("重新入网"), "{error}");
        }
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn parameters_are_replaced_whole() {
        let dir = folder("parameters");
        let files = Files::open(&dir).unwrap();
        assert_eq!(files.parameters().unwrap(), None);
        files.keep_parameters(b"one").unwrap();
        files.keep_parameters(b"two").unwrap();
        assert_eq!(files.parameters().unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(files.parameters_before().unwrap().as_deref(), Some(&b"one"[..]));
        files.keep_parameters(b"two").unwrap();
        assert_eq!(
            files.parameters_before().unwrap().as_deref(),
            Some(&b"one"[..]),
            "the same again is no step"
        );
        files.set_parameters_aside().unwrap();
        assert_eq!(files.parameters().unwrap(), None);
        files.keep_parameters(b"three").unwrap();
        assert_eq!(
            files.parameters_before().unwrap().as_deref(),
            Some(&b"one"[..]),
            "still the last good one"
        );
        fs::remove_dir_all(&dir).unwrap();
    }
}
