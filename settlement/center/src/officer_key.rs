//! An officer's key file: the private key sealed under a passphrase that only its officer knows.
//!
//! TOML: the public fingerprint, the cost of Argon2id, salt, nonce, and the key sealed with XChaCha20-Poly1305.
//! The fingerprint is sealed in too, so a file cannot pass for another.

use std::io::Write;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use records::{Fingerprint, SigningKey};
use serde::Deserialize;

use crate::hex::{hex, unhex, unhex_any};
use crate::{Failure, random};

const SCHEMA: &str = "lovecard-officer-key/1";
/// Memory in KiB, passes, lanes: a try takes about as long as a login.
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// The most memory a file may ask for, KiB.
const DEAREST: u32 = 1_048_576;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    schema: String,
    fingerprint: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    sealed: String,
}

fn cipher(passphrase: &str, salt: &[u8; 16], cost: (u32, u32, u32)) -> Option<XChaCha20Poly1305> {
    let params = Params::new(cost.0, cost.1, cost.2, Some(32)).ok()?;
    let mut key = [0; 32];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, &mut key).ok()?;
    Some(XChaCha20Poly1305::new(&key.into()))
}

/// Writes a new key file (mode 0600); an existing one is never touched.
///
/// # Errors
/// No random numbers, or a place that takes no new file.
pub(crate) fn write(path: &Path, key: &SigningKey, passphrase: &str) -> Result<(), Failure> {
    let text = seal(key, passphrase)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        Failure::Refused(format!(
            "{0}：无法写入密钥文件（{error}），未登记；请换一个文件名 · the key file cannot be written, nobody was registered; choose another name",
            path.display()
        ))
    })
}

fn seal(key: &SigningKey, passphrase: &str) -> Result<String, Failure> {
    let (salt, nonce) = (random::bytes::<16>()?, random::bytes::<24>()?);
    let fingerprint = Fingerprint::of(&key.verifying_key()).to_string();
    let fault = || Failure::Fault("sealing".to_owned());
    let secret = key.to_bytes();
    let payload = Payload { msg: &secret, aad: fingerprint.as_bytes() };
    let cipher = cipher(passphrase, &salt, COST).ok_or_else(fault)?;
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| fault())?;
    let (memory, passes, lanes) = COST;
    Ok(format!(
        "# 签发资费用的私钥，只由本人保管 · an officer's private key: its officer alone keeps it\n\
         schema = \"{SCHEMA}\"\nfingerprint = \"{fingerprint}\"\nmemory_kib = {memory}\npasses = {passes}\n\
         lanes = {lanes}\nsalt = \"{}\"\nnonce = \"{}\"\nsealed = \"{}\"\n",
        hex(&salt),
        hex(&nonce),
        hex(&sealed)
    ))
}

/// Opens a key file with its passphrase.
///
/// # Errors
/// A file that is none, or a passphrase that is not its own; which of them, but never more.
pub(crate) fn read(path: &Path, passphrase: &str) -> Result<SigningKey, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
    told(open(&text, passphrase), path.display())
}

fn told(opened: Result<SigningKey, Wrong>, file: impl core::fmt::Display) -> Result<SigningKey, Failure> {
    opened.map_err(|wrong| match wrong {
        Wrong::File => Failure::BadInput(format!(
            "{file}：不是完好的密钥文件，请用 officer add 生成的文件 · not a sound key file; use the one officer add wrote"
        )),
        Wrong::Passphrase => Failure::Refused(
            "口令不对，未签名，未改动；请重新输入 · wrong passphrase, nothing was signed or changed; try again".to_owned(),
        ),
    })
}

/// Opens a key file that somebody has sent. It may cost no more than the files made here: nobody makes the center work
/// for an hour.
///
/// # Errors
/// As [`read`].
pub(crate) fn unlock(sent: &[u8], passphrase: &str) -> Result<SigningKey, Failure> {
    let text = core::str::from_utf8(sent).ok().filter(|text| {
        toml::from_str::<KeyFile>(text).is_ok_and(|file| (file.memory_kib, file.passes, file.lanes) == COST)
    });
    told(text.ok_or(Wrong::File).and_then(|text| open(text, passphrase)), "密钥文件")
}

/// Why a key file stays closed.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    File,
    Passphrase,
}

fn open(text: &str, passphrase: &str) -> Result<SigningKey, Wrong> {
    let file: KeyFile = toml::from_str(text).map_err(|_| Wrong::File)?;
    let (salt, nonce) = (unhex::<16>(&file.salt), unhex::<24>(&file.nonce));
    let (Some(salt), Some(nonce), Some(sealed)) = (salt, nonce, unhex_any(&file.sealed)) else {
        return Err(Wrong::File);
    };
    let cost = (file.memory_kib, file.passes, file.lanes);
    if file.schema != SCHEMA || file.memory_kib > DEAREST || file.passes > 64 {
        return Err(Wrong::File);
    }
    let cipher = cipher(passphrase, &salt, cost).ok_or(Wrong::File)?;
    let payload = Payload { msg: &sealed, aad: file.fingerprint.as_bytes() };
    let secret = cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| Wrong::Passphrase)?;
    let key = SigningKey::from_bytes(&secret.try_into().map_err(|_| Wrong::File)?);
    let own = Fingerprint::of(&key.verifying_key()).to_string();
    if own == file.fingerprint { Ok(key) } else { Err(Wrong::File) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_passphrase_opens_it_and_no_byte_may_change() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let text = seal(&key, "八个字以上的口令").unwrap();
        assert!(!text.contains(&hex(&[7; 32])));
        assert_eq!(open(&text, "八个字以上的口令").unwrap().to_bytes(), key.to_bytes());
        assert_eq!(open(&text, "别的口令别的口令").unwrap_err(), Wrong::Passphrase);
        let other = Fingerprint::of(&SigningKey::from_bytes(&[8; 32]).verifying_key()).to_string();
        let own = Fingerprint::of(&key.verifying_key()).to_string();
        for (from, to) in [
            (own.as_str(), other.as_str()),
            ("passes = 2", "passes = 3"),
            ("memory_kib = 19456", "memory_kib = 4294967295"),
            ("officer-key/1", "officer-key/2"),
            ("sealed = \"", "sealed = \"00"),
            ("nonce = \"", "nonce = \"0"),
        ] {
            assert!(open(&text.replace(from, to), "八个字以上的口令").is_err(), "{from}");
        }
        assert_eq!(open("garbage", "x").unwrap_err(), Wrong::File);
    }
}
