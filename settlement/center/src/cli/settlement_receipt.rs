//! `settlement receive` and `settlement owed`: what merchants pay by themselves.

use std::path::PathBuf;

use clap::Args;
use ledger::{Entered, Ledger, NewReceipt, OwedApart, ReceiptRefusal};
use money::Fen;
use records::{BusinessDay, OfficerRole};
use serde_json::{Value, json};

use super::books::day;
use super::{Said, merchant_id, name, secret_line};
use crate::release::in_service;
use crate::{Failure, officer_key};

/// Money that came from a merchant.
#[derive(Debug, Args)]
pub(super) struct Receive {
    /// 商户 · merchant
    #[arg(long, value_parser = merchant_id)]
    merchant: String,
    /// 收到多少，元 · how much came, in yuan
    #[arg(long)]
    amount: Fen,
    /// 银行回单或收据编号，只用一次 · number of the paper, used once
    #[arg(long, value_parser = name)]
    reference: String,
    /// 到账日，默认今天 · day on which it came, by default today
    #[arg(long, value_parser = day)]
    day: Option<BusinessDay>,
    /// 经办的密钥文件，口令从标准输入读一行 · a maker's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

impl Receive {
    pub(super) fn run(self, ledger: &mut Ledger, today: BusinessDay, now_us: i64) -> Result<Said, Failure> {
        let Receive { merchant, amount, reference, day, key } = self;
        let day = day.unwrap_or(today);
        if amount <= Fen::ZERO || day > today {
            let told = "金额应大于零，到账日不能晚于今天，未登记 · the amount must be above zero and the day not in the future, nothing was entered";
            return Err(Failure::BadInput(told.to_owned()));
        }
        let key = officer_key::read(&key, &secret_line("口令 · passphrase")?)?;
        let officer = in_service(ledger, &key, OfficerRole::Maker)?.number;
        let new = NewReceipt { reference: &reference, merchant: &merchant, amount, day, officer };
        let entered = ledger.enter_receipt(&new, now_us)?.map_err(|why| {
            Failure::Refused(match why {
                ReceiptRefusal::ReferenceTaken => format!(
                    "编号 {reference} 已用于另一笔收款，未登记 · the reference belongs to another receipt, nothing was entered"
                ),
                ReceiptRefusal::Beyond { open } => format!(
                    "商户 {merchant} 应另付的只有 {open}，未登记；多出的请退回或查明 · it owes {open} apart, nothing was entered; send back what is more, or find out why it came"
                ),
            })
        })?;
        let left = ledger.owed_apart()?.into_iter().find(|one| one.merchant == merchant);
        let left = left.map_or(Fen::ZERO, |one| one.open());
        let (zh, en) = match entered {
            Entered::New => ("已登记", "entered"),
            Entered::Known => ("此前已登记，未改动", "entered before, nothing was changed"),
        };
        let text =
            format!("{zh} {reference}：{merchant} 另付 {amount}，尚欠 {left} · {en}, {left} is still open");
        Ok(Said::new(
            text,
            json!({ "reference": reference, "merchant": merchant, "amount_fen": amount.0,
            "new": entered == Entered::New, "open_fen": left.0 }),
        ))
    }
}

/// What every merchant owes apart.
pub(super) fn owed(ledger: &Ledger) -> Result<Said, Failure> {
    let all = ledger.owed_apart()?;
    let line = |one: &OwedApart| {
        format!(
            "{:<16} 应另付 {:>12} 已付 {:>12} 尚欠 {:>12}",
            one.merchant,
            one.apart,
            one.received,
            one.open()
        )
    };
    let mut text: Vec<String> = all.iter().map(line).collect();
    if text.is_empty() {
        text.push("没有要另付的退款或手续费 · nothing is owed apart".to_owned());
    }
    let json = all.iter().map(|one| {
        json!({ "merchant": one.merchant, "apart_fen": one.apart.0, "received_fen": one.received.0,
            "open_fen": one.open().0 })
    });
    Ok(Said::new(text.join("\n"), json.collect::<Value>()))
}
