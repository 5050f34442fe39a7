//! `findings`: the odd things that people work on: list, show, act, and who bears what by the county's policy.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use clearing::{Action, BORNE_BY_POLICY, Bearer, FindingKind, OwnerRole, work};
use ledger::{FindingKey, Ledger, LedgerError, WorkItem};
use serde_json::{Value, json};

use super::{Said, name, open, secret_line};
use crate::findings::{Actor, act, age_days, allowed, borne, queue, standing, state_words};
use crate::{Failure, clock, findings, funds, officer_key};

#[derive(Debug, Subcommand)]
pub(super) enum Findings {
    /// 列出异常，最久的在前 · list findings, the oldest first
    List {
        /// 只列由谁负责的：inquiry planning supervision maintenance · of one owner
        #[arg(long, value_parser = owner)]
        owner: Option<OwnerRole>,
        /// 已决定和已撤回的也列出 · those decided or taken back too
        #[arg(long)]
        all: bool,
    },
    /// 一项异常及其经过、可做的处理 · one finding, its history, and what may be done
    Show {
        /// 终端/流水/行，见 list · terminal/number/line, see list
        #[arg(value_parser = key)]
        finding: FindingKey,
    },
    /// 处理一项异常：记下一行，不再更改 · act on a finding: one line that never changes
    Act(Act),
    /// 县规定超出部分由谁承担 · who bears what two offline tills gave too much, by the county's policy
    Policy {
        /// 异常编号：405 或 421 · kind: 405 or 421
        #[arg(long)]
        kind: u16,
        /// fund、merchant 或 elder；不写则显示 · who; shown where nothing is said
        #[arg(long, value_parser = bearer, requires = "by")]
        bearer: Option<Bearer>,
        /// 由谁设定 · who sets it
        #[arg(long, value_parser = name)]
        by: Option<String>,
    },
}

/// One line of history.
#[derive(Debug, Args)]
pub(super) struct Act {
    /// 终端/流水/行 · terminal/number/line
    #[arg(value_parser = key)]
    finding: FindingKey,
    /// adjust refuse claw-back recollect write-off approve decline reopen note
    #[arg(value_parser = action)]
    action: Action,
    /// 理由，1–40 字 · reason
    #[arg(long, value_parser = name)]
    reason: String,
    /// 由谁处理；核销由密钥说明 · who acts; for write-offs the key says it
    #[arg(long, value_parser = name, conflicts_with = "key", required_unless_present = "key")]
    by: Option<String>,
    /// 核销的申请人（经办）或批准人（复核）的密钥文件，口令从标准输入读一行 · key file of the maker who asks for a write-off or the checker who decides; its passphrase is one line on standard input
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

fn owner(word: &str) -> Result<OwnerRole, String> {
    let all: Vec<&str> = OwnerRole::ALL.iter().map(|one| one.word()).collect();
    OwnerRole::from_word(word).ok_or_else(|| all.join(" "))
}

fn action(word: &str) -> Result<Action, String> {
    let all: Vec<&str> = Action::ALL.iter().map(|one| one.word()).collect();
    Action::from_word(word).ok_or_else(|| all.join(" "))
}

fn bearer(word: &str) -> Result<Bearer, String> {
    Bearer::from_word(word).ok_or_else(|| "fund merchant elder".to_owned())
}

fn key(text: &str) -> Result<FindingKey, String> {
    findings::key(text, '/').ok_or_else(|| "应写成 终端/流水/行 · write terminal/number/line".to_owned())
}

impl Findings {
    pub(super) fn run(self, books: &Path) -> Result<Said, Failure> {
        let mut ledger = open(books)?;
        let now_us = clock::now_us();
        match self {
            Findings::List { owner, all } => list(&ledger, owner, all, now_us),
            Findings::Show { finding } => show(&ledger, finding, now_us),
            Findings::Act(act) => act.run(&mut ledger, now_us),
            Findings::Policy { kind, bearer, by } => policy(&mut ledger, kind, bearer.zip(by), now_us),
        }
    }
}

impl Act {
    fn run(self, ledger: &mut Ledger, now_us: i64) -> Result<Said, Failure> {
        let Act { finding, action, reason, by, key } = self;
        let key = key.map(|file| officer_key::read(&file, &secret_line("口令 · passphrase")?)).transpose()?;
        let actor = key.as_ref().map_or_else(|| Actor::Named(by.unwrap_or_default()), Actor::Key);
        let (actor, state) = act(ledger, finding, action, (actor, reason), now_us)?;
        let (zh, word) = state_words(state);
        let text = format!("已记下：{}，现为{zh} · {} noted, now {word}", action.zh(), action.word());
        Ok(Said::new(text, json!({ "action": action.word(), "by": actor, "state": word })))
    }
}

fn shown(item: &WorkItem) -> String {
    let (terminal, seq, line) = item.key();
    format!("{}/{seq}/{line}", terminal.0)
}

fn list(ledger: &Ledger, owner: Option<OwnerRole>, all: bool, now_us: i64) -> Result<Said, Failure> {
    let items = queue(ledger, owner, all)?;
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for item in &items {
        let finding = &item.stored.finding;
        let owner = work(finding.kind).0;
        lines.push(format!(
            "{} {} {} {} {} 天 days {} {}",
            shown(item),
            finding.kind.number(),
            finding.kind.sentence().0,
            owner.zh(),
            age_days(item, now_us),
            item.stored.merchant,
            standing(item).0
        ));
        rows.push(row(ledger, item, now_us)?);
    }
    lines.push(format!("共 {0} 项 · {0} findings", items.len()));
    Ok(Said::new(lines.join("\n"), Value::Array(rows)))
}

fn row(ledger: &Ledger, item: &WorkItem, now_us: i64) -> Result<Value, LedgerError> {
    let finding = &item.stored.finding;
    let other = finding.other.map(|(terminal, seq)| format!("{}/{seq}", terminal.0));
    let policy = borne(ledger, finding.kind)?;
    Ok(json!({
        "finding": shown(item), "kind": finding.kind.number(), "name": finding.kind.name(),
        "owner": work(finding.kind).0.word(), "age_days": age_days(item, now_us),
        "merchant": item.stored.merchant, "card": finding.card.map(|card| card.masked().to_string()),
        "expected_fen": finding.expected.map(|fen| fen.0), "found_fen": finding.found.map(|fen| fen.0),
        "other": other, "fund": finding.fund, "state": standing(item).1, "borne_by": policy.map(Bearer::word),
    }))
}

fn show(ledger: &Ledger, key: FindingKey, now_us: i64) -> Result<Said, Failure> {
    let item = ledger.work_item(key)?.ok_or_else(|| {
        let key = format!("{}/{}/{}", key.0.0, key.1, key.2);
        Failure::from(LedgerError::unknown("异常", "finding", &key))
    })?;
    let finding = &item.stored.finding;
    let (sentence, advice) = (finding.kind.sentence(), finding.kind.advice());
    let next = allowed(&item);
    let mut lines = vec![
        format!("{} {} {} · {}", shown(&item), finding.kind.number(), sentence.0, sentence.1),
        format!("→ {} · {}", advice.0, advice.1),
        format!(
            "负责 owner {} {}，{} 天 days，{}",
            work(finding.kind).0.zh(),
            work(finding.kind).0.word(),
            age_days(&item, now_us),
            standing(&item).0
        ),
    ];
    lines.extend(fund_line(ledger, &item, now_us)?);
    if let Some(bearer) = borne(ledger, finding.kind)? {
        lines.push(format!(
            "县规定由{}承担 · by the county's policy borne by: {}",
            bearer.zh(),
            bearer.word()
        ));
    }
    for step in &item.history {
        let at = clock::county_text(step.at_us);
        lines.push(format!("{at} {} {}：{}", step.actor, step.action.zh(), step.reason));
    }
    let words: Vec<&str> = next.iter().map(|action| action.word()).collect();
    lines.push(format!("可做 allowed: {}", words.join(" ")));
    let history: Vec<Value> = item
        .history
        .iter()
        .map(|step| {
            json!({ "action": step.action.word(), "by": step.actor, "reason": step.reason,
                "at": clock::county_text(step.at_us) })
        })
        .collect();
    let mut json = row(ledger, &item, now_us)?;
    if let Some(object) = json.as_object_mut() {
        object.insert("allowed".to_owned(), json!(words));
        object.insert("history".to_owned(), Value::Array(history));
    }
    Ok(Said::new(lines.join("\n"), json))
}

/// Which fund, how much, and the period of a ceiling.
fn fund_line(ledger: &Ledger, item: &WorkItem, now_us: i64) -> Result<Option<String>, LedgerError> {
    let finding = &item.stored.finding;
    let (Some(code), Some(asked), Some(borne)) = (finding.fund, finding.expected, finding.found) else {
        return Ok(None);
    };
    let funds = funds::names(&funds::list(ledger, now_us)?);
    let (zh, en) = funds.get(&code).cloned().unwrap_or((format!("资金 {code}"), format!("fund {code}")));
    let over = borne > asked;
    let (asked_zh, asked_en) =
        if over { ("上限内", "within its ceiling") } else { ("应承担", "asked of it") };
    let mut line = format!("{zh} {asked_zh} {asked}，承担 {borne} · {en}: {asked} {asked_en}, {borne} borne");
    if let Some((first, last, ceiling)) = ledger.ceiling_reached(code, item.stored.found_us)? {
        let (first, last) = (first.date(), last.date());
        line += &format!("；期间 {first}–{last} 上限 {ceiling} · ceiling of the period");
    }
    Ok(Some(line))
}

fn policy(
    ledger: &mut Ledger,
    number: u16,
    new: Option<(Bearer, String)>,
    now_us: i64,
) -> Result<Said, Failure> {
    let kind = FindingKind::from_number(number).filter(|kind| BORNE_BY_POLICY.contains(kind));
    let kind = kind.ok_or_else(|| {
        Failure::BadInput("只有 405 和 421 由县规定承担人，未改动 · only 405 and 421 are borne by policy, nothing was changed".to_owned())
    })?;
    if let Some((bearer, by)) = new {
        ledger.set_finding_policy(kind, bearer, &by, now_us)?;
    }
    let bearer = ledger.finding_policy(kind)?;
    let text = format!("{number} 由{}承担 · borne by: {}", bearer.zh(), bearer.word());
    Ok(Said::new(text, json!({ "kind": number, "borne_by": bearer.word() })))
}
