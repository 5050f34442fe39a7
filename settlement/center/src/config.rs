//! `center.toml`: where the center listens, where its books are, and how the county's cards are.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::civil::Time;
use ledger::Ledger;
use records::{FactorOrder, KeyCustody, ProfileParameters};
use serde::Deserialize;

use crate::Failure;
use crate::card_keys::TokenTold;
use crate::hex::unhex_any;

/// The settings of `serve`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port, such as `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// The books: a file (a relative path counts from this one's folder), or
    /// `postgres://user@host/database?schema=county_330703`.
    pub books: PathBuf,
    /// Whether cookies carry `Secure`: set it when a proxy in front speaks HTTPS.
    #[serde(default)]
    pub secure_cookies: bool,
    /// Hour of the county's clock at which the accounting day is closed, such as `"02:30"`; none: people close it.
    #[serde(default, deserialize_with = "hour")]
    pub close_at: Option<Time>,
    /// The county's cards.
    pub cards: Cards,
    /// How the county's bank writes tables.
    #[serde(default)]
    pub bank: Bank,
}

/// The bank's maps, for the payout desk; without them it speaks ISO 20022 only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// How the bank wants an order.
    pub order_map: Option<PathBuf>,
    /// How the bank writes its answer.
    pub answer_map: Option<PathBuf>,
}

fn hour<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Option<Time>, D::Error> {
    let text = String::deserialize(text)?;
    Time::strptime("%H:%M", &text).map(Some).map_err(|_| {
        serde::de::Error::custom(format!(
            "{text:?} 不是时刻，应如 \"02:30\" · no hour, write it like \"02:30\""
        ))
    })
}

/// How the county's cards are found and proved.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cards {
    /// Where the purchase keys of the tills live.
    pub key_custody: KeyCustody,
    /// JSON file with the TAC master key: `{"mtk": "<32 hex digits>"}`; or a token has it.
    pub tac_keys: Option<PathBuf>,
    /// The token with the master keys, in place of the file.
    pub token: Option<TokenTold>,
    /// Application identifiers in hex, in probing order.
    #[serde(default = "t_union")]
    pub aids: Vec<String>,
    /// Issuers in hex that count as local; empty for any.
    #[serde(default)]
    pub issuers: Vec<String>,
    /// Order of the diversification factors.
    #[serde(default = "issuer_first")]
    pub factor_order: FactorOrder,
    /// Short file identifier of the mark file.
    #[serde(default = "mark_sfi")]
    pub mark_sfi: u8,
    /// Record identifier of the meal mark.
    #[serde(default = "mark_record_id")]
    pub mark_record_id: u8,
}

fn t_union() -> Vec<String> {
    vec!["A000000632010105".to_owned()]
}

fn issuer_first() -> FactorOrder {
    FactorOrder::IssuerFirst
}

fn mark_sfi() -> u8 {
    0x19
}

fn mark_record_id() -> u8 {
    0xA1
}

impl Cards {
    /// As a till is told.
    #[must_use]
    pub fn profile(&self) -> ProfileParameters {
        ProfileParameters {
            aids: self.aids.clone(),
            issuers: self.issuers.clone(),
            factor_order: self.factor_order,
            mark_sfi: self.mark_sfi,
            mark_record_id: self.mark_record_id,
        }
    }
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// An unreadable file, or a text that is not a configuration; the text names line and remedy.
    pub fn read(path: &Path) -> Result<Config, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(path, &error))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Config::parse(&text, folder).map_err(|what| Failure::BadInput(format!("{}:{what}", path.display())))
    }

    fn parse(text: &str, folder: &Path) -> Result<Config, String> {
        let mut config: Config = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = before.matches('\n').count().saturating_add(1);
            let what = error.message();
            format!("{line}: {what}。请对照 README 修改这一行 · mend this line, see the README")
        })?;
        for (name, list) in [("aids", &config.cards.aids), ("issuers", &config.cards.issuers)] {
            for (place, word) in list.iter().enumerate() {
                let length = unhex_any(word).map_or(0, |bytes| bytes.len());
                let good = if name == "aids" { (5..=16).contains(&length) } else { length == 8 };
                if !good {
                    return Err(format!(
                        " cards.{name}[{place}] = {word:?}：应为十六进制（aids 5–16 字节，issuers 8 字节）· write hex, 5 to 16 bytes for aids, 8 for issuers"
                    ));
                }
            }
        }
        if config.cards.aids.is_empty() {
            return Err(" cards.aids 为空：没有它终端认不出任何卡，请删去该行用默认值 · no card would be recognised; remove the line for the default".to_owned());
        }
        if config.cards.tac_keys.is_some() == config.cards.token.is_some() {
            return Err(
                " cards：应写 tac_keys 或 [cards.token] 之一 · write either tac_keys or [cards.token]"
                    .to_owned(),
            );
        }
        if let Some(objection) = config.cards.token.as_ref().and_then(TokenTold::objection) {
            return Err(objection);
        }
        if !Ledger::is_server(&config.books) {
            config.books = folder.join(&config.books);
        }
        config.cards.tac_keys = config.cards.tac_keys.map(|file| folder.join(file));
        for map in [&mut config.bank.order_map, &mut config.bank.answer_map].into_iter().flatten() {
            *map = folder.join(&*map);
        }
        if let Some(token) = &mut config.cards.token {
            token.beside(folder);
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const GOOD: &str = "listen = \"127.0.0.1:8080\"\nbooks = \"books.db\"\n[cards]\nkey_custody = \"trial-file\"\ntac_keys = \"keys.json\"\n";

    #[test]
    fn a_short_file_is_enough() {
        let config = Config::parse(GOOD, Path::new("/srv/county")).unwrap();
        assert_eq!(config.books, Path::new("/srv/county/books.db"));
        assert_eq!(config.cards.mark_record_id, 0xA1);
        assert_eq!(config.close_at, None);
        let nightly = GOOD.replace("[cards]", "close_at = \"02:30\"\n[cards]");
        assert_eq!(
            Config::parse(&nightly, Path::new(".")).unwrap().close_at,
            Some(Time::constant(2, 30, 0, 0))
        );
    }

    #[test]
    fn garbage_names_the_line() {
        let told = |text: &str| Config::parse(text, Path::new(".")).unwrap_err() + "\n";
        let all = [
            told("listen = 12"),
            told(&GOOD.replace("books =", "boks =")),
            told(&GOOD.replace("[cards]", "close_at = \"2 Uhr\"\n[cards]")),
            told(&GOOD.replace("trial-file", "pocket")),
            told(&format!("{GOOD}aids = [\"XYZ\"]\n")),
            told(&format!("{GOOD}aids = []\n")),
            told(&GOOD.replace("tac_keys = \"keys.json\"\n", "")),
            told(&format!("{GOOD}[cards.token]\nmodule = \"m.so\"\nlabel = \"x\"\n")),
            told(&GOOD.replace(
                "tac_keys = \"keys.json\"\n",
                "[cards.token]\nmodule = \"m.so\"\nlabel = \"x\"\nload = \"tac/3des/01\"\n",
            )),
            told("\u{0}\u{1}"),
        ];
        expect![[r#"
            1: invalid type: integer `12`, expected socket address。请对照 README 修改这一行 · mend this line, see the README
            2: unknown field `boks`, expected one of `listen`, `books`, `secure_cookies`, `close_at`, `cards`, `bank`。请对照 README 修改这一行 · mend this line, see the README
            3: "2 Uhr" 不是时刻，应如 "02:30" · no hour, write it like "02:30"。请对照 README 修改这一行 · mend this line, see the README
            4: unknown variant `pocket`, expected `psam` or `trial-file`。请对照 README 修改这一行 · mend this line, see the README
             cards.aids[0] = "XYZ"：应为十六进制（aids 5–16 字节，issuers 8 字节）· write hex, 5 to 16 bytes for aids, 8 for issuers
             cards.aids 为空：没有它终端认不出任何卡，请删去该行用默认值 · no card would be recognised; remove the line for the default
             cards：应写 tac_keys 或 [cards.token] 之一 · write either tac_keys or [cards.token]
             cards：应写 tac_keys 或 [cards.token] 之一 · write either tac_keys or [cards.token]
             cards.token.load = "tac/3des/01"：应写成 load/3des/01 · write load/3des/01
            1: key with no value, expected `=`。请对照 README 修改这一行 · mend this line, see the README
        "#]].assert_eq(&all.concat());
    }
}
