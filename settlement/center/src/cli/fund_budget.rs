//! `fund budget` and `fund reverse`: what an officer decides about a fund, with that officer's key.

use std::path::PathBuf;

use clap::Args;
use jiff::Span;
use jiff::civil::Date;
use ledger::{BudgetTerms, Entered, Ledger, NewReversal, ReversalRefusal};
use money::Fen;
use records::{BusinessDay, OfficerRole};
use serde_json::json;

use super::{Said, secret_line};
use crate::funds::named;
use crate::release::in_service;
use crate::{Failure, funds, officer_key};

/// An inflow taken back.
#[derive(Debug, Args)]
pub(super) struct Reverse {
    /// 原流入的编号 · reference of the inflow
    #[arg(long, value_parser = super::name)]
    of: String,
    /// 冲回单编号，只用一次 · reference of the reversal, used once
    #[arg(long, value_parser = super::name)]
    reference: String,
    /// 理由，1–40 字 · reason
    #[arg(long, value_parser = super::name)]
    reason: String,
    /// 经办的密钥文件，口令从标准输入读一行 · a maker's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// A budget and its ceiling.
#[derive(Debug, Args)]
pub(super) struct Budget {
    /// 资金 · fund
    #[arg(long)]
    fund: String,
    /// 期间，按会计日：2024、2024-Q3、2024-07 或 20240701-20240715 · period of accounting days
    #[arg(long, value_parser = period)]
    period: (BusinessDay, BusinessDay),
    /// 预算，元 · what is planned, in yuan
    #[arg(long)]
    amount: Fen,
    /// 上限，元：期间内至多承担这么多；不写则不设 · the most it bears in the period; none where nothing is said
    #[arg(long)]
    ceiling: Option<Fen>,
    /// 备注 · note
    #[arg(long, value_parser = super::name)]
    note: Option<String>,
    /// 经办的密钥文件，口令从标准输入读一行 · a maker's key file; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// A year, a quarter, a month, or two days.
fn period(text: &str) -> Result<(BusinessDay, BusinessDay), String> {
    let told = || {
        "应写成 2024、2024-Q3、2024-07 或 20240701-20240715 · write 2024, 2024-Q3, 2024-07 or 20240701-20240715"
            .to_owned()
    };
    let days = match text.split_once('-') {
        None => months(text, 1, 12),
        Some((from, to)) if from.len() == 8 => {
            let day = |text: &str| super::books::day(text).ok();
            day(from).zip(day(to))
        }
        Some((year, part)) => match part.strip_prefix('Q') {
            Some(quarter) => {
                let quarter = quarter.parse::<i8>().ok().filter(|quarter| (1..=4).contains(quarter));
                quarter.and_then(|quarter| months(year, quarter * 3 - 2, 3))
            }
            None if part.len() == 2 => part.parse().ok().and_then(|month| months(year, month, 1)),
            None => None,
        },
    };
    days.filter(|(first, last)| first <= last).ok_or_else(told)
}

fn months(year: &str, first: i8, count: i8) -> Option<(BusinessDay, BusinessDay)> {
    let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let first = Date::new(year, first, 1).ok()?;
    let last = first.checked_add(Span::new().months(count)).ok()?.yesterday().ok()?;
    BusinessDay::from_date(first).zip(BusinessDay::from_date(last))
}

impl Reverse {
    pub(super) fn run(self, ledger: &mut Ledger, today: BusinessDay, now_us: i64) -> Result<Said, Failure> {
        let Reverse { of, reference, reason, key } = self;
        let key = officer_key::read(&key, &secret_line("口令 · passphrase")?)?;
        let officer = in_service(ledger, &key, OfficerRole::Maker)?.number;
        let new = NewReversal { reference: &reference, inflow: &of, reason: &reason, officer };
        let done = ledger.reverse_inflow(&new, today, now_us)?.map_err(|why| {
            Failure::Refused(match why {
                ReversalRefusal::Unknown => format!(
                    "没有流入 {of}，未改动；用 fund show 查看 · there is no such inflow, nothing was changed; see fund show"
                ),
                ReversalRefusal::Reversed { by } => format!(
                    "流入 {of} 已由 {by} 冲回，未改动 · it was taken back by {by} already, nothing was changed"
                ),
                ReversalRefusal::ReferenceTaken => format!(
                    "编号 {reference} 已用过，未改动；请换一个 · the reference is used, nothing was changed; choose another"
                ),
            })
        })?;
        let text = match done {
            Entered::New => format!(
                "已冲回 {of}（{reference}）：原登记不改，已承担的补贴不动 · taken back; what it paid for stays"
            ),
            Entered::Known => format!("{of} 已由 {reference} 冲回过，未改动 · taken back before"),
        };
        Ok(Said::new(text, json!({ "inflow": of, "reference": reference, "new": done == Entered::New })))
    }
}

impl Budget {
    pub(super) fn run(self, ledger: &mut Ledger, now_us: i64) -> Result<Said, Failure> {
        let Budget { fund, period: (first, last), amount, ceiling, note, key } = self;
        let fund = named(ledger, &fund, now_us)?;
        if amount.is_negative() || ceiling.is_some_and(Fen::is_negative) {
            return Err(Failure::BadInput(
                "预算和上限不能为负，未改动 · neither is below nothing, nothing was changed".to_owned(),
            ));
        }
        let key = officer_key::read(&key, &secret_line("口令 · passphrase")?)?;
        let officer = in_service(ledger, &key, OfficerRole::Maker)?.number;
        let note = note.unwrap_or_default();
        let terms = BudgetTerms { fund: fund.code, first, last, amount, ceiling, note };
        let version = ledger.set_budget(&terms, officer, now_us)?;
        let (zh, from, to) = (&fund.zh, first.date(), last.date());
        let cap = ceiling.map_or("不设上限 no ceiling".to_owned(), |fen| format!("上限 {fen} ceiling"));
        let mut text = format!("{zh} {from}–{to} 预算第 {version} 版：{amount}，{cap} · budget set");
        let relied = ceiling.is_some() && funds::newest(ledger)?.is_some_and(|one| one.relies_on(fund.code));
        if relied {
            text += "\n注意：资费中有规则由它兜底或按比例出资，那里上限只提示、不拦 · note: some rule has it as guarantor or in a ratio; there the ceiling is told and holds nothing back";
        }
        let json = json!({ "fund": fund.name, "first": from.to_string(), "last": to.to_string(),
            "version": version, "amount_fen": amount.0, "ceiling_fen": ceiling.map(|fen| fen.0),
            "relied_on": relied });
        Ok(Said::new(text, json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_a_quarter_a_month_or_two_days() {
        for (text, days) in [
            ("2024", Some((20_240_101, 20_241_231))),
            ("2024-Q1", Some((20_240_101, 20_240_331))),
            ("2024-Q4", Some((20_241_001, 20_241_231))),
            ("2024-02", Some((20_240_201, 20_240_229))),
            ("20240701-20240715", Some((20_240_701, 20_240_715))),
            ("20240715-20240715", Some((20_240_715, 20_240_715))),
            ("20240715-20240714", None),
            ("2024-Q0", None),
            ("2024-Q5", None),
            ("2024-Q127", None),
            ("2024-13", None),
            ("2024-2", None),
            ("24", None),
            ("20240715", None),
            ("20240715-", None),
            ("-", None),
            ("", None),
        ] {
            let told = period(text).ok().map(|(first, last)| (first.number(), last.number()));
            assert_eq!(told, days, "{text}");
        }
    }
}
