//! Keys that the till keeps itself: debit keys of DESFire cards, for which there is no public SAM, and in trials the
//! purchase key of purses in place of a SAM.
//!
//! ```toml
//! # debit_file
//! [[debit]]
//! version = 1
//! key = "32 hex digits"
//!
//! # trial_file
//! purchase = "32 hex digits"
//! issuer = "16 hex digits"
//! terminal = "12 hex digits"   # terminal number in every code; one machine, one number
//! cipher = "3des"              # or "sm4"
//! ```

use crate::config::{self, Config};
use crate::exit::{Ending, Exit};
use desfire_purse::DebitKeys;
use pboc_purse::Levels;
use pboc_purse::crypto::{Algorithms, Cipher, Key16};
use pboc_purse::soft_sam::{SoftSam, SoftSamProfile};
use purse::{Custody, FactorOrder, NoKeys, Secret16};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Where a service manager puts the credentials of a service.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// What the till keeps.
pub struct Kept {
    /// Keys of cards that no SAM serves.
    pub custody: Box<dyn Custody>,
    /// A SAM in software, its sequence still at zero.
    pub module: Option<SoftSam>,
    /// Whether any of it lies open in a file: said on every screen and in every log line.
    pub trial: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DebitFile {
    debit: Vec<DebitKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DebitKey {
    version: u8,
    key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrialFile {
    purchase: String,
    issuer: String,
    terminal: String,
    #[serde(default)]
    cipher: CipherWord,
}

#[derive(Clone, Copy, Default, Deserialize)]
enum CipherWord {
    #[default]
    #[serde(rename = "3des")]
    TripleDes,
    #[serde(rename = "sm4")]
    Sm4,
}

/// Reads what the configuration names.
///
/// # Errors
/// A file that is missing, open to others, or no key file. The sentence never repeats what is in it.
pub fn read(config: &Config) -> Result<Kept, Ending> {
    let (custody, open): (Box<dyn Custody>, bool) = match &config.keys.debit_file {
        None => (Box::new(NoKeys), false),
        Some(path) => {
            let (path, sealed) = place(path);
            (Box::new(debit(&path)?), !sealed)
        }
    };
    let module = config.keys.trial_file.as_deref().map(module).transpose()?;
    let trial = open || module.is_some();
    Ok(Kept { custody, module, trial })
}

/// A bare name is a credential where there is one; everything else is a file that lies open.
fn place(path: &Path) -> (PathBuf, bool) {
    let credential = std::env::var_os(CREDENTIALS).map(|folder| Path::new(&folder).join(path));
    match credential.filter(|there| config::is_bare(path) && there.is_file()) {
        Some(there) => (there, true),
        None => (path.to_owned(), false),
    }
}

fn debit(path: &Path) -> Result<DebitKeys, Ending> {
    let file: DebitFile = text(path)?;
    if file.debit.is_empty() {
        return Err(wrong(path, "没有 [[debit]]", "holds no [[debit]]"));
    }
    let key = |one: &DebitKey| Ok::<_, Ending>((one.version, Secret16::new(bytes(path, "key", &one.key)?)));
    Ok(DebitKeys::new(file.debit.iter().map(key).collect::<Result<_, _>>()?, random))
}

fn random() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

fn module(path: &Path) -> Result<SoftSam, Ending> {
    let file: TrialFile = text(path)?;
    let issuer = bytes(path, "issuer", &file.issuer)?;
    let profile = SoftSamProfile {
        serial: *b"TRIAL-SAM\0",
        terminal: bytes(path, "terminal", &file.terminal)?,
        key_index: 1,
        key_version: 1,
        cipher: match file.cipher {
            CipherWord::TripleDes => Cipher::TripleDes,
            CipherWord::Sm4 => Cipher::Sm4,
        },
        algorithms: Algorithms::default(),
        levels: Levels::Two,
        order: FactorOrder::IssuerFirst,
        issuer,
        acceptor: issuer,
        valid_from: [0x20, 0x20, 0x01, 0x01],
        valid_to: [0x20, 0x99, 0x12, 0x31],
    };
    Ok(SoftSam::new(profile, Key16(bytes(path, "purchase", &file.purchase)?), None, 0))
}

fn text<T: DeserializeOwned>(path: &Path) -> Result<T, Ending> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Ending::new(
            Exit::BadConfig,
            format!(
                "密钥文件 {shown} 无法读取：{error}，请检查路径和权限 · the key file cannot be read, check path and permissions"
            ),
        )
    };
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Ending::new(
            Exit::BadConfig,
            format!(
                "密钥文件 {shown} 他人可读，请执行 chmod 600 · the key file can be read by others; run chmod 600 on it"
            ),
        ));
    }
    let text = fs::read_to_string(path).map_err(unreadable)?;
    // The message of the reader may repeat the line.
    toml::from_str(&text).map_err(|_| wrong(path, "内容不合写法", "is not as a key file is written"))
}

fn bytes<const N: usize>(path: &Path, name: &str, word: &str) -> Result<[u8; N], Ending> {
    let length = N.saturating_mul(2);
    purse::unhex(word).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| {
        wrong(path, &format!("{name} 应为 {length} 位十六进制"), &format!("{name} is {length} hex digits"))
    })
}

fn wrong(path: &Path, zh: &str, en: &str) -> Ending {
    Ending::new(
        Exit::BadConfig,
        format!("密钥文件 {}：{zh}，请更换 · the key file {en}; replace it", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00112233445566778899AABBCCDDEEFF";

    /// A folder with a configuration and these files in it.
    fn folder(name: &str, keys: &str, files: &[(&str, &str, u32)]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("till-keys-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "data_dir = \"till\"\n[center]\nurl = \"http://127.0.0.1:1\"\n[reader]\ncard = \"a\"\n{keys}\n"
        );
        fs::write(folder.join("terminal.toml"), text).unwrap();
        for (name, content, mode) in files {
            let path = folder.join(name);
            fs::write(&path, content).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
        }
        folder
    }

    fn kept(folder: &Path) -> Result<Kept, String> {
        let config = Config::load(&folder.join("terminal.toml")).map_err(|error| error.to_string())?;
        read(&config).map_err(|ending| ending.to_string())
    }

    #[test]
    fn files_that_lie_open_are_a_trial() {
        let debit = format!("[[debit]]\nversion = 1\nkey = \"{KEY}\"\n");
        let none = folder("none", "sam = \"b\"", &[]);
        assert!(!kept(&none).unwrap().trial);
        let open = folder(
            "open",
            "sam = \"b\"\n[keys]\ndebit_file = \"./debit.toml\"",
            &[("debit.toml", &debit, 0o600)],
        );
        let told = kept(&open).unwrap();
        assert!(told.trial && told.module.is_none());
        assert!(told.custody.card_key(purse::KeyUse::Debit, 1, &[4; 18]).is_some());
        assert!(told.custody.random().is_some());
        let trial =
            format!("purchase = \"{KEY}\"\nissuer = \"33073307FFFFFFFF\"\nterminal = \"330703000017\"\n");
        let module =
            folder("module", "[keys]\ntrial_file = \"trial.toml\"", &[("trial.toml", &trial, 0o600)]);
        let told = kept(&module).unwrap();
        assert!(told.trial && told.module.is_some());
        for folder in [none, open, module] {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_no_key_is() {
        let debit = |key: &str| format!("[[debit]]\nversion = 1\nkey = \"{key}\"\n");
        let keys = "sam = \"b\"\n[keys]\ndebit_file = \"./debit.toml\"";
        for (number, (content, mode, said)) in [
            (debit(KEY), 0o644, "chmod 600"),
            (debit(&KEY[1..]), 0o600, "32 位十六进制"),
            (debit(KEY).replace("version", "vision"), 0o600, "内容不合写法"),
            ("debit = []".to_owned(), 0o600, "没有 [[debit]]"),
        ]
        .into_iter()
        .enumerate()
        {
            let folder = folder(&format!("wrong-{number}"), keys, &[("debit.toml", &content, mode)]);
            let told = kept(&folder).err().unwrap();
            assert!(told.contains(said) && !told.contains(&KEY[1..8]), "{told}");
            fs::remove_dir_all(folder).unwrap();
        }
        let missing = folder("missing", keys, &[]);
        assert!(kept(&missing).err().unwrap().contains("无法读取"));
        let both = folder("both", "sam = \"b\"\n[keys]\ntrial_file = \"t\"", &[]);
        assert!(kept(&both).err().unwrap().contains("keys.trial_file"));
        let neither = folder("neither", "", &[]);
        assert!(kept(&neither).err().unwrap().contains("reader.sam"));
        for folder in [missing, both, neither] {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}
