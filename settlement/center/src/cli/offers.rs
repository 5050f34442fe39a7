//! `offers`: what a merchant sells.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Subcommand, ValueEnum};
use ledger::{Ledger, Offer};
use money::Fen;
use records::DayMinute;
use serde_json::json;
use subsidy::Tariff;

use super::{Said, merchant_id, open};
use crate::{Failure, calendar, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Offers {
    /// 设定一项 · set one line
    Set {
        /// 商户号 · merchant
        #[arg(long, value_parser = merchant_id)]
        merchant: String,
        /// 服务代码或名称 · service code, or name in the tariff
        #[arg(long)]
        service: String,
        /// 价格，元 · list price in yuan
        #[arg(long)]
        price: Fen,
        /// 固定价或收银员键入 · fixed, or keyed by the cashier
        #[arg(long)]
        mode: Mode,
        /// 开始时刻 · from
        #[arg(long, default_value = "00:00")]
        from: DayMinute,
        /// 结束时刻（不含）· to, exclusive
        #[arg(long, default_value = "24:00")]
        to: DayMinute,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Mode {
    /// 固定价 · the price is fixed
    Fixed,
    /// 键入 · the cashier keys the amount
    Keyed,
}

impl Offers {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let Offers::Set { merchant, service, price, mode, from, to } = self;
        if price.is_negative() || from >= to {
            return Err(Failure::BadInput(
                "价格不能为负，开始须早于结束，未改动 · no negative price, from before to; nothing was changed".to_owned(),
            ));
        }
        let mut ledger = open(books)?;
        let code = service_code(&ledger, &service)?;
        let offer = Offer {
            service: code,
            price,
            keyed: mode == Mode::Keyed,
            from_minute: from.minutes(),
            to_minute: to.minutes(),
        };
        ledger.set_offer(&merchant, &offer)?;
        let text = format!("{merchant} {from}–{to} 售 {service} {price} · offer set");
        Ok(Said::new(text, json!({ "merchant": merchant, "service": code, "price_fen": price.0 })))
    }
}

fn service_code(ledger: &Ledger, service: &str) -> Result<u16, Failure> {
    let tariffs = calendar::current(ledger, clock::now_us())?;
    if tariffs.is_empty() {
        return Err(Failure::Refused(
            "尚未发布资费，请先 tariff propose、tariff approve · no tariff is released yet, run tariff propose and tariff approve first".to_owned(),
        ));
    }
    let services = || tariffs.iter().flat_map(Tariff::services);
    let named = |one: &&subsidy::Service| one.name == service || service.parse() == Ok(one.code);
    services().find(named).map(|one| one.code).ok_or_else(|| {
        let mut seen = BTreeSet::new();
        let known: Vec<&str> =
            services().filter(|one| seen.insert(one.code)).map(|one| one.name.as_str()).collect();
        let known = known.join(", ");
        Failure::BadInput(format!(
            "资费中没有服务 {service:?}，可用：{known} · no such service in the tariff"
        ))
    })
}
