//! `refund`: give a paid sale back, whole or in part.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use clearing::{GivenBack, Returned};
use ledger::{CardLoad, Ledger};
use money::Fen;
use records::{BusinessDay, CardNo, MerchantId, TerminalId};
use serde_json::{Value, json};

use super::benefit::Accounts;
use super::{Said, open};
use crate::refund::{Asked, Done, enter};
use crate::{Failure, clock, funds};

#[derive(Debug, Args)]
pub(super) struct Refund {
    /// 终端号 · the terminal of the sale
    #[arg(long)]
    terminal: TerminalId,
    /// 记录序号 · number of its record
    #[arg(long)]
    seq: u64,
    /// 退多少，按应收算，元 · how much of the price, in yuan
    #[arg(long)]
    amount: Fen,
    /// 退几件，默认不退件数 · how many pieces
    #[arg(long, default_value_t = 0)]
    quantity: u16,
    /// 退款单编号，只用一次 · number of the paper, used once
    #[arg(long, value_parser = super::name)]
    reference: String,
    /// 经办人 · who enters it
    #[arg(long, value_parser = super::name)]
    by: String,
}

impl Refund {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now = clock::now_us();
        let today = clock::county_day(now).ok_or_else(clock::unset)?;
        let Refund { terminal, seq, amount, quantity, reference, by } = self;
        let asked = Asked { sale: (terminal, seq), back: Returned { amount, quantity }, reference, by };
        let reference = &asked.reference;
        match enter(&mut ledger, &asked, today, now)? {
            Done::Known(known) => {
                let (cash, restored) = (known.cash, known.restored);
                let text = format!(
                    "{reference} 已登记过：现金 {cash}，退回资金 {restored}，未改动 · entered before, nothing was changed"
                );
                Ok(Said::new(
                    text,
                    json!({ "reference": reference, "new": false, "cash_fen": cash.0,
                    "restored_fen": restored.0 }),
                ))
            }
            Done::New(given, merchant, card) => {
                say(&ledger, &asked, &given, (&merchant, &card), (today, now))
            }
        }
    }
}

fn say(
    ledger: &Ledger,
    asked: &Asked,
    given: &GivenBack,
    (merchant, card): (&MerchantId, &CardNo),
    (today, now_us): (BusinessDay, i64),
) -> Result<Said, Failure> {
    let names = funds::names(&funds::list(ledger, now_us)?);
    let (terminal, seq) = asked.sale;
    let (amount, reference) = (asked.back.amount, &asked.reference);
    let mut text = vec![
        format!("已登记退款 {reference}：{terminal}/{seq} 退 {amount} · refund entered"),
        format!("商户 {merchant} 少收 {amount} · the merchant is owed less"),
        format!("老人得现金 {}，由商户当面退还 · cash to the elder, from the merchant's hand", given.cash),
    ];
    for (fund, part) in &given.funds {
        let name = names.get(fund).map_or_else(|| fund.to_string(), |(zh, _)| zh.clone());
        text.push(format!("退回资金 {name} {part} · back to the fund"));
    }
    let borne = Fen::sum(given.funds.values().copied()).unwrap_or_default();
    if borne != given.restored {
        let rest = given.restored.checked_sub(borne).unwrap_or_default();
        text.push(format!("冲回挂账 {rest} · back from suspense"));
    }
    let loads: BTreeMap<u32, CardLoad> =
        ledger.lots(&card.digits())?.into_iter().map(|lot| (lot.load.load, lot.load)).collect();
    let accounts = Accounts::of(ledger, now_us)?;
    let mut lots = Vec::new();
    for (load, part) in &given.lots {
        let over = loads.get(load).is_some_and(|known| known.last_day < today);
        let what = if over {
            "已到期，随即清零，归资金 · over, cleared at once: it is the fund's"
        } else {
            "可再用 · to be used again"
        };
        let account = loads.get(load).map_or(0, |known| known.account);
        let part_told = accounts.amount(account, *part);
        text.push(format!("退回第 {load} 次发放 {part_told}，{what}"));
        lots.push(json!({ "load": load, "amount": part, "cleared": over }));
    }
    for back in &given.counts {
        let (slot, times, benefit) = (back.slot, back.times, back.benefit);
        text.push(format!(
            "第 {slot} 计数槽退还 {times} 次 {benefit} · back into the counters of its own day"
        ));
    }
    let funds: Vec<Value> =
        given.funds.iter().map(|(fund, part)| json!({ "fund": fund, "fen": part.0 })).collect();
    let json = json!({ "reference": reference, "new": true, "amount_fen": amount.0, "cash_fen": given.cash.0,
        "restored_fen": given.restored.0, "funds": funds, "lots": lots });
    Ok(Said::new(text.join("\n"), json))
}
