//! The operations page: terminals, batches, exceptions.

use clearing::{Finding, Outstanding};
use jiff::civil::DateTime;
use maud::{Markup, html};
use money::Fen;
use records::{Running, TerminalId};

use crate::frame::{Visit, document, top};
use crate::funds::{FundLine, funds};
use crate::words::{amount, both, count, fingerprint, stamp, terminal, yuan};

/// A terminal as operations sees it.
#[derive(Clone, Debug)]
pub struct TerminalLine {
    /// The terminal.
    pub terminal: TerminalId,
    /// Its merchant's name.
    pub merchant: String,
    /// Its meal point.
    pub point: String,
    /// Whether it has enrolled.
    pub enrolled: bool,
    /// Whether it was revoked.
    pub revoked: bool,
    /// Last record received; 0 for none.
    pub last_seq: u64,
    /// When it was last heard, county time.
    pub last_seen: Option<DateTime>,
    /// Running totals of the last record received, as the terminal counts.
    pub running: Running,
    /// Sales and gross price received, as the center counts.
    pub received: (u64, Fen),
    /// Announced and not received.
    pub outstanding: Outstanding,
}

/// A batch that was taken.
#[derive(Clone, Debug)]
pub struct BatchLine {
    /// Its terminal.
    pub terminal: TerminalId,
    /// First record.
    pub first_seq: u64,
    /// Last record.
    pub through_seq: u64,
    /// When it arrived, county time.
    pub received: DateTime,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
}

/// An exception and when it was written down.
#[derive(Clone, Debug)]
pub struct ExceptionLine {
    /// What was found.
    pub finding: Finding,
    /// Name of the fund it is about, Chinese and English.
    pub fund: Option<(String, String)>,
    /// When, county time.
    pub at: DateTime,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct OperationsView {
    /// Name of the county.
    pub county: String,
    /// Now, county time.
    pub now: DateTime,
    /// Who looks.
    pub visit: Visit,
    /// Funds, in the tariff's order.
    pub funds: Vec<FundLine>,
    /// Terminals, in order.
    pub terminals: Vec<TerminalLine>,
    /// The latest batches, newest first.
    pub batches: Vec<BatchLine>,
    /// Open exceptions, newest first.
    pub exceptions: Vec<ExceptionLine>,
}

/// Draws the page.
#[must_use]
pub fn operations(view: &OperationsView) -> String {
    let body = html! {
        (top(&view.visit, &view.county, "运维", "Operations"))
        main #main {
            h1.plain { "终端与异常 " span.en lang="en" { "Terminals and exceptions" } small { (stamp(view.now)) } }
            (summary(view))
            (exceptions(view))
            (funds(&view.funds))
            (terminals(view))
            (batches(view))
        }
    };
    document("operations", &format!("运维 · {}", view.county), view.visit.trial, &body)
}

fn summary(view: &OperationsView) -> Markup {
    let active = view.terminals.iter().filter(|line| line.enrolled && !line.revoked).count();
    let waiting: u64 = view.terminals.iter().map(|line| line.outstanding.count).fold(0, u64::saturating_add);
    let people = view.exceptions.iter().filter(|line| line.finding.kind.needs_a_person()).count();
    html! {
        dl.figures {
            div { dt { (both("在用终端", "Terminals")) } dd { (active) } }
            div { dt { (both("待采集", "To collect")) } dd { (count(waiting)) } }
            div { dt { (both("要人处理", "For a person")) } dd { (people) } }
        }
    }
}

/// The state words of collection (采集).
fn state(line: &TerminalLine, now: DateTime) -> Markup {
    let silent = line.last_seen.and_then(|seen| now.since(seen).ok()).map(|span| span.get_days());
    match line {
        TerminalLine { revoked: true, .. } => {
            html! { span.mark.bad { "✕ 已停用" } " " span.en lang="en" { "revoked" } }
        }
        TerminalLine { enrolled: false, .. } => {
            html! { span.mark.idle { "○ 未入网" } " " span.en lang="en" { "not enrolled" } }
        }
        _ if silent.is_none_or(|days| days >= 1) => {
            html! { span.mark.bad { "! 未交账" } " " span.en lang="en" { "silent for a day or more" } }
        }
        TerminalLine { outstanding, .. } if outstanding.count > 0 => {
            html! { span.mark.wait { "… 待采集 " (count(outstanding.count)) } " " span.en lang="en" { "to collect" } }
        }
        _ => html! { span.mark.good { "✓ 已采集" } " " span.en lang="en" { "collected" } },
    }
}

fn terminals(view: &OperationsView) -> Markup {
    html! {
        section #terminals {
            h2 { (both("终端", "Terminals")) }
            @if view.terminals.is_empty() {
                div.empty { p { "还没有终端。用命令 " code { "county-center terminal invite" } " 发入网码。" }
                    p.en lang="en" { "No terminal yet; invite one." } }
            } @else {
                ul.cards { @for line in &view.terminals { li {
                    h3 { (line.point) small { (line.merchant) } }
                    p { (state(line, view.now)) }
                    dl.facts {
                        div { dt { (both("终端号", "Terminal")) } dd { (terminal(line.terminal)) } }
                        div { dt { (both("最后流水", "Last record")) } dd { (count(line.last_seq)) } }
                        div { dt { (both("最后联系", "Last seen")) } dd {
                            @match line.last_seen { Some(seen) => (stamp(seen)), None => "—" }
                        } }
                        (totals(line))
                    }
                } } }
            }
        }
    }
}

/// The terminal's own totals beside ours. They agree, or it says so.
fn totals(line: &TerminalLine) -> Markup {
    let theirs = (line.running.count, line.running.price);
    html! {
        div { dt { (both("终端累计", "Terminal's total")) } dd { (count(theirs.0)) " 笔 · " (amount(theirs.1)) } }
        div { dt { (both("中心收到", "Received")) } dd { (count(line.received.0)) " 笔 · " (amount(line.received.1)) } }
        @if theirs != line.received {
            div.differs { dt { "✕ 不符 " span.en lang="en" { "differs" } } dd { "请核对流水 " span.en lang="en" { "compare records" } } }
        }
        @if line.outstanding.count > 0 {
            div { dt { (both("尚未送达", "Not received")) } dd { (count(line.outstanding.count)) " 笔 · " (amount(line.outstanding.price)) } }
        }
    }
}

fn exceptions(view: &OperationsView) -> Markup {
    html! {
        section {
            h2 { (both("异常", "Exceptions")) }
            @if view.exceptions.is_empty() {
                div.empty { p { "没有异常。" } p.en lang="en" { "No exceptions." } }
            } @else {
                ol.findings { @for line in &view.exceptions { (exception(line)) } }
            }
        }
    }
}

fn exception(line: &ExceptionLine) -> Markup {
    let Finding { kind, terminal: till, seq, card, expected, found, other, fund: _ } = &line.finding;
    let ((zh, en), (todo_zh, todo_en)) = (kind.sentence(), kind.advice());
    let class = if kind.needs_a_person() { "act" } else { "note" };
    html! {
        li.(class) {
            h3 { span.number { (kind.number()) } (zh) }
            p.en lang="en" { (en) }
            @if let Some((zh, en)) = &line.fund { p { "资金：" strong { (zh) } " " span.en lang="en" { (en) } } }
            p.todo { strong { "处理：" } (todo_zh) }
            p.en lang="en" { "Next: " (todo_en) }
            p.trace {
                span { (terminal(*till)) " / " (seq) }
                @if let Some(card) = card { span { "卡 " (card.masked()) } }
                @if let Some((till, seq)) = other { span { "对照 " (terminal(*till)) " / " (seq) } }
                @match (expected, found) {
                    (Some(expected), Some(found)) if line.fund.is_some() => span { "应承担 " (yuan(*expected)) "，只余 " (yuan(*found)) },
                    (Some(expected), Some(found)) => span { "应为 " (yuan(*expected)) "，实为 " (yuan(*found)) },
                    (None, Some(found)) => span { "金额 " (yuan(*found)) },
                    _ => {}
                }
                span { (stamp(line.at)) }
                span.en { (kind.name()) }
            }
        }
    }
}

fn batches(view: &OperationsView) -> Markup {
    html! {
        section {
            h2 { (both("最近批次", "Latest batches")) }
            @if view.batches.is_empty() {
                div.empty { p { "还没有收到批次。" } p.en lang="en" { "No batch received yet." } }
            } @else {
                div.scroll tabindex="0" role="group" aria-label="最近批次 latest batches" { table {
                    thead { tr {
                        th scope="col" { (both("收到", "Received")) }
                        th scope="col" { (both("终端", "Terminal")) }
                        th scope="col" { (both("流水", "Records")) }
                        th scope="col" { (both("指纹", "Fingerprint")) }
                    } }
                    tbody { @for batch in &view.batches { tr {
                        td { (stamp(batch.received)) }
                        td { (terminal(batch.terminal)) }
                        td { (batch.first_seq) "–" (batch.through_seq) }
                        td { code { (fingerprint(&batch.hash)) } }
                    } } }
                } }
            }
        }
    }
}
