//! What a master key is for, in which cipher and version.

use core::fmt;
use core::str::FromStr;

/// What a master key of the county is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyUse {
    /// MPK: debits a purse. A PSAM gets it too.
    Purchase,
    /// MLK: loads a purse.
    Load,
    /// MTK: what a card signs its transactions with; the center checks with it.
    Tac,
    /// MAMK: writes files, blocks and unblocks the application (line protection).
    Maintenance,
    /// Gives a forgotten PIN anew.
    PinReload,
    /// Frees a blocked PIN.
    PinUnblock,
    /// Lets a desk in before it may write: the application's master key on the card.
    ExternalAuthentication,
    /// The chip's root, in place of the maker's key. Derived from the chip's serial alone.
    Root,
    /// DESFire: the whole chip.
    PiccMaster,
    /// DESFire: our application.
    ApplicationMaster,
    /// DESFire: debits and writes the record. The only one that a till gets.
    Till,
    /// DESFire: credits.
    DesfireLoad,
    /// DESFire: what a chip signs its transactions with; the center checks with it.
    TransactionMac,
}

/// A block cipher of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cipher {
    /// Two-key triple DES.
    TripleDes,
    /// SM4, GB/T 32907.
    Sm4,
    /// AES with 128-bit keys.
    Aes128,
}

/// One master key. As text `load/3des/01`: use, cipher, version in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId {
    /// What it is for.
    pub key_use: KeyUse,
    /// The cipher.
    pub cipher: Cipher,
    /// Version as cards keep it.
    pub version: u8,
}

/// The text names no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("密钥名应如 load/3des/01 · a key is written like load/3des/01")]
pub struct KeyIdError;

const USES: [(KeyUse, &str); 13] = [
    (KeyUse::Purchase, "purchase"),
    (KeyUse::Load, "load"),
    (KeyUse::Tac, "tac"),
    (KeyUse::Maintenance, "maintenance"),
    (KeyUse::PinReload, "pin-reload"),
    (KeyUse::PinUnblock, "pin-unblock"),
    (KeyUse::ExternalAuthentication, "external-authentication"),
    (KeyUse::Root, "root"),
    (KeyUse::PiccMaster, "picc-master"),
    (KeyUse::ApplicationMaster, "application-master"),
    (KeyUse::Till, "till"),
    (KeyUse::DesfireLoad, "desfire-load"),
    (KeyUse::TransactionMac, "transaction-mac"),
];

const CIPHERS: [(Cipher, &str); 3] =
    [(Cipher::TripleDes, "3des"), (Cipher::Sm4, "sm4"), (Cipher::Aes128, "aes128")];

impl KeyUse {
    /// Whether a DESFire chip keeps it, in AES; else a PBOC card does.
    #[must_use]
    pub fn is_desfire(self) -> bool {
        self >= KeyUse::PiccMaster
    }
}

impl KeyId {
    /// A whole set: the keys of PBOC cards in each of these ciphers, then those of DESFire chips.
    #[must_use]
    pub fn set(pboc: &[Cipher], version: u8) -> Vec<KeyId> {
        let uses = |desfire: bool| {
            USES.iter().map(|(key_use, _)| *key_use).filter(move |key_use| key_use.is_desfire() == desfire)
        };
        let pboc = pboc
            .iter()
            .flat_map(|&cipher| uses(false).map(move |key_use| KeyId { key_use, cipher, version }));
        let desfire = uses(true).map(|key_use| KeyId { key_use, cipher: Cipher::Aes128, version });
        pboc.chain(desfire).collect()
    }
}

impl fmt::Display for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(USES.iter().find(|(key_use, _)| key_use == self).map_or("", |(_, word)| word))
    }
}

impl fmt::Display for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(CIPHERS.iter().find(|(cipher, _)| cipher == self).map_or("", |(_, word)| word))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}/{:02x}", self.key_use, self.cipher, self.version))
    }
}

impl FromStr for KeyId {
    type Err = KeyIdError;

    fn from_str(text: &str) -> Result<KeyId, KeyIdError> {
        let mut parts = text.split('/');
        let mut part = || parts.next().ok_or(KeyIdError);
        let (key_use, cipher, version) = (part()?, part()?, part()?);
        let key_use = USES.iter().find(|(_, word)| *word == key_use).ok_or(KeyIdError)?.0;
        let cipher = CIPHERS.iter().find(|(_, word)| *word == cipher).ok_or(KeyIdError)?.0;
        let plain = version.len() == 2 && version.bytes().all(|digit| digit.is_ascii_hexdigit());
        let version = u8::from_str_radix(version, 16).map_err(|_| KeyIdError)?;
        let suits = key_use.is_desfire() == (cipher == Cipher::Aes128);
        let id = KeyId { key_use, cipher, version };
        if plain && suits && parts.next().is_none() { Ok(id) } else { Err(KeyIdError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_reads_back() {
        let set = KeyId::set(&[Cipher::TripleDes, Cipher::Sm4], 0xA1);
        assert_eq!(set.len(), 8 + 8 + 5);
        for id in set {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for bad in [
            "",
            "load",
            "load/3des",
            "load/3des/1",
            "load/aes128/01",
            "till/3des/01",
            "load/3des/01/",
            "load/3des/+1",
        ] {
            assert_eq!(bad.parse::<KeyId>(), Err(KeyIdError), "{bad}");
        }
    }
}
