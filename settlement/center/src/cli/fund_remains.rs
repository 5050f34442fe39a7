//! `fund show` and `fund remains`: a fund's inflows and budgets, what is left of each, and until when.

use clearing::Forecast;
use ledger::{EnteredInflow, FundBudget, InflowKind, Ledger, LedgerError};
use money::Fen;
use records::BusinessDay;
use serde_json::{Value, json};

use super::Said;
use crate::funds::{NamedFund, booking_day, forecast};
use crate::{Failure, clock};

fn kind(kind: InflowKind) -> &'static str {
    match kind {
        InflowKind::Appropriation => "拨款 appropriation",
        InflowKind::Donation => "捐款 donation",
        InflowKind::Other => "其他 other",
    }
}

/// One fund, whole.
pub(super) fn show(ledger: &Ledger, fund: &NamedFund, now_us: i64) -> Result<Said, Failure> {
    let inflows = ledger.entered_inflows(fund.code)?;
    let mut text = vec![heading(fund)];
    for one in InflowKind::ALL {
        let of_kind = inflows.iter().filter(|inflow| inflow.kind == one && inflow.reversed.is_none());
        let sum = Fen::sum(of_kind.map(|inflow| inflow.amount)).ok_or(LedgerError::OutOfRange("inflow"))?;
        if sum != Fen::ZERO {
            text.push(format!("{} {sum}", kind(one)));
        }
    }
    text.extend(inflows.iter().map(inflow_line));
    let day = booking_day(ledger, now_us)?;
    let budgets = ledger.fund_budgets(fund.code)?;
    for one in &budgets {
        text.push(budget_line(ledger, one, day)?);
    }
    text.push(dry_line(fund));
    let mut json = fund_json(ledger, fund, &budgets, day)?;
    if let Some(object) = json.as_object_mut() {
        object.insert("inflows".to_owned(), inflows.iter().map(inflow_json).collect());
    }
    Ok(Said::new(text.join("\n"), json))
}

/// What remains of some funds: of what they have, and of the budgets in force.
pub(super) fn remains(ledger: &Ledger, funds: &[NamedFund], now_us: i64) -> Result<Said, Failure> {
    let day = booking_day(ledger, now_us)?;
    let (mut text, mut json) = (Vec::new(), Vec::new());
    for fund in funds {
        text.push(heading(fund));
        let mut budgets = ledger.fund_budgets(fund.code)?;
        budgets.retain(|one| (one.terms.first..=one.terms.last).contains(&day));
        for one in &budgets {
            text.push(budget_line(ledger, one, day)?);
        }
        text.push(dry_line(fund));
        json.push(fund_json(ledger, fund, &budgets, day)?);
    }
    Ok(Said::new(text.join("\n"), Value::Array(json)))
}

fn heading(fund: &NamedFund) -> String {
    let (inflow, drawn) = (fund.balance.inflow, fund.balance.drawn);
    format!("{} {}：流入 {inflow}，支出 {drawn}，{}", fund.name, fund.zh, stands(fund))
}

fn inflow_line(one: &EnteredInflow) -> String {
    let EnteredInflow { reference, amount, source, note, day, reversed, .. } = one;
    let back = reversed.as_ref().map(|(by, reason)| format!("，已由 {by} 冲回 reversed：{reason}"));
    let words = [source.as_str(), note.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let line = format!("{} {reference} {} {amount} {}", day.date(), kind(one.kind), words.join(" "));
    line.trim_end().to_owned() + &back.unwrap_or_default()
}

fn inflow_json(one: &EnteredInflow) -> Value {
    json!({ "reference": one.reference, "kind": one.kind.word(), "amount_fen": one.amount.0,
        "source": one.source, "note": one.note, "day": one.day.date().to_string(),
        "reversed_by": one.reversed.as_ref().map(|(by, _)| by),
        "reversed_reason": one.reversed.as_ref().map(|(_, reason)| reason) })
}

/// When the ceiling of a budget in force is reached, when that is before the period ends.
fn reached(ledger: &Ledger, one: &FundBudget, day: BusinessDay) -> Result<Option<Forecast>, LedgerError> {
    let in_force = (one.terms.first..=one.terms.last).contains(&day);
    let Some(left) = one.ceiling_left().filter(|left| in_force && *left > Fen::ZERO) else { return Ok(None) };
    let told = forecast(ledger, one.terms.fund, left, day)?;
    Ok(told.filter(|told| told.on <= one.terms.last.date()))
}

fn budget_line(ledger: &Ledger, one: &FundBudget, day: BusinessDay) -> Result<String, LedgerError> {
    let terms = &one.terms;
    let (first, last, version) = (terms.first.date(), terms.last.date(), one.version);
    let mut line = format!(
        "预算 {first}–{last} 第 {version} 版：计划 {}，已用 {}，剩 {} · planned, drawn, left",
        terms.amount,
        one.drawn,
        one.left()
    );
    if let (Some(ceiling), Some(left)) = (terms.ceiling, one.ceiling_left()) {
        line += &format!("；上限 {ceiling}，尚可承担 {} ceiling leaves", left.max(Fen::ZERO));
    }
    if let Some(at_us) = one.reached_us {
        line += &format!("，{} 已达上限 reached", clock::county_text(at_us));
    }
    if let Some(told) = reached(ledger, one, day)? {
        line += &format!("，{}", rests(&told, "达上限", "reached"));
    }
    if !terms.note.is_empty() {
        line += &format!("（{}）", terms.note);
    }
    Ok(line)
}

fn dry_line(fund: &NamedFund) -> String {
    match (&fund.dry, fund.balance.left() > Fen::ZERO) {
        _ if !fund.limited => "不会用尽 · it does not run dry".to_owned(),
        (_, false) => {
            "已无余额：其份额由瀑布的下一项承担，老人的价格不变，终端无需换参数包 · nothing is left: the next in order bears its part, no elder pays more, and no till needs a new package".to_owned()
        }
        (None, true) => {
            "没有已关账而有支出的会计日，无从预计 · no closed day on which it bore anything, so nothing is forecast".to_owned()
        }
        (Some(told), true) => rests(told, "用尽", "used up"),
    }
}

/// A forecast and what it rests on.
fn rests(told: &Forecast, zh: &str, en: &str) -> String {
    let Forecast { on, days, first, last, .. } = told;
    let per_day = told.per_day();
    format!(
        "约 {on} {zh}（依据 {first}–{last} 间有支出的 {days} 个已关会计日，日均 {per_day}） · {en} about then, by {days} closed days with {per_day} a day on average"
    )
}

fn forecast_json(told: Option<Forecast>) -> Value {
    told.map_or(Value::Null, |told| {
        json!({ "on": told.on.to_string(), "days": told.days, "first": told.first.to_string(),
            "last": told.last.to_string(), "drawn_fen": told.drawn.0, "per_day_fen": told.per_day().0 })
    })
}

fn fund_json(
    ledger: &Ledger,
    fund: &NamedFund,
    budgets: &[FundBudget],
    day: BusinessDay,
) -> Result<Value, LedgerError> {
    let mut all = Vec::new();
    for one in budgets {
        let terms = &one.terms;
        all.push(json!({ "first": terms.first.date().to_string(), "last": terms.last.date().to_string(),
            "version": one.version, "set_by": one.officer, "note": terms.note, "amount_fen": terms.amount.0,
            "drawn_fen": one.drawn.0, "left_fen": one.left().0, "ceiling_fen": terms.ceiling.map(|fen| fen.0),
            "ceiling_left_fen": one.ceiling_left().map(|fen| fen.0),
            "reached_since": one.reached_us.map(clock::county_text),
            "reached_forecast": forecast_json(reached(ledger, one, day)?) }));
    }
    let left = Some(fund.balance.left().0).filter(|_| fund.limited);
    Ok(json!({ "fund": fund.name, "code": fund.code, "limited": fund.limited,
        "inflow_fen": fund.balance.inflow.0, "drawn_fen": fund.balance.drawn.0, "left_fen": left,
        "exhausted_since": fund.balance.exhausted_us.map(clock::county_text),
        "dry_forecast": forecast_json(fund.dry), "budgets": all }))
}

/// In words how a fund stands.
pub(super) fn stands(fund: &NamedFund) -> String {
    let left = fund.balance.left();
    match fund.balance.exhausted_us {
        _ if !fund.limited => "不限额 no limit".to_owned(),
        Some(since) => format!("余额 {left}，已用尽，自 {} exhausted", clock::county_text(since)),
        None if left.is_negative() => format!("余额 {left}，已透支 overdrawn"),
        None => format!("余额 {left}"),
    }
}
