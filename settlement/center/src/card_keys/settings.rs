//! `[cards.token]`: which token, which of its keys, where the PIN and the cache are.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use key_custody::{KeyId, TokenPlace};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::Failure;

/// Where the PIN is, if no file is named.
const PIN_VARIABLE: &str = "COUNTY_TOKEN_PIN";

/// The section as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenTold {
    /// The vendor's PKCS#11 library.
    pub module: PathBuf,
    /// Label of the token.
    pub label: String,
    /// File with the PIN, readable by its owner alone; else the environment has it.
    pub pin_file: Option<PathBuf>,
    /// Where the keys of cards are kept, sealed.
    #[serde(default = "cache")]
    pub cache: PathBuf,
    /// Label of the key of TACs.
    #[serde(default = "tac")]
    pub tac: String,
    /// Label of the key of transaction MACs, where the county has DESFire cards.
    pub transaction_mac: Option<String>,
    /// Label of the key of loads, where the center makes their codes.
    pub load: Option<String>,
}

fn cache() -> PathBuf {
    "card-keys.cache".into()
}

fn tac() -> String {
    "tac/3des/01".to_owned()
}

/// A PIN that shows itself to nobody.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

/// A token that may be opened.
#[derive(Clone, Debug)]
pub struct TokenSettings {
    /// Module and label.
    pub place: TokenPlace,
    /// Its PIN.
    pub pin: Pin,
    /// File of keys of cards.
    pub cache: PathBuf,
    /// The key of TACs.
    pub tac: KeyId,
    /// The key of transaction MACs.
    pub transaction_mac: Option<KeyId>,
    /// The key of loads.
    pub load: Option<KeyId>,
}

impl Pin {
    /// Takes a PIN.
    #[must_use]
    pub fn new(pin: String) -> Pin {
        Pin(Zeroizing::new(pin))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Debug for Pin {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("<pin>")
    }
}

impl TokenTold {
    /// Files count from the configuration's folder.
    pub(crate) fn beside(&mut self, folder: &Path) {
        self.cache = folder.join(&self.cache);
        self.pin_file = self.pin_file.take().map(|file| folder.join(file));
    }

    /// The first label that names no key of its use.
    pub(crate) fn objection(&self) -> Option<String> {
        let labels = [
            ("tac", Some(&self.tac), "tac/3des/"),
            ("transaction_mac", self.transaction_mac.as_ref(), "transaction-mac/aes128/"),
            ("load", self.load.as_ref(), "load/3des/"),
        ];
        let wrong = |(_, label, of): &(_, Option<&String>, &str)| {
            label.is_some_and(|label| !label.starts_with(of) || label.parse::<KeyId>().is_err())
        };
        labels.into_iter().find(wrong).map(|(name, label, of)| {
            let label = label.map_or("", String::as_str);
            format!(" cards.token.{name} = {label:?}：应写成 {of}01 · write {of}01")
        })
    }

    /// With the PIN.
    ///
    /// # Errors
    /// No PIN, a PIN that others can read, or labels that name no key.
    pub fn ready(&self) -> Result<TokenSettings, Failure> {
        let id = |label: &str| {
            label
                .parse::<KeyId>()
                .map_err(|error| Failure::BadInput(format!("[cards.token] {label}：{error}")))
        };
        Ok(TokenSettings {
            place: TokenPlace { module: self.module.clone(), label: self.label.clone() },
            pin: self.pin()?,
            cache: self.cache.clone(),
            tac: id(&self.tac)?,
            transaction_mac: self.transaction_mac.as_deref().map(id).transpose()?,
            load: self.load.as_deref().map(id).transpose()?,
        })
    }

    fn pin(&self) -> Result<Pin, Failure> {
        let Some(path) = &self.pin_file else {
            let told = std::env::var(PIN_VARIABLE).ok();
            return told.map(Pin::new).ok_or_else(|| {
                Failure::BadInput(format!(
                    "没有令牌口令：请写 cards.token.pin_file 或设环境变量 {PIN_VARIABLE}，不要写在命令行上 · no PIN of the token: name a pin_file or set {PIN_VARIABLE}, never on the command line"
                ))
            });
        };
        let unreadable = |error: std::io::Error| Failure::unreadable(path, &error);
        if std::fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o077 != 0 {
            return Err(Failure::BadInput(format!(
                "{0}：他人可读，未使用；请 chmod 600 · others can read the PIN, it was not used: chmod 600 {0}",
                path.display()
            )));
        }
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(unreadable)?);
        Ok(Pin::new(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

impl TokenSettings {
    /// The master keys that are used.
    pub(super) fn keys(&self) -> impl Iterator<Item = KeyId> {
        [Some(self.tac), self.transaction_mac, self.load].into_iter().flatten()
    }
}
