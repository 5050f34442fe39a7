//! What a request asks for: a form or a JSON object, read into the same plain words.

use super::tap::HOLD;
use super::{TapOrder, Tray};
use std::collections::BTreeMap;
use std::time::Duration;
use virtual_cards::Tear;

/// Longest time a card may be held.
const HOLD_MAX: Duration = Duration::from_secs(600);

/// Fields of a request by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// A JSON object of plain values.
    pub(super) fn json(text: &str) -> Result<Fields, String> {
        let said: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(text).map_err(|error| format!("JSON 不对 · not a JSON object: {error}"))?;
        let plain = said.into_iter().map(|(name, value)| match value {
            serde_json::Value::String(text) => (name, text),
            other => (name, other.to_string()),
        });
        Ok(Fields(plain.collect()))
    }

    /// `name=value&…` of a form or an address.
    pub(super) fn form(text: &str) -> Result<Fields, String> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        });
        Ok(Fields(pairs.collect::<Result<_, String>>()?))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn number<N: core::str::FromStr>(&self, name: &str, absent: N) -> Result<N, String> {
        let wrong = |text: &str| format!("{name} 应为数字 · must be a number: {text}");
        self.get(name).map_or(Ok(absent), |text| text.parse().map_err(|_| wrong(text)))
    }

    /// Number of the counter; 1 when not said.
    pub(super) fn counter(&self) -> Result<usize, String> {
        self.number("counter", 1)
    }

    /// The card: its place, its last four digits or its number.
    pub(super) fn card(&self, tray: &Tray) -> Result<usize, String> {
        let name = self.get("card").ok_or("缺少 card · card is missing")?;
        tray.find(name).ok_or_else(|| format!("没有这张卡 · no such card: {name}"))
    }

    /// A whole tap.
    pub(super) fn tap(&self, tray: &Tray) -> Result<TapOrder, String> {
        let hold = u64::try_from(HOLD.as_millis()).unwrap_or(u64::MAX);
        let hold = Duration::from_millis(self.number("hold_ms", hold)?).min(HOLD_MAX);
        Ok(TapOrder { card: self.card(tray)?, counter: self.counter()?, hold, tear: self.tear()? })
    }

    /// Where the card is pulled away.
    pub(super) fn tear(&self) -> Result<Option<Tear>, String> {
        let name = self.get("tear").unwrap_or("none");
        let tear = match name.split_once(':') {
            Some(("mid_answer", keep)) => keep.parse().ok().map(|keep| Tear::MidAnswer { keep }),
            Some(_) => None,
            None => TEARS.iter().find(|(known, ..)| *known == name).and_then(|(_, tear, _)| *tear),
        };
        match tear {
            None if name != "none" => Err(format!("不认识的 tear · unknown tear: {name}")),
            tear => Ok(tear),
        }
    }
}

/// Tears by name, as the page offers them.
pub(super) const TEARS: [(&str, Option<Tear>, &str); 8] = [
    ("none", None, "正常 · stays until finished"),
    ("during_inquiry", Some(Tear::DuringInquiry), "读卡时拿开 · while being read"),
    ("before_init", Some(Tear::BeforeInitAnswer), "初始化未答 · before the answer to INITIALIZE"),
    ("during_cache", Some(Tear::DuringCache), "写标记前 · before the mark"),
    ("before_debit", Some(Tear::BeforeDebit), "扣款前拿开 · before DEBIT"),
    ("after_commit", Some(Tear::AfterCommit), "已扣款未答 · debited, no answer"),
    ("mid_answer:4", Some(Tear::MidAnswer { keep: 4 }), "已扣款半句 · debited, half an answer"),
    ("during_proof", Some(Tear::DuringProof), "取证时拿开 · during GET TRANSACTION PROVE"),
];

fn decoded(text: &str) -> Result<String, String> {
    let wrong = || "表单编码不对 · the form is not encoded rightly".to_owned();
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                let (high, low) = digit().zip(digit()).ok_or_else(wrong)?;
                u8::try_from(high * 16 + low).map_err(|_| wrong())?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_json_say_the_same() {
        let form = Fields::form("card=0012&hold_ms=900&tear=mid_answer%3A3&note=%E5%8D%A1+a").unwrap();
        let json =
            Fields::json(r#"{"card":"0012","hold_ms":900,"tear":"mid_answer:3","note":"卡 a"}"#).unwrap();
        assert_eq!(form, json);
        assert_eq!(form.tear(), Ok(Some(Tear::MidAnswer { keep: 3 })));
        assert_eq!(Fields::default().tear(), Ok(None));
    }

    #[test]
    fn nonsense_is_told() {
        assert!(Fields::json("[1]").is_err());
        assert!(
            Fields::form("a=%G0").is_err() && Fields::form("a=%4").is_err() && Fields::form("a=%FF").is_err()
        );
        for tear in ["later", "mid_answer:x", "after:3"] {
            assert!(Fields::form(&format!("tear={tear}")).unwrap().tear().is_err(), "{tear}");
        }
        assert!(Fields::form("counter=one").unwrap().counter().is_err());
    }

    #[test]
    fn every_offered_tear_is_understood() {
        for (name, tear, _) in TEARS {
            assert_eq!(Fields::form(&format!("tear={name}")).unwrap().tear(), Ok(tear), "{name}");
        }
    }
}
