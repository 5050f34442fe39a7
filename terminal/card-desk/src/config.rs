//! `desk.toml`: the center, the reader, who keeps the keys, and what the county's cards say alike.

use std::path::{Path, PathBuf};

use card_issuing::desfire::DesfireProfile;
use desfire_purse::Parameters;
use purse::{Issuer, Told};
use serde::Deserialize;

use crate::cards::PbocTerms;
use crate::custody::{KeyTerms, TokenPlace};
use crate::exit::{Ending, Exit};
use crate::hex::unhex;

/// The settings of a desk.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder of the desk's key, enrolment and journal; a relative path counts from the file's folder.
    pub data_dir: PathBuf,
    /// The center.
    pub center: CenterAt,
    /// The reader.
    pub reader: Reader,
    /// Who keeps the master keys.
    pub keys: Keys,
    /// The county's cards.
    pub cards: Cards,
    /// The county's cards on DESFire chips, where it has such.
    pub desfire: Option<DesfireCards>,
}

/// Cards on DESFire chips.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct DesfireCards {
    /// Most fen that a purse may hold: 1000 yuan where nothing is said.
    #[serde(default = "highest")]
    pub highest_fen: u32,
    /// The application, in the words of the card profile that tills are given.
    #[serde(flatten)]
    pub application: toml::Table,
}

fn highest() -> u32 {
    100_000
}

/// Where the center is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CenterAt {
    /// `http://host:port`.
    pub url: String,
}

/// The card reader.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reader {
    /// A part of its name.
    pub card: String,
}

/// Who keeps the master keys: a sealed file or a token, never both.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The sealed key file.
    pub file: Option<PathBuf>,
    /// The token.
    pub token: Option<TokenPlace>,
    /// File with the chip maker's transport key, 32 hex digits, mode 0600.
    pub transport: Option<PathBuf>,
    /// How card keys come from master keys.
    #[serde(default)]
    pub terms: KeyTerms,
}

/// What every card says alike.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cards {
    /// Issuer, 16 hex digits.
    pub issuer: String,
    /// Province, four digits.
    pub province: String,
    /// City, four digits.
    pub city: String,
    /// Whether cards work outside their city.
    #[serde(default)]
    pub interop: bool,
    /// Card kind, from the issuer's table; 3 is the elder card of most.
    #[serde(default = "elder")]
    pub kind: u8,
    /// For how many years a new card is valid, 1 to 30.
    #[serde(default = "years")]
    pub valid_years: u8,
}

fn elder() -> u8 {
    3
}

fn years() -> u8 {
    10
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// An unreadable file, or the first thing in it that is wrong, with place and remedy.
    pub fn load(path: &Path) -> Result<Config, Ending> {
        let bad = |what: String| Ending::new(Exit::BadConfig, format!("{}{what}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| {
            bad(format!("：读不到配置（{error}），请检查路径和权限 · cannot read the configuration, check path and permissions"))
        })?;
        let mut config = Config::parse(&text).map_err(bad)?;
        let beside = path.parent().unwrap_or(Path::new("."));
        config.data_dir = beside.join(&config.data_dir);
        for file in [&mut config.keys.file, &mut config.keys.transport].into_iter().flatten() {
            *file = beside.join(&*file);
        }
        Ok(config)
    }

    fn parse(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = before.matches('\n').count().saturating_add(1);
            let what = error.message().replace('\n', " ");
            format!(":{line}：{what}，请改正该行 · correct this line")
        })?;
        let value = |key: &str, zh: &str, en: &str| Err(format!("：{key} {zh} · {en}"));
        if config.keys.file.is_some() == config.keys.token.is_some() {
            return value("keys", "应写 file 或 [keys.token] 之一", "write either file or [keys.token]");
        }
        if config.terms().is_none() {
            return value(
                "cards",
                "issuer 应为 16 位十六进制，province 和 city 各 4 位数字",
                "issuer has 16 hex digits, province and city have 4 digits each",
            );
        }
        config.desfire_profile()?;
        if !(1..=30).contains(&config.cards.valid_years) {
            return value("cards.valid_years", "应在 1 到 30 之间", "write 1 to 30");
        }
        Ok(config)
    }

    /// What every card says alike; `None` for values that cannot be.
    #[must_use]
    pub fn terms(&self) -> Option<PbocTerms> {
        let Cards { issuer, province, city, interop, kind, .. } = &self.cards;
        Some(PbocTerms {
            issuer: Issuer(unhex(issuer)?),
            province: unhex(province)?,
            city: unhex(city)?,
            interop: *interop,
            kind: *kind,
        })
    }
}

impl Config {
    /// What chips become; `None` where the county has none.
    ///
    /// # Errors
    /// What cannot be, with its place.
    pub fn desfire_profile(&self) -> Result<Option<DesfireProfile>, String> {
        let Some(DesfireCards { highest_fen, application }) = &self.desfire else { return Ok(None) };
        let told = Told { place: 1, family: "desfire".to_owned(), keys: application.clone() };
        let parameters = Parameters::read(&told).map_err(|error| format!("：[desfire] {error}"))?;
        if parameters.key_version != self.keys.terms.version {
            return Err("：[desfire] key-version 应与 [keys.terms] version 相同 · must be the version of [keys.terms]".to_owned());
        }
        let profile = DesfireProfile::new(parameters, *highest_fen);
        profile.map(Some).map_err(|error| format!("：[desfire] {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const GOOD: &str = "data_dir = \"desk\"\n[center]\nurl = \"http://127.0.0.1:8080\"\n[reader]\ncard = \"ACR122\"\n[keys]\nfile = \"keys.sealed\"\n[cards]\nissuer = \"0310477001234567\"\nprovince = \"3300\"\ncity = \"3307\"\n";

    #[test]
    fn a_short_file_is_enough_and_garbage_is_named() {
        let config = Config::parse(GOOD).unwrap();
        assert_eq!((config.cards.kind, config.cards.valid_years, config.keys.terms.version), (3, 10, 1));
        let told = |from: &str, to: &str| Config::parse(&GOOD.replacen(from, to, 1)).unwrap_err() + "\n";
        let all = [
            told("[center]", "[centre]"),
            told("file = \"keys.sealed\"\n", ""),
            told("[cards]", "[keys.token]\nmodule = \"m.so\"\nlabel = \"x\"\n[cards]"),
            told("0310477001234567", "0310"),
            told("3307\"", "3307\"\nvalid_years = 0"),
            told("\"3300\"", "3300"),
        ];
        expect![[r#"
            :2：unknown field `centre`, expected one of `data_dir`, `center`, `reader`, `keys`, `cards`, `desfire`，请改正该行 · correct this line
            ：keys 应写 file 或 [keys.token] 之一 · write either file or [keys.token]
            ：keys 应写 file 或 [keys.token] 之一 · write either file or [keys.token]
            ：cards issuer 应为 16 位十六进制，province 和 city 各 4 位数字 · issuer has 16 hex digits, province and city have 4 digits each
            ：cards.valid_years 应在 1 到 30 之间 · write 1 to 30
            :10：invalid type: integer `3300`, expected a string，请改正该行 · correct this line
        "#]]
        .assert_eq(&all.concat());
    }

    #[test]
    fn desfire_cards_are_told_as_tills_hear_of_them() {
        let read = |section: &str| Config::parse(&format!("{GOOD}[desfire]\n{section}"));
        let profile = |section: &str| read(section).unwrap().desfire_profile().unwrap().unwrap();
        assert_eq!(Config::parse(GOOD).unwrap().desfire_profile(), Ok(None));
        assert_eq!(*profile("").parameters(), Parameters::default());
        let other = profile("generation = \"ev1\"\nhighest_fen = 5\n");
        assert_eq!(*other.parameters(), Parameters::usual(desfire_purse::Generation::Ev1));
        for (section, named) in [
            ("aid = \"F5\"", "aid"),
            ("highest-fen = 5", "highest-fen"),
            ("highest_fen = 0", "余额上限"),
            ("key-version = 2", "key-version"),
            ("till-key = 0", "till-key"),
        ] {
            let told = read(section).unwrap_err();
            assert!(told.contains("[desfire]") && told.contains(named), "{told}");
        }
    }
}
