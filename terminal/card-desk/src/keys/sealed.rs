//! The sealed key file: master keys under a passphrase, for a county without a token.
//!
//! TOML: names and check values in the open, the cost of Argon2id, salt, nonce, and the keys sealed with
//! XChaCha20-Poly1305. The open part is sealed in too, so no line of it can be changed.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use core::fmt::Write as _;
use purse::Secret16;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{CheckValue, KeyId, KeySet};
use crate::hex::{hex, unhex, unhex_any};

const SCHEMA: &str = "lovecard-desk-keys/1";
/// Memory in KiB, passes, lanes: dearer than a login, for it guards the county's cards.
const COST: (u32, u32, u32) = (65_536, 3, 1);
/// The most memory (KiB) and passes a file may ask for.
const DEAREST: (u32, u32) = (1_048_576, 64);
/// The shortest passphrase taken, in characters.
const PASSPHRASE_MIN: usize = 12;

/// Why a file stays closed or was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not such a file.
    #[error(
        "不是完好的密钥文件，请用 ceremony join 重新生成 · not a sound key file; make it again with ceremony join"
    )]
    File,
    /// Another passphrase.
    #[error("口令不对，密钥未打开；请重新输入 · wrong passphrase, the keys stay closed; try again")]
    Passphrase,
    /// A passphrase that is too short.
    #[error("口令至少 12 个字符，未保存 · a passphrase has at least 12 characters, nothing was kept")]
    Short,
    /// No random numbers.
    #[error("系统随机数不可用，未保存 · the system gives no random numbers, nothing was kept")]
    Random,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    schema: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    keys: Vec<String>,
    sealed: String,
}

fn cipher(passphrase: &str, salt: &[u8; 16], cost: (u32, u32, u32)) -> Option<XChaCha20Poly1305> {
    let params = Params::new(cost.0, cost.1, cost.2, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice()).ok()?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).ok()
}

/// What stands open, and is sealed in.
fn listed(keys: &KeySet) -> Vec<String> {
    keys.check_values().iter().map(|(id, value)| format!("{id} {value}")).collect()
}

/// The text of a key file.
///
/// # Errors
/// A short passphrase, or no random numbers.
pub fn seal(keys: &KeySet, passphrase: &str) -> Result<String, SealError> {
    seal_at(keys, passphrase, COST)
}

fn seal_at(keys: &KeySet, passphrase: &str, cost: (u32, u32, u32)) -> Result<String, SealError> {
    if passphrase.chars().count() < PASSPHRASE_MIN {
        return Err(SealError::Short);
    }
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    getrandom::fill(&mut salt).and_then(|()| getrandom::fill(&mut nonce)).map_err(|_| SealError::Random)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(keys.len().saturating_mul(16)));
    keys.iter().for_each(|(_, key)| plain.extend_from_slice(key.expose()));
    let listed = listed(keys);
    let open_part = listed.join("\n");
    let payload = Payload { msg: &plain, aad: open_part.as_bytes() };
    let cipher = cipher(passphrase, &salt, cost).ok_or(SealError::File)?;
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::File)?;
    let (memory, passes, lanes) = cost;
    let mut text = format!(
        "# 爱心卡主密钥，口令封存 · the county's master keys, sealed under a passphrase\n\
         schema = \"{SCHEMA}\"\nmemory_kib = {memory}\npasses = {passes}\nlanes = {lanes}\n\
         salt = \"{}\"\nnonce = \"{}\"\nkeys = [\n",
        hex(&salt),
        hex(&nonce)
    );
    for line in &listed {
        let _infallible = writeln!(text, "    \"{line}\",");
    }
    let _infallible = writeln!(text, "]\nsealed = \"{}\"", hex(&sealed));
    Ok(text)
}

/// Opens the text of a key file with its passphrase.
///
/// # Errors
/// A file that is none, or a passphrase that is not its own; never more than which of them.
pub fn open(text: &str, passphrase: &str) -> Result<KeySet, SealError> {
    let file: KeyFile = toml::from_str(text).map_err(|_| SealError::File)?;
    let (salt, nonce) = (unhex::<16>(&file.salt), unhex::<24>(&file.nonce));
    let (Some(salt), Some(nonce), Some(sealed)) = (salt, nonce, unhex_any(&file.sealed)) else {
        return Err(SealError::File);
    };
    if file.schema != SCHEMA || file.memory_kib > DEAREST.0 || file.passes > DEAREST.1 {
        return Err(SealError::File);
    }
    let cipher =
        cipher(passphrase, &salt, (file.memory_kib, file.passes, file.lanes)).ok_or(SealError::File)?;
    let open_part = file.keys.join("\n");
    let payload = Payload { msg: &sealed, aad: open_part.as_bytes() };
    let plain = cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Passphrase)?;
    let plain = Zeroizing::new(plain);
    let (blocks, rest) = plain.as_chunks::<16>();
    if blocks.len() != file.keys.len() || !rest.is_empty() {
        return Err(SealError::File);
    }
    let mut keys = KeySet::default();
    for (line, block) in file.keys.iter().zip(blocks) {
        let (id, value) = line.split_once(' ').ok_or(SealError::File)?;
        let id: KeyId = id.parse().map_err(|_| SealError::File)?;
        if CheckValue::of(id.cipher, block).to_string() != value {
            return Err(SealError::File);
        }
        keys.insert(id, Secret16::new(*block));
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Cipher;

    const PASSPHRASE: &str = "十二个字符以上的口令一二三";

    /// Holds only while the feature that does so is on.
    #[test]
    fn the_cipher_is_wiped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>() {}
        wiped::<XChaCha20Poly1305>();
    }

    #[test]
    fn only_its_passphrase_opens_it_and_no_line_may_change() {
        let keys = KeySet::fresh(&KeyId::set(&[Cipher::TripleDes], 1)).unwrap();
        let text = seal_at(&keys, PASSPHRASE, (64, 1, 1)).unwrap();
        for (_, key) in keys.iter() {
            assert!(!text.contains(&hex(key.expose())));
        }
        let opened = open(&text, PASSPHRASE).unwrap();
        assert_eq!(opened.check_values(), keys.check_values());
        assert!(opened.iter().zip(keys.iter()).all(|(a, b)| a.1.expose() == b.1.expose()));
        assert_eq!(open(&text, "另一个十二个字符以上的口令").unwrap_err(), SealError::Passphrase);
        assert_eq!(seal(&keys, "短口令").unwrap_err(), SealError::Short);
        let check = CheckValue::of(Cipher::TripleDes, keys.iter().next().unwrap().1.expose()).to_string();
        for (from, to) in [
            ("passes = 1", "passes = 2"),
            ("memory_kib = 64", "memory_kib = 4294967295"),
            ("desk-keys/1", "desk-keys/2"),
            ("sealed = \"", "sealed = \"00"),
            ("load/3des/01", "load/3des/02"),
            (check.as_str(), "000000"),
        ] {
            assert!(open(&text.replacen(from, to, 1), PASSPHRASE).is_err(), "{from}");
        }
        assert_eq!(open("garbage", PASSPHRASE).unwrap_err(), SealError::File);
    }
}
