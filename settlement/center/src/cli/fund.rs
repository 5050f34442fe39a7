//! `fund`: enter what comes in and take it back, set budgets, show what is left, list every movement.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use clearing::{FundLine, FundMove, FundStatement};
use ledger::{Entered, Inflow, InflowKind, Ledger};
use money::Fen;
use records::BusinessDay;
use serde_json::{Value, json};

use super::books::day;
use super::fund_remains::stands;
use super::{Said, fund_budget, fund_remains, open};
use crate::funds::{NamedFund, list, named, statement};
use crate::{Failure, clock};

#[derive(Debug, Subcommand)]
pub(super) enum Fund {
    /// 登记流入：捐款或拨款 · enter money that came in
    Inflow {
        /// 资金：资费中的名称或代码 · fund: name in the tariff, or code
        #[arg(long)]
        fund: String,
        /// 金额，元 · amount in yuan
        #[arg(long)]
        amount: Fen,
        /// 票据或拨款编号，只用一次 · number of the receipt or transfer, used once
        #[arg(long, value_parser = reference)]
        reference: String,
        /// 来源 · who gave it
        #[arg(long, value_parser = super::name)]
        source: Option<String>,
        /// 性质：appropriation 拨款，donation 捐款，other 其他 · what it is
        #[arg(long, value_parser = kind, default_value = "other")]
        kind: InflowKind,
        /// 到账日，默认今天 · the day it came, by default today
        #[arg(long, value_parser = day)]
        date: Option<BusinessDay>,
        /// 备注 · note
        #[arg(long, value_parser = super::name)]
        note: Option<String>,
    },
    /// 冲回一笔流入：整笔，一次；原登记不改 · take an inflow back, whole and once; the entry itself stays
    Reverse(fund_budget::Reverse),
    /// 期间预算与上限，改动另存为下一版 · budget and ceiling of a period; a change is its next version
    Budget(fund_budget::Budget),
    /// 一项资金：流入、预算、所剩 · one fund: inflows, budgets, what remains
    Show {
        /// 资金 · fund
        #[arg(long)]
        fund: String,
    },
    /// 所剩与预计用尽日 · what remains, and when it is used up as of late
    Remains {
        /// 只看这项资金 · this fund only
        #[arg(long)]
        fund: Option<String>,
    },
    /// 各资金余额 · what every fund has left
    Balances,
    /// 一项资金的逐笔明细，按入账日 · every movement of a fund, by day of booking
    Statement {
        /// 资金 · fund
        #[arg(long)]
        fund: String,
        /// 第一天，默认本月一日 · first day, by default the first of this month
        #[arg(long, value_parser = day)]
        from: Option<BusinessDay>,
        /// 最后一天，默认今天 · last day, by default today
        #[arg(long, value_parser = day)]
        to: Option<BusinessDay>,
        /// 另存为 CSV · write a CSV file as well
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
}

/// A reference people write down: 1 to 40 characters, nothing invisible.
fn reference(text: &str) -> Result<String, String> {
    super::name(text)
}

fn kind(word: &str) -> Result<InflowKind, String> {
    InflowKind::from_word(word).ok_or_else(|| "appropriation donation other".to_owned())
}

impl Fund {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now = clock::now_us();
        let today = clock::county_day(now).ok_or_else(clock::unset)?;
        match self {
            Fund::Inflow { fund, amount, reference, source, kind, date, note } => {
                let fund = named(&ledger, &fund, now)?;
                let (source, note) = (source.unwrap_or_default(), note.unwrap_or_default());
                let date = date.unwrap_or(today);
                if date > today {
                    let told = "到账日不能晚于今天，未改动 · money that is still to come is not entered, nothing was changed";
                    return Err(Failure::BadInput(told.to_owned()));
                }
                let inflow = Inflow { reference, fund: fund.code, amount, source, kind, note };
                enter(&mut ledger, &fund, inflow, (date, now))
            }
            Fund::Reverse(command) => command.run(&mut ledger, today, now),
            Fund::Budget(command) => command.run(&mut ledger, now),
            Fund::Show { fund } => fund_remains::show(&ledger, &named(&ledger, &fund, now)?, now),
            Fund::Remains { fund } => {
                let funds = match fund {
                    Some(fund) => vec![named(&ledger, &fund, now)?],
                    None => list(&ledger, now)?,
                };
                fund_remains::remains(&ledger, &funds, now)
            }
            Fund::Balances => Ok(balances(&list(&ledger, now)?)),
            Fund::Statement { fund, from, to, csv } => {
                let fund = named(&ledger, &fund, now)?;
                let first = BusinessDay::from_date(today.date().first_of_month()).unwrap_or(today);
                let (from, to) = (from.unwrap_or(first), to.unwrap_or(today));
                if to < from {
                    let told = "最后一天不能早于第一天 · the last day is before the first";
                    return Err(Failure::BadInput(told.to_owned()));
                }
                movements(&statement(&ledger, &fund, from, to)?, csv.as_deref())
            }
        }
    }
}

fn enter(
    ledger: &mut Ledger,
    fund: &NamedFund,
    inflow: Inflow,
    (day, now_us): (BusinessDay, i64),
) -> Result<Said, Failure> {
    if inflow.amount <= Fen::ZERO {
        return Err(Failure::BadInput(
            "流入金额应大于零，未改动 · an inflow is more than nothing, nothing was changed".to_owned(),
        ));
    }
    let entered = ledger.enter_inflow(&inflow, day, now_us)?;
    let left = ledger.fund(fund.code)?.left();
    let Inflow { reference, amount, .. } = &inflow;
    let text = match entered {
        Entered::New => {
            format!("已登记 {reference}：{amount} 入{}，余额 {left} · inflow entered", fund.zh)
        }
        Entered::Known => {
            format!("{reference} 已登记过（{amount}），未改动；{}余额 {left} · entered before", fund.zh)
        }
    };
    let json = json!({ "fund": fund.name, "reference": reference, "amount_fen": amount.0,
        "new": entered == Entered::New, "left_fen": left.0 });
    Ok(Said::new(text, json))
}

fn balances(funds: &[NamedFund]) -> Said {
    let line = |fund: &NamedFund| {
        let FundSums { inflow, drawn, today } = FundSums::of(fund);
        let dry =
            fund.dry.map(|dry| format!("；按近日用量约 {0} 用尽 · used up about {0} as of late", dry.on));
        let dry = dry.filter(|_| fund.balance.exhausted_us.is_none()).unwrap_or_default();
        format!(
            "{} {}：流入 {inflow}，支出 {drawn}（今日 {today}），{}{dry}",
            fund.name,
            fund.zh,
            stands(fund)
        )
    };
    let one = |fund: &NamedFund| {
        let FundSums { inflow, drawn, today } = FundSums::of(fund);
        let left = Some(fund.balance.left().0).filter(|_| fund.limited);
        json!({ "fund": fund.name, "code": fund.code, "zh": fund.zh, "en": fund.en, "limited": fund.limited,
            "inflow_fen": inflow.0, "drawn_fen": drawn.0, "drawn_today_fen": today.0, "left_fen": left,
            "dry_on": fund.dry.map(|dry| dry.on.to_string()),
            "exhausted_since": fund.balance.exhausted_us.map(clock::county_text) })
    };
    let text: Vec<String> = funds.iter().map(line).collect();
    let json: Vec<Value> = funds.iter().map(one).collect();
    Said::new(text.join("\n"), json!(json))
}

/// What a line tells of a fund's movements.
struct FundSums {
    inflow: Fen,
    drawn: Fen,
    today: Fen,
}

impl FundSums {
    fn of(fund: &NamedFund) -> FundSums {
        FundSums { inflow: fund.balance.inflow, drawn: fund.balance.drawn, today: fund.today }
    }
}

fn movements(told: &FundStatement, csv: Option<&Path>) -> Result<Said, Failure> {
    if let Some(file) = csv {
        let bytes = exports::fund_statement(told).map_err(|error| Failure::Fault(error.to_string()))?;
        std::fs::write(file, bytes).map_err(|error| {
            let file = file.display();
            Failure::BadInput(format!("{file}：无法写入（{error}）· cannot be written"))
        })?;
    }
    let FundStatement { name, zh, from, to, opening, inflow, drawn, closing, lines, .. } = told;
    let mut text = vec![format!("{name} {zh} {from}–{to} 期初 {opening} · opening")];
    text.extend(lines.iter().map(line));
    text.push(format!("流入 {inflow}，支出 {drawn}，期末 {closing} · {} 笔 movements, closing", lines.len()));
    let json = json!({ "fund": name, "from": from.to_string(), "to": to.to_string(),
        "opening_fen": opening.0, "inflow_fen": inflow.0, "drawn_fen": drawn.0, "closing_fen": closing.0,
        "lines": lines.iter().map(line_json).collect::<Vec<Value>>() });
    Ok(Said::new(text.join("\n"), json))
}

fn line(FundLine { entry, left }: &FundLine) -> String {
    let at = entry.at.strftime("%Y-%m-%d %H:%M:%S");
    let what = match &entry.what {
        FundMove::Inflow { reference, source } if source.is_empty() => format!("流入 {reference}"),
        FundMove::Inflow { reference, source } => format!("流入 {reference}（{source}）"),
        FundMove::Reversed { reference, inflow } => format!("冲回 {reference}（{inflow}）"),
        FundMove::Borne { terminal, seq, odd } => {
            format!("承担 {terminal}/{seq}{}", if *odd { "（含尾分 odd fen）" } else { "" })
        }
        FundMove::Returned { terminal, seq } => format!("退回 {terminal}/{seq}"),
    };
    format!("{at} {what} {}，余额 {left}", entry.amount)
}

fn line_json(FundLine { entry, left }: &FundLine) -> Value {
    let at = entry.at.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let (amount, left) = (entry.amount.0, left.0);
    match &entry.what {
        FundMove::Inflow { reference, source } => json!({ "at": at, "what": "inflow",
            "reference": reference, "source": source, "amount_fen": amount, "left_fen": left }),
        FundMove::Reversed { reference, inflow } => json!({ "at": at, "what": "reversed",
            "reference": reference, "inflow": inflow, "amount_fen": amount, "left_fen": left }),
        FundMove::Borne { terminal, seq, odd } => json!({ "at": at, "what": "borne",
            "terminal": terminal.0, "seq": seq, "odd_fen": odd, "amount_fen": amount, "left_fen": left }),
        FundMove::Returned { terminal, seq } => json!({ "at": at, "what": "returned",
            "terminal": terminal.0, "seq": seq, "amount_fen": amount, "left_fen": left }),
    }
}
