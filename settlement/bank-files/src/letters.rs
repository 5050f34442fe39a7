//! What the maps of both directions say alike: letters, separator, unit of amounts.

use encoding_rs::GB18030;
use money::Fen;
use serde::Deserialize;

/// The largest map, bytes.
pub(crate) const MAX_MAP: usize = 64 * 1024;

const BOM: &str = "\u{feff}";

/// Why a map is not one. No file was read or written by it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// Not TOML, or not the fields of a map.
    #[error(
        "银行格式表读不懂，未读写任何文件，请改第一处：{0} · the bank's map cannot be read, no file was touched, correct this: {0}"
    )]
    Toml(String),
    /// A field that there is not.
    #[error(
        "银行格式表里没有 {{{0}}} 这个字段，未读写任何文件，请改 · the bank's map names {{{0}}}, which is no field; no file was touched, correct it"
    )]
    Field(String),
    /// Two rules that cannot both hold.
    #[error(
        "银行格式表自相矛盾：{0}；未读写任何文件，请改 · the bank's map contradicts itself: {0}; no file was touched, correct it"
    )]
    Contradiction(&'static str),
}

/// How letters become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Encoding {
    /// UTF-8 without a byte order mark; a reader takes one too.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 with a byte order mark.
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    /// GB 18030, of which GBK and GB 2312 are parts.
    #[serde(rename = "gb18030")]
    Gb18030,
}

impl Encoding {
    /// `None`: a letter that it has not.
    pub(crate) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Encoding::Utf8 => Some(text.as_bytes().to_vec()),
            Encoding::Utf8Bom => Some([BOM, text].concat().into_bytes()),
            Encoding::Gb18030 => {
                let (bytes, _, lacking) = GB18030.encode(text);
                (!lacking).then(|| bytes.into_owned())
            }
        }
    }

    /// `None`: not written in it.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => {
                let text = core::str::from_utf8(bytes).ok()?;
                Some(text.strip_prefix(BOM).unwrap_or(text).to_owned())
            }
            Encoding::Gb18030 => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(|text| text.into_owned()),
        }
    }

    /// What a bank may have meant instead.
    pub(crate) fn other(self) -> Encoding {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => Encoding::Gb18030,
            Encoding::Gb18030 => Encoding::Utf8,
        }
    }
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Separator {
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ";")]
    Semicolon,
    #[serde(rename = "|")]
    Bar,
    #[serde(rename = "\t")]
    Tab,
}

impl Separator {
    pub(crate) fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Bar => b'|',
            Separator::Tab => b'\t',
        }
    }
}

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unit {
    /// `12.00`.
    Yuan,
    /// `1200`.
    Fen,
}

impl Unit {
    pub(crate) fn write(self, amount: Fen) -> String {
        match self {
            Unit::Yuan => amount.to_string(),
            Unit::Fen => amount.0.to_string(),
        }
    }

    /// Reads an amount; thousands may be parted by commas.
    pub(crate) fn read(self, text: &str) -> Option<Fen> {
        let text = ungrouped(text)?;
        match self {
            Unit::Yuan => text.parse().ok(),
            Unit::Fen => {
                text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit())).map(Fen)
            }
        }
    }
}

/// Without the commas between thousands. `None`: commas that part something else.
fn ungrouped(text: &str) -> Option<String> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().unwrap_or_default();
    let mut later = groups.peekable();
    let grouped = later.peek().is_some();
    let fine = !grouped || ((1..=3).contains(&first.len()) && later.all(|group| group.len() == 3));
    let decimals = text.split_once('.').is_some_and(|(_, decimals)| decimals.contains(','));
    (fine && !decimals).then(|| text.replace(',', ""))
}

/// Reads a map.
pub(crate) fn read_map<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, MapError> {
    if text.len() > MAX_MAP {
        return Err(MapError::Toml(format!("> {MAX_MAP} bytes")));
    }
    toml::from_str(text).map_err(|error| MapError::Toml(error.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_banks_write_them() {
        for (unit, text, fen) in [
            (Unit::Yuan, "12.34", Some(1234)),
            (Unit::Yuan, "1,234.50", Some(123_450)),
            (Unit::Yuan, "1,234,567", Some(123_456_700)),
            (Unit::Yuan, "1,23.50", None),
            (Unit::Yuan, "1234,567", None),
            (Unit::Yuan, "12,34", None),
            (Unit::Yuan, "0.1,0", None),
            (Unit::Yuan, "12.345", None),
            (Unit::Yuan, "1.2E3", None),
            (Unit::Fen, "1234", Some(1234)),
            (Unit::Fen, "12.34", None),
            (Unit::Fen, "+12", None),
            (Unit::Fen, "", None),
        ] {
            assert_eq!(unit.read(text), fen.map(Fen), "{text}");
        }
    }

    #[test]
    fn rare_letters_survive() {
        for text in ["示例食堂", "𠮷野家 㐂 龘", "€ · 王㛃"] {
            for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Gb18030] {
                let bytes = encoding.encode(text).unwrap();
                assert_eq!(encoding.decode(&bytes).as_deref(), Some(text));
            }
        }
        assert_eq!(Encoding::Gb18030.encode("\u{E5E5}"), None, "the one letter that GB 18030 lacks here");
        assert_eq!(Encoding::Utf8.decode(&[0xCA, 0xBE, 0xC0]), None);
        assert_eq!(Encoding::Gb18030.decode(&[0xFF]), None);
    }
}
