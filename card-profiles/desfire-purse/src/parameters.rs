//! What differs from one county's DESFire application to another's, as the profile file tells it.
//!
//! | key | meaning | where nothing is said |
//! | --- | --- | --- |
//! | `aid` | application identifier, hex of 3 bytes in wire order | `F58840` |
//! | `generation` | `ev2` (EV2 and EV3) or `ev1` | `ev2` |
//! | `system` | system identifier of key diversification, ASCII | `LOVECARD` |
//! | `key-version` | version of the till key | 1 |
//! | `till-key`, `load-key` | key numbers | 1, 2 |
//! | `record-file`, `value-file`, `mac-file` | file numbers | 1, 2, 15 |
//! | `read-code`, `write-code` | codes of READ RECORDS and WRITE RECORD | 0xAB, 0x8B; on EV1 0xBB, 0x3B |

use crate::crypto::diversify::{INPUT_MAX, INPUT_SAFE};
use crate::proof::Terms;
use purse::{Issuer, ProfileError, Told};
use serde::Deserialize;

/// Which channel and which proofs a card has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generation {
    /// AUTHENTICATE AES, no transaction MAC.
    Ev1,
    /// AUTHENTICATE EV2 and the transaction MAC: EV2 and EV3.
    #[default]
    Ev2,
}

/// The parameters of one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Application identifier, as on the wire.
    pub aid: [u8; 3],
    /// Channel and proofs.
    pub generation: Generation,
    /// System identifier of key diversification.
    pub system: Vec<u8>,
    /// Version of the till key.
    pub key_version: u8,
    /// Number of the till key: debit, record, reader id.
    pub till_key: u8,
    /// Number of the load key: credit.
    pub load_key: u8,
    /// Cyclic file of records, protected by MAC, free to read.
    pub record_file: u8,
    /// Value file, fully protected.
    pub value_file: u8,
    /// Transaction MAC file, protected by MAC.
    pub mac_file: u8,
    /// Code of READ RECORDS.
    pub read_code: u8,
    /// Code of WRITE RECORD.
    pub write_code: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Keys {
    aid: Option<String>,
    #[serde(default)]
    generation: Generation,
    system: Option<String>,
    key_version: Option<u8>,
    till_key: Option<u8>,
    load_key: Option<u8>,
    record_file: Option<u8>,
    value_file: Option<u8>,
    mac_file: Option<u8>,
    read_code: Option<u8>,
    write_code: Option<u8>,
}

impl Parameters {
    /// The usual application of this generation.
    #[must_use]
    pub fn usual(generation: Generation) -> Parameters {
        let (read_code, write_code) = match generation {
            Generation::Ev1 => (0xBB, 0x3B),
            Generation::Ev2 => (0xAB, 0x8B),
        };
        Parameters {
            aid: [0xF5, 0x88, 0x40],
            generation,
            system: b"LOVECARD".to_vec(),
            key_version: 1,
            till_key: 1,
            load_key: 2,
            record_file: 0x01,
            value_file: 0x02,
            mac_file: 0x0F,
            read_code,
            write_code,
        }
    }

    /// Reads the keys of one application.
    ///
    /// # Errors
    /// The first key that is wrong.
    pub fn read(told: &Told) -> Result<Parameters, ProfileError> {
        let keys: Keys = told.parameters()?;
        let usual = Parameters::usual(keys.generation);
        let aid = keys.aid.map_or(Some(usual.aid), |text| purse::unhex(&text)?.try_into().ok());
        let system = keys.system.map_or(usual.system, String::into_bytes);
        let parameters = Parameters {
            aid: aid.ok_or_else(|| told.wrong("aid 应为 3 字节的十六进制"))?,
            generation: keys.generation,
            system,
            key_version: keys.key_version.unwrap_or(usual.key_version),
            till_key: keys.till_key.unwrap_or(usual.till_key),
            load_key: keys.load_key.unwrap_or(usual.load_key),
            record_file: keys.record_file.unwrap_or(usual.record_file),
            value_file: keys.value_file.unwrap_or(usual.value_file),
            mac_file: keys.mac_file.unwrap_or(usual.mac_file),
            read_code: keys.read_code.unwrap_or(usual.read_code),
            write_code: keys.write_code.unwrap_or(usual.write_code),
        };
        match parameters.wrong() {
            Some(what) => Err(told.wrong(what)),
            None => Ok(parameters),
        }
    }

    /// What cannot be.
    fn wrong(&self) -> Option<&'static str> {
        let [record, value, mac] = [self.record_file, self.value_file, self.mac_file];
        let input = self.input([0; 7]).len();
        if !self.system.is_ascii() || !(INPUT_SAFE..=INPUT_MAX).contains(&input) {
            return Some("system 应为 6 至 21 个 ASCII 字符");
        }
        if self.till_key > 0x0D || self.load_key > 0x0D || self.till_key == self.load_key {
            return Some("till-key 和 load-key 应为 0 至 13，且不相同");
        }
        if record == value || value == mac || mac == record || record.max(value).max(mac) > 0x1F {
            return Some("record-file、value-file 和 mac-file 应为 0 至 31，且互不相同");
        }
        if !matches!(self.read_code, 0xBB | 0xAB) {
            return Some("read-code 应为 0xBB 或 0xAB");
        }
        if !matches!(self.write_code, 0x3B | 0x8B) {
            return Some("write-code 应为 0x3B 或 0x8B");
        }
        None
    }

    /// What names a card in key diversification (AN10922): UID 7 ‖ AID 3 ‖ system identifier. At least sixteen
    /// bytes, so that every variant of the method gives the same key.
    #[must_use]
    pub fn input(&self, uid: [u8; 7]) -> Vec<u8> {
        [&uid[..], &self.aid, &self.system].concat()
    }

    /// Who issued a card of this application: its identifier, filled with `FF`. The center finds the key by it.
    #[must_use]
    pub fn issuer(&self) -> Issuer {
        let [a, b, c] = self.aid;
        Issuer([a, b, c, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    }

    /// What enters a transaction MAC besides the transaction.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms { record_file: self.record_file, value_file: self.value_file, write_code: self.write_code }
    }
}

impl Default for Parameters {
    /// The usual application on EV2 and EV3.
    fn default() -> Parameters {
        Parameters::usual(Generation::Ev2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(keys: &str) -> Result<Parameters, String> {
        let text = format!("format = 1\nname = \"x\"\n[[application]]\nfamily = \"desfire\"\n{keys}");
        let profile = purse::Profile::parse(&text).unwrap();
        Parameters::read(&profile.applications[0]).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_said_is_usual() {
        assert_eq!(read(""), Ok(Parameters::default()));
        let ev1 = read("generation = \"ev1\"\n").unwrap();
        assert_eq!(ev1, Parameters::usual(Generation::Ev1));
        assert_eq!((ev1.read_code, ev1.write_code), (0xBB, 0x3B));
        let other = read("aid = \"123456\"\nsystem = \"COUNTY7\"\nmac-file = 0x1F\n").unwrap();
        assert_eq!((other.aid, other.mac_file), ([0x12, 0x34, 0x56], 0x1F));
        assert_eq!(other.input([4; 7])[7..], *b"\x12\x34\x56COUNTY7");
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (keys, named) in [
            ("aid = \"F588\"", "aid"),
            ("system = \"LOVE\"", "system"),
            ("system = \"爱心卡爱心卡\"", "system"),
            ("till-key = 2", "till-key"),
            ("value-file = 1", "value-file"),
            ("mac-file = 32", "mac-file"),
            ("read-code = 0xAD", "read-code"),
            ("write-code = 0x3D", "write-code"),
            ("generation = \"ev4\"", "ev4"),
            ("key = 1", "key"),
        ] {
            assert!(read(keys).unwrap_err().contains(named), "{keys}");
        }
    }
}
