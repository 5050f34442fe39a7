//! `settlement`: made of statements when a merchant is due, reconciled by one person, confirmed by another.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use ledger::{Ledger, SettlementLine, SettlementState, SettlementStep, StoredSettlement};
use money::Fen;
use records::BusinessDay;
use serde_json::{Value, json};

use super::books::day;
use super::settlement_receipt::{Receive, owed};
use super::{Said, open, secret_line};
use crate::settle::{confirm, words};
use crate::{Failure, clock, officer_key};

#[derive(Debug, Subcommand)]
pub(super) enum Settlement {
    /// 为到期的商户生成结算，可重复运行 · make the settlements that are due; it may be run again
    Make {
        /// 截至哪个已关的会计日，默认最近一个 · through which closed accounting day, by default the last
        #[arg(long, value_parser = day)]
        through: Option<BusinessDay>,
    },
    /// 列出结算 · list them
    List {
        /// 只列某一状态：0 已生成 1 已核对 2 已确认 3 已付款 4 付款已确认 · of one state only
        #[arg(long)]
        state: Option<u8>,
    },
    /// 一份结算：各会计日、经过 · one settlement: its days and its history
    Show {
        /// 编号 · number
        number: u32,
    },
    /// 核对（经办的密钥，0→1）或确认（另一人复核的密钥，1→2） · reconcile with a maker's key, or confirm with another person's checker's key
    Confirm {
        /// 编号 · numbers
        #[arg(required_unless_present = "all")]
        numbers: Vec<u32>,
        /// 等这把密钥的全部 · everything that waits for this key
        #[arg(long, conflicts_with = "numbers")]
        all: bool,
        /// 密钥文件，口令从标准输入读一行 · key file; its passphrase is one line on standard input
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// 登记商户自己付来的退款或手续费（轧差方式为另收的） · enter what a merchant paid by itself, where its netting leaves it apart
    Receive(Receive),
    /// 各商户应另付、已付、尚欠 · what merchants owe apart
    Owed,
}

impl Settlement {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        match self {
            Settlement::Make { through } => {
                let made = ledger.make_settlements(through, clock::now_us())?;
                let mut text: Vec<String> = made.settlements.iter().map(line).collect();
                text.push(format!("新生成 {0} 份结算 · {0} settlements made", made.settlements.len()));
                text.extend(made.without_terms.iter().map(|merchant| {
                    format!("商户 {merchant} 有结算单而无条款，未结算；请 merchant terms set · has statements and no terms, was not settled")
                }));
                let json = json!({ "made": made.settlements.iter().map(shown).collect::<Value>(),
                    "without_terms": made.without_terms });
                Ok(Said::new(text.join("\n"), json))
            }
            Settlement::List { state } => {
                let all = ledger.settlements(None)?;
                let listed: Vec<&StoredSettlement> =
                    all.iter().filter(|one| state.is_none_or(|state| one.state.number() == state)).collect();
                let text: Vec<String> = listed.iter().map(|one| line(one)).collect();
                let json: Value = listed.into_iter().map(shown).collect();
                Ok(Said::new(text.join("\n"), json))
            }
            Settlement::Show { number } => show(&ledger, number),
            Settlement::Receive(receipt) => {
                let now = clock::now_us();
                receipt.run(&mut ledger, clock::county_day(now).ok_or_else(clock::unset)?, now)
            }
            Settlement::Owed => owed(&ledger),
            Settlement::Confirm { numbers, key, .. } => {
                let key = officer_key::read(&key, &secret_line("口令 · passphrase")?)?;
                let done = confirm(&mut ledger, &key, &numbers, clock::now_us())?;
                let (zh, en) = words(done.state);
                let count = done.numbers.len();
                let text = match (count, done.state) {
                    (0, _) => {
                        "没有等这一步的结算，未改动 · no settlement waits for this, nothing was changed"
                            .to_owned()
                    }
                    (_, SettlementState::Reconciled) => {
                        format!(
                            "{zh} {count} 份，待另一人确认 · {count} {en}, another person must confirm them"
                        )
                    }
                    _ => format!("{zh} {count} 份，可以付款 · {count} {en}, they may be paid"),
                };
                let json = json!({ "state": done.state.number(), "settlements": done.numbers });
                Ok(Said::new(text, json))
            }
        }
    }
}

fn show(ledger: &Ledger, number: u32) -> Result<Said, Failure> {
    let one = ledger.settlement(number)?.ok_or_else(|| {
        Failure::Refused(format!("没有第 {number} 号结算 · there is no settlement {number}"))
    })?;
    let (lines, history) = (ledger.settlement_lines(number)?, ledger.settlement_history(number)?);
    let officers = ledger.officers()?;
    let called = |step: &SettlementStep| {
        let found = officers.iter().find(|officer| Some(officer.number) == step.officer);
        found.map_or("—", |officer| officer.name.as_str()).to_owned()
    };
    let mut text = vec![line(&one)];
    let StoredSettlement { sums, brought, netted, terms, .. } = &one;
    text.push(format!(
        "消费 {} 退款 {} 手续费 {} 上期欠款 {brought} → 应付 {} 结转欠款 {} 另收退款 {} 另收手续费 {}（条款 v{terms}）",
        sums.consumption, sums.refunds, sums.fee, netted.pay, netted.carried, netted.refunds_apart, netted.fee_apart
    ));
    text.extend(lines.iter().map(|SettlementLine { day, version, sums }| {
        let payable = sums.payable().unwrap_or(Fen::ZERO);
        format!(
            "{} r{version} 消费 {} 退款 {} 手续费 {} = {payable}",
            day.date(),
            sums.consumption,
            sums.refunds,
            sums.fee
        )
    }));
    text.extend(history.iter().map(|step| {
        let ((zh, en), at) = (words(step.state), clock::county_text(step.at_us));
        format!("{at} {zh} {en} {} {}", called(step), step.note).trim_end().to_owned()
    }));
    let json = json!({ "settlement": shown(&one),
        "statements": lines.iter().map(|line| json!({ "day": line.day.date().to_string(),
            "version": line.version, "consumption_fen": line.sums.consumption.0,
            "refunds_fen": line.sums.refunds.0, "fee_fen": line.sums.fee.0 })).collect::<Value>(),
        "history": history.iter().map(|step| json!({ "state": step.state.number(), "by": step.officer,
            "note": step.note, "at": clock::county_text(step.at_us) })).collect::<Value>() });
    Ok(Said::new(text.join("\n"), json))
}

fn line(one: &StoredSettlement) -> String {
    let (zh, en) = words(one.state);
    let StoredSettlement { number, merchant, first, last, netted, .. } = one;
    let (first, last, pay) = (first.date(), last.date(), netted.pay);
    let owed = if netted.carried > Fen::ZERO {
        format!("，结转欠款 {0} · {0} owed", netted.carried)
    } else {
        String::new()
    };
    let payout = one.payout.map(|payout| format!("，付款单 payout {payout}")).unwrap_or_default();
    format!("{number} {merchant} {first}–{last} 应付 {pay} {zh} {en}{owed}{payout}")
}

fn shown(one: &StoredSettlement) -> Value {
    let StoredSettlement { sums, netted, .. } = one;
    json!({ "settlement": one.number, "merchant": one.merchant, "first": one.first.date().to_string(),
        "last": one.last.date().to_string(), "terms": one.terms, "state": one.state.number(),
        "consumption_fen": sums.consumption.0, "refunds_fen": sums.refunds.0, "fee_fen": sums.fee.0,
        "brought_fen": one.brought.0, "pay_fen": netted.pay.0, "carried_fen": netted.carried.0,
        "refunds_apart_fen": netted.refunds_apart.0, "fee_apart_fen": netted.fee_apart.0, "payout": one.payout })
}
