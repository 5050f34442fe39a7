//! `day`: close accounting days and show them.

use std::path::Path;

use clap::Subcommand;
use ledger::{AccountDay, AccountingDay};
use records::BusinessDay;
use serde_json::{Value, json};

use super::books::day;
use super::{Said, open};
use crate::closing::{Closed, close_by_now};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Day {
    /// 日终：切换会计日，出结算单，核对余额；收单不停，可重复运行 · close a day: cut over, make statements, check balances; intake goes on, and it may be run again
    Close {
        /// 会计日；第一次必须给出，此后默认开着的一天 · accounting day; needed the first time, then the open one
        #[arg(long, value_parser = day)]
        day: Option<BusinessDay>,
        /// 下一会计日，默认次日 · the next accounting day, by default the day after
        #[arg(long, value_parser = day)]
        next: Option<BusinessDay>,
    },
    /// 最近的会计日 · the newest accounting days
    List,
    /// 某会计日各账户余额 · the balances of an accounting day
    Show {
        /// 会计日 · accounting day
        #[arg(long, value_parser = day)]
        day: BusinessDay,
    },
}

impl Day {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        match self {
            Day::Close { day, next } => Ok(told(&close_by_now(&mut ledger, day, next, clock::now_us())?)),
            Day::List => {
                let days = ledger.accounting_days(31)?;
                let text: Vec<String> = days.iter().map(line).collect();
                Ok(Said::new(text.join("\n"), days.iter().map(shown).collect::<Value>()))
            }
            Day::Show { day } => {
                let accounts = ledger.account_days(day)?;
                let line = |one: &AccountDay| {
                    format!(
                        "{:<24} {:>14} {:>14} {:>14} {:>14}",
                        one.account, one.before, one.plus, one.minus, one.after
                    )
                };
                let head = "账户 account · 期初 before · 增 plus · 减 minus · 期末 after".to_owned();
                let text: Vec<String> = core::iter::once(head).chain(accounts.iter().map(line)).collect();
                let json = |one: &AccountDay| {
                    json!({ "account": one.account, "before_fen": one.before.0, "plus_fen": one.plus.0,
                            "minus_fen": one.minus.0, "after_fen": one.after.0 })
                };
                Ok(Said::new(text.join("\n"), accounts.iter().map(json).collect::<Value>()))
            }
        }
    }
}

fn told(closed: &Closed) -> Said {
    let Closed { day, open, statements, payable, accounts, before } = closed;
    let (day, open) = (day.date(), open.map(|open| open.date().to_string()));
    let now_open = open.clone().unwrap_or_default();
    let head = if *before {
        "此前已关账，未改动 · closed before, nothing was changed"
    } else {
        "已关账 · closed"
    };
    let text = format!(
        "会计日 {day} {head}：结算单 {statements} 份、应付 {payable}，账户 {accounts} 个、余额之和为零；现为 {now_open} · {statements} statements, {payable} payable, {accounts} accounts that sum to zero; {now_open} is open"
    );
    let json = json!({ "day": day.to_string(), "open": open, "statements": statements, "payable_fen": payable.0,
        "accounts": accounts, "closed_before": before });
    Said::new(text, json)
}

fn line(day: &AccountingDay) -> String {
    let at = |us: Option<i64>| us.map(|us| clock::county_time(us).strftime("%m-%d %H:%M").to_string());
    let cut = at(day.cut_us).map(|at| format!("，切换 cut {at}")).unwrap_or_default();
    let closed = at(day.closed_us).map(|at| format!("，关账 closed {at}")).unwrap_or_default();
    format!("{} {}{cut}{closed}", day.day.date(), day.state.word())
}

fn shown(day: &AccountingDay) -> Value {
    json!({ "day": day.day.date().to_string(), "state": day.state.word(), "opened_us": day.opened_us,
            "cut_us": day.cut_us, "closed_us": day.closed_us })
}
