//! `read`: what a card shows to anybody. No key is used; names are never read.

use clap::Args;
use pboc_purse::LogEnd;
use serde_json::{Value, json};

use super::Said;
use super::at_reader::{card, work};
use super::load::yuan;
use crate::cards::CardWork as _;
use crate::config::Config;
use crate::exit::Ending;
use crate::hex::hex;

#[derive(Debug, Args)]
pub(super) struct Read {}

impl Read {
    pub(super) fn run(self, config: &Config) -> Result<Said, Ending> {
        let (mut slot, _) = card(config)?;
        let picture = work(config)?.read(&mut slot)?;
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
        Ok(Said::new(text, json))
    }
}
