//! What waits this morning, in the order it is worked off.

use std::collections::BTreeMap;

use clearing::{Action, FindingKind, WorkState, work, work_state};
use ledger::{DayState, Ledger, LedgerError, PayoutLineState, PayoutState, SettlementState};
use money::Fen;
use pages::{Todo, TodoGroup};

use crate::access::Right;
use crate::findings::{age_days, queue};
use crate::{clock, funds};

/// A finding that nobody has decided for so many days is late.
const LATE_DAYS: i64 = 3;
/// A fund that lasts fewer days is told.
const FUND_DAYS: i64 = 7;
const DAY_US: i64 = 86_400_000_000;

fn todo(href: impl Into<String>, (zh, en): (&str, &str), count: usize, more: String, late: bool) -> Todo {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    Todo { href: href.into(), zh: zh.to_owned(), en: en.to_owned(), count, more, late }
}

/// Groups of what waits, each with what one must be allowed to see for it.
pub(crate) fn waiting(ledger: &Ledger, now_us: i64) -> Result<Vec<(Right, TodoGroup)>, LedgerError> {
    let (gaps, others) = findings(ledger, now_us)?;
    let group = |zh, en, todos| TodoGroup { zh, en, todos };
    Ok(vec![
        (Right::Findings, group("缺口与补采", "Gaps to re-collect", gaps)),
        (Right::Findings, group("异常，按种类", "Findings by kind", others)),
        (Right::Terminals, group("终端", "Terminals", terminals(ledger, now_us)?)),
        (Right::Days, group("会计日", "Accounting day", days(ledger, now_us)?)),
        (Right::Settlements, group("结算", "Settlements", settlements(ledger)?)),
        (Right::Payouts, group("付款", "Payouts", payouts(ledger)?)),
        (Right::Terminals, group("将尽的资金", "Funds nearly dry", dry(ledger, now_us)?)),
    ])
}

/// Those that records are missing for, and all others; each kind with its oldest.
fn findings(ledger: &Ledger, now_us: i64) -> Result<(Vec<Todo>, Vec<Todo>), LedgerError> {
    let mut kinds: BTreeMap<FindingKind, (usize, usize, i64)> = BTreeMap::new();
    for item in queue(ledger, None, false)? {
        let (count, asked, oldest) = kinds.entry(item.stored.finding.kind).or_default();
        *count = count.saturating_add(1);
        *asked = asked.saturating_add(usize::from(work_state(&item.history) == WorkState::Recollecting));
        *oldest = (*oldest).max(age_days(&item, now_us));
    }
    let line = |(kind, (count, asked, oldest)): (FindingKind, (usize, usize, i64))| {
        let (owner, actions) = work(kind);
        let asked = if asked > 0 { format!("，已要求补采 {asked}") } else { String::new() };
        let more = format!("最久 {oldest} 天 days，{}{asked}", owner.zh());
        let href = format!("/findings?kind={}", kind.number());
        let missing = matches!(actions.first(), Some(Action::Recollect));
        (missing, todo(href, kind.sentence(), count, more, oldest >= LATE_DAYS))
    };
    let (gaps, others): (Vec<_>, Vec<_>) = kinds.into_iter().map(line).partition(|(missing, _)| *missing);
    let bare = |lines: Vec<(bool, Todo)>| lines.into_iter().map(|(_, line)| line).collect();
    Ok((bare(gaps), bare(others)))
}

fn terminals(ledger: &Ledger, now_us: i64) -> Result<Vec<Todo>, LedgerError> {
    let used: Vec<_> = ledger.terminals()?;
    let used = used.into_iter().filter(|one| one.public_key.is_some() && one.revoked.is_none());
    let (mut silent, mut owing, mut records) = (0_usize, 0_usize, 0_u64);
    for one in used {
        let heard = one.heard_us.is_some_and(|heard| now_us.saturating_sub(heard) < DAY_US);
        silent = silent.saturating_add(usize::from(!heard));
        owing = owing.saturating_add(usize::from(one.outstanding.count > 0));
        records = records.saturating_add(one.outstanding.count);
    }
    let mut todos = Vec::new();
    if silent > 0 {
        let what = ("未交账：一天以上没有联系", "not heard for a day or more");
        todos.push(todo("/operations#terminals", what, silent, String::new(), true));
    }
    if owing > 0 {
        let what = ("待采集：已记下而未送达", "announced and not delivered");
        todos.push(todo("/operations#terminals", what, owing, format!("{records} 笔 records"), false));
    }
    Ok(todos)
}

fn days(ledger: &Ledger, now_us: i64) -> Result<Vec<Todo>, LedgerError> {
    let held = ledger.accounting_days(3)?;
    let today = clock::county_day(now_us);
    let mut todos = Vec::new();
    for one in held.iter().rev() {
        let day = one.day.date().to_string();
        match one.state {
            DayState::Cut => {
                let what = ("日终已开始未做完", "closing begun and not finished");
                todos.push(todo("/days", what, 1, day, true));
            }
            DayState::Open => {
                let past = today.is_some_and(|today| one.day < today);
                let what = if past {
                    ("待关账", "to be closed")
                } else {
                    ("今日未关账", "today, still open")
                };
                todos.push(todo("/days", what, 1, day, past));
            }
            DayState::Closed => {}
        }
    }
    if held.is_empty() {
        todos.push(todo("/days", ("还没有关过账", "no day was closed yet"), 1, String::new(), false));
    }
    Ok(todos)
}

fn settlements(ledger: &Ledger) -> Result<Vec<Todo>, LedgerError> {
    let mut todos = Vec::new();
    for (state, what) in [
        (SettlementState::Generated, ("待核对（经办）", "to reconcile, by a maker")),
        (SettlementState::Reconciled, ("待确认（复核）", "to confirm, by a checker")),
    ] {
        let waiting = ledger.settlements(Some(state))?;
        if !waiting.is_empty() {
            let sum = Fen::sum(waiting.iter().map(|one| one.netted.pay));
            let sum = sum.ok_or(LedgerError::OutOfRange("settlement"))?;
            todos.push(todo("/settlements", what, waiting.len(), format!("应付 {sum}"), false));
        }
    }
    Ok(todos)
}

fn payouts(ledger: &Ledger) -> Result<Vec<Todo>, LedgerError> {
    let (ready, sum) = unpaid(ledger)?;
    let mut todos = Vec::new();
    if ready > 0 {
        let what = ("已确认待付款（经办）", "confirmed, to be proposed by a maker");
        todos.push(todo("/payouts", what, ready, format!("合计 {sum}"), false));
    }
    for one in ledger.payouts()? {
        let lines = ledger.payout_lines(one.number)?;
        let open = lines.iter().filter(|line| line.state == PayoutLineState::Open).count();
        let (what, count) = match one.state {
            PayoutState::Proposed => (("付款单待复核", "payout to be approved"), lines.len()),
            PayoutState::Released => {
                (("付款单待出银行文件", "payout to be written for the bank"), lines.len())
            }
            PayoutState::Written if open > 0 => (("等银行回单", "waits for the bank's answer"), open),
            PayoutState::Written | PayoutState::Rejected => continue,
        };
        let href = format!("/payouts/{}", one.number);
        todos.push(todo(href, what, count, format!("付款单 {} 笔数 lines", one.number), false));
    }
    Ok(todos)
}

/// Confirmed settlements that are in no payout and pay something: how many, and their sum.
pub(crate) fn unpaid(ledger: &Ledger) -> Result<(usize, Fen), LedgerError> {
    let mut ready = ledger.settlements(Some(SettlementState::Confirmed))?;
    ready.retain(|one| one.payout.is_none() && one.netted.pay != Fen::ZERO);
    let sum = Fen::sum(ready.iter().map(|one| one.netted.pay));
    Ok((ready.len(), sum.ok_or(LedgerError::OutOfRange("settlement"))?))
}

fn dry(ledger: &Ledger, now_us: i64) -> Result<Vec<Todo>, LedgerError> {
    let mut todos = Vec::new();
    for fund in funds::list(ledger, now_us)?.into_iter().filter(|fund| fund.limited) {
        let left = fund.balance.left();
        let soon = clock::county_time(now_us.saturating_add(FUND_DAYS.saturating_mul(DAY_US))).date();
        let short = fund.dry.is_some_and(|dry| dry.on < soon);
        let empty = left <= Fen::ZERO;
        if !short && !empty {
            continue;
        }
        let lasts = fund.dry.map(|dry| format!("，约 {} 用尽 used up", dry.on)).unwrap_or_default();
        let what = (fund.zh.as_str(), fund.en.as_str());
        todos.push(todo("/operations#funds", what, 1, format!("余额 left {left}{lasts}"), empty));
    }
    Ok(todos)
}
