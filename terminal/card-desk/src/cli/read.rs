//! `read`: what a card shows to anybody. No key is used; names are never read.

use card_issuing::CardPicture;
use card_issuing::desfire::Picture;
use clap::Args;
use desfire_purse::Kind;
use pboc_purse::LogEnd;
use purse::CardNumber;
use serde_json::{Value, json};

use super::Said;
use super::at_reader::{Works, card};
use super::load::yuan;
use crate::cards::Seen;
use crate::config::Config;
use crate::exit::Ending;
use crate::hex::hex;

#[derive(Debug, Args)]
pub(super) struct Read {}

impl Read {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let (mut slot, chip) = card(config)?;
        let works = Works::of(config)?;
        let speech = works.listen(&mut slot)?;
        Ok(match works.suiting(speech).read(&mut slot, chip)? {
            Seen::Pboc(picture) => purse(&picture),
            Seen::Desfire { number, picture, .. } => desfire(number, &picture),
        })
    }
}

/// A DESFire purse.
fn desfire(number: CardNumber, picture: &Picture) -> Said {
    let state = if picture.blocked { "停用 stopped" } else { "启用 enabled" };
    let balance = picture.log.entries.first().map_or(0, |newest| newest.balance);
    let mut text =
        format!("卡 card {number}\n状态 state {state}\n余额 balance {}\n交易记录 log", yuan(balance));
    let mut log = Vec::new();
    for entry in &picture.log.entries {
        let (what, word) = match entry.kind {
            Kind::Issued => ("发卡 issued", "issued"),
            Kind::Sale => ("消费 purchase", "sale"),
            Kind::Load => ("充值 load", "load"),
            Kind::Void => ("撤销 void", "void"),
        };
        let at = moment(entry.seconds);
        text += &format!("\n{at}\t{what}\t{}\t{:08x}", yuan(entry.amount), entry.terminal);
        log.push(json!({ "at": at, "type": word, "amount_fen": entry.amount, "balance_fen": entry.balance,
            "terminal": format!("{:08x}", entry.terminal), "counter": entry.counter }));
    }
    if let desfire_purse::LogEnd::Refused(status) = picture.log.end {
        text += &format!("\n更早的记录读不出（{status}）· older entries cannot be read");
    }
    let json = json!({ "card": number.tail(), "blocked": picture.blocked, "balance_fen": balance,
        "log": Value::Array(log) });
    Said::new(text, json)
}

/// County time of so many seconds since 2000-01-01 00:00.
fn moment(seconds: u32) -> String {
    let start = jiff::civil::DateTime::constant(2000, 1, 1, 0, 0, 0, 0);
    let at = start.checked_add(jiff::SignedDuration::from_secs(seconds.into()));
    at.map_or_else(|_| String::new(), |at| at.strftime("%Y%m%d %H%M%S").to_string())
}

/// A T-Union purse.
fn purse(picture: &CardPicture) -> Said {
    let (public, balance) = (&picture.public, picture.balance.0);
    let state = match public.enable_flag {
        0x01 => "启用 enabled",
        0x02 => "停用 stopped",
        _ => "未启用 not enabled",
    };
    let mut text = format!(
        "卡 card {}\n状态 state {state}\n有效期 valid {}–{}\n余额 balance {}\n交易记录 log",
        public.number,
        hex(&public.valid_from),
        hex(&public.valid_to),
        yuan(balance)
    );
    let mut log = Vec::new();
    for entry in &picture.log.entries {
        let what = if entry.is_load() {
            "充值 load"
        } else if entry.is_purchase() {
            "消费 purchase"
        } else {
            "其他 other"
        };
        let at = format!("{} {}", hex(&entry.date), hex(&entry.time));
        text += &format!("\n{at}\t{what}\t{}\t{}", yuan(entry.amount.0), hex(&entry.terminal));
        log.push(json!({ "at": at, "type": entry.txn_type, "amount_fen": entry.amount.0,
                "terminal": hex(&entry.terminal), "counter": entry.counter }));
    }
    if let LogEnd::Refused(status) = picture.log.end {
        text += &format!("\n更早的记录读不出（{status}）· older entries cannot be read");
    }
    let json = json!({ "card": public.number.tail(), "enable_flag": public.enable_flag,
            "valid_from": hex(&public.valid_from), "valid_to": hex(&public.valid_to), "balance_fen": balance,
            "log": Value::Array(log) });
    Said::new(text, json)
}
