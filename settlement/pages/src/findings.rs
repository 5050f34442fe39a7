//! The queue of findings and one of them: what is known, what was done, what may be done next.

use clearing::{Action, Bearer, Finding, FindingKind, OwnerRole, WorkStep};
use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::forms::{form, reason, submit};
use crate::frame::{Visit, document, top};
use crate::words::{both, full_stamp, stamp, terminal, yuan};

/// A finding in the queue.
#[derive(Clone, Debug)]
pub struct FindingLine {
    /// Its name in addresses: `{terminal}-{seq}-{line}`.
    pub key: String,
    /// What was found.
    pub finding: Finding,
    /// Who owns it.
    pub owner: OwnerRole,
    /// Name of the merchant.
    pub merchant: String,
    /// Days since it was found.
    pub age_days: i64,
    /// Where it stands, Chinese and English.
    pub standing: (String, String),
}

/// What the queue is narrowed to; empty is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Of one owner.
    pub owner: Option<OwnerRole>,
    /// Of one kind.
    pub kind: Option<FindingKind>,
    /// Those decided or taken back too.
    pub all: bool,
}

/// The queue.
#[derive(Clone, Debug)]
pub struct FindingsView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// What it is narrowed to.
    pub filter: FindingFilter,
    /// Kinds that are open, for the filter.
    pub kinds: Vec<FindingKind>,
    /// The lines shown, the oldest first.
    pub lines: Vec<FindingLine>,
    /// How many there are with this filter.
    pub total: usize,
}

/// Draws the queue.
#[must_use]
pub fn findings(view: &FindingsView) -> String {
    let body = html! {
        (top(&view.visit, &view.county, "异常", "Findings"))
        main #main {
            h1.plain { "异常队列 " span.en lang="en" { "Findings, the oldest first" } }
            (filter(view))
            p { "共 " strong { (view.total) } " 项 " span.en lang="en" { "in all" }
                @if view.total > view.lines.len() { "，此处最久的 " (view.lines.len()) " 项 " span.en lang="en" { "the oldest shown" } } }
            @if view.lines.is_empty() {
                div.empty { p { "没有这样的异常。" } p.en lang="en" { "No such finding." } }
            } @else {
                ol.findings { @for line in &view.lines { (queued(line)) } }
            }
        }
    };
    document("desk", &format!("异常 · {}", view.county), view.visit.trial, &body)
}

fn filter(view: &FindingsView) -> Markup {
    let FindingFilter { owner, kind, all } = &view.filter;
    html! {
        form.filter method="get" action="/findings" {
            div {
                label for="owner" { (both("负责", "Owner")) }
                select #owner name="owner" {
                    option value="" { "全部 all" }
                    @for one in OwnerRole::ALL {
                        option value=(one.word()) selected[Some(*one) == *owner] { (one.zh()) " " (one.word()) }
                    }
                }
            }
            div {
                label for="kind" { (both("种类", "Kind")) }
                select #kind name="kind" {
                    option value="" { "全部 all" }
                    @for one in &view.kinds {
                        option value=(one.number()) selected[Some(*one) == *kind] { (one.number()) " " (one.sentence().0) }
                    }
                }
            }
            div {
                label for="state" { (both("状态", "State")) }
                select #state name="state" {
                    option value="" selected[!*all] { "待处理 open" }
                    option value="all" selected[*all] { "全部 all" }
                }
            }
            button.button type="submit" { "筛选 " span.en lang="en" { "Filter" } }
        }
    }
}

fn queued(line: &FindingLine) -> Markup {
    let kind = line.finding.kind;
    html! {
        li.act {
            h2 { a href=(format!("/findings/{}", line.key)) { span.number { (kind.number()) } (kind.sentence().0) } }
            p.en lang="en" { (kind.sentence().1) }
            p.trace {
                span { (line.merchant) }
                span { (terminal(line.finding.terminal)) " / " (line.finding.seq) }
                @if let Some(card) = line.finding.card { span { "卡 " (card.masked()) } }
                span { (line.age_days) " 天 days" }
                span { (line.owner.zh()) " " (line.owner.word()) }
                span { (line.standing.0) " " (line.standing.1) }
            }
        }
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct FindingView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// The finding.
    pub line: FindingLine,
    /// When it was found, county time.
    pub found: DateTime,
    /// Name of the fund it is about.
    pub fund: Option<(String, String)>,
    /// Who bears it by the county's policy.
    pub borne_by: Option<Bearer>,
    /// Whether its record is in the books and this person may open it.
    pub opens: bool,
    /// What was done and when, county time, oldest first.
    pub history: Vec<(DateTime, WorkStep)>,
    /// What this person may do now.
    pub allowed: Vec<Action>,
}

/// Draws one finding.
#[must_use]
pub fn finding(view: &FindingView) -> String {
    let line = &view.line;
    let kind = line.finding.kind;
    let body = html! {
        (top(&view.visit, &view.county, "一项异常", "One finding"))
        main #main {
            p.back { a href="/findings" { "‹ 回到队列 " span.en lang="en" { "Back to the queue" } } }
            h1.plain { (kind.number()) " " (kind.sentence().0) small lang="en" { (kind.sentence().1) } }
            p.todo { strong { "处理：" } (kind.advice().0) }
            p.en lang="en" { "Next: " (kind.advice().1) }
            section { h2 { (both("依据", "Evidence")) } (evidence(view)) }
            section {
                h2 { (both("经过", "History")) }
                @if view.history.is_empty() { p { "还没有人处理。" span.en lang="en" { "Nothing was done yet." } } }
                ol.history { @for (at, step) in &view.history { li {
                    strong { (step.action.zh()) } " " span.en lang="en" { (step.action.word()) } " · " (step.actor) " · " (full_stamp(*at))
                    p { (step.reason) }
                } } }
            }
            @if !view.allowed.is_empty() {
                section.work { h2 { (both("处理", "Act")) } (actions(view)) }
            }
        }
    };
    document("desk", kind.sentence().0, view.visit.trial, &body)
}

fn evidence(view: &FindingView) -> Markup {
    let Finding { terminal: till, seq, card, expected, found, other, .. } = &view.line.finding;
    let record = |till: &records::TerminalId, seq: &u64| {
        let (href, shown) = (format!("/merchant/sales/{till}-{seq}"), format!("{} / {seq}", terminal(*till)));
        html! { @if view.opens { a href=(href) { (shown) } } @else { (shown) } }
    };
    html! {
        dl.facts {
            div { dt { (both("状态", "State")) } dd { strong { (view.line.standing.0) } " " (view.line.standing.1) } }
            div { dt { (both("负责", "Owner")) } dd { (view.line.owner.zh()) " " (view.line.owner.word()) } }
            div { dt { (both("商户", "Merchant")) } dd { (view.line.merchant) } }
            div { dt { (both("流水", "Record")) } dd { (record(till, seq)) } }
            @if let Some((till, seq)) = other { div { dt { (both("对照", "Compare")) } dd { (record(till, seq)) } } }
            @if let Some(card) = card { div { dt { (both("卡尾号", "Card")) } dd { (card.masked()) } } }
            @if let Some(expected) = expected { div { dt { (both("应为", "Expected")) } dd { (yuan(*expected)) } } }
            @if let Some(found) = found { div { dt { (both("实为", "Found")) } dd { (yuan(*found)) } } }
            @if let Some((zh, en)) = &view.fund { div { dt { (both("资金", "Fund")) } dd { (zh) " " span.en lang="en" { (en) } } } }
            @if let Some(bearer) = view.borne_by { div { dt { (both("县规定由谁承担", "Borne by")) } dd { (bearer.zh()) " " (bearer.word()) } } }
            div { dt { (both("发现", "Found at")) } dd { (stamp(view.found)) "，" (view.line.age_days) " 天 days" } }
        }
    }
}

fn actions(view: &FindingView) -> Markup {
    let signed = |action: &Action| matches!(action, Action::WriteOff | Action::Approve | Action::Decline);
    form(
        &view.visit,
        &format!("/findings/{}/act", view.line.key),
        &html! {
            fieldset {
                legend { (both("做什么", "What")) }
                @for action in &view.allowed {
                    @let id = format!("action-{}", action.word());
                    p.choice {
                        input id=(id) type="radio" name="action" value=(action.word()) required;
                        label for=(id) { (action.zh()) " " span.en lang="en" { (action.word()) }
                            @if signed(action) { "（需密钥 " span.en lang="en" { "needs a key" } "）" } }
                    }
                }
            }
            (reason("act", ""))
            @if view.allowed.iter().any(signed) {
                p.help { "申请核销用经办密钥，批准或不准由另一人用复核密钥；其余处理不用填。"
                    span.en lang="en" { "A write-off takes a maker's key; approving or declining another person's checker's key. Leave both empty otherwise." } }
                label for="key-act" { (both("本人的密钥文件", "Your own key file")) }
                input #key-act name="key" type="file";
                label for="secret-act" { (both("密钥口令", "Its passphrase")) }
                input #secret-act name="passphrase" type="password" autocomplete="off";
            }
            (submit("记下", "Note it down"))
        },
    )
}
