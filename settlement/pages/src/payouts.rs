//! The payout desk: made by one person, approved by another, written for the bank, answered by it.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};
use money::Fen;

use crate::forms::{form, key, reason, submit};
use crate::frame::{Visit, document, top};
use crate::words::{amount, both, full_stamp, yuan};

/// A payout in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutRow {
    /// Its number.
    pub number: u32,
    /// Its own id.
    pub id: String,
    /// How many lines, and what they pay.
    pub lines: (usize, Fen),
    /// Lines that the bank has not answered yet.
    pub open: usize,
    /// How far it is, Chinese and English.
    pub state: (&'static str, &'static str),
}

/// The list.
#[derive(Clone, Debug)]
pub struct PayoutsView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// Confirmed settlements that are in no payout: how many, and their sum.
    pub ready: (usize, Fen),
    /// Whether this person may propose one.
    pub proposes: bool,
    /// Whether this person may hand in the bank's answer, and whether there is a map for its table.
    pub answers: Option<bool>,
    /// Today: the latest booking day.
    pub today: Date,
    /// Newest first.
    pub rows: Vec<PayoutRow>,
}

/// Draws the list.
#[must_use]
pub fn payouts(view: &PayoutsView) -> String {
    let (count, sum) = view.ready;
    let body = html! {
        (top(&view.visit, &view.county, "付款", "Payouts"))
        main #main {
            h1.plain { "付款台 " span.en lang="en" { "Payout desk" } }
            section.work {
                h2 { (both("提出付款", "Propose")) }
                p { "已确认未付的结算 " strong { (count) } " 份，合计 " strong { (yuan(sum)) } " " span.en lang="en" { "confirmed and unpaid" } }
                @if view.proposes && count > 0 {
                    (form(&view.visit, "/payouts/propose", &html! { (key("propose")) (submit("经办：提出付款单", "Propose as maker")) }))
                }
            }
            @if let Some(map) = view.answers { section.work { h2 { (both("银行回单", "The bank's answer")) } (answer_form(view, map)) } }
            section {
                h2 { (both("付款单", "Payouts")) }
                @if view.rows.is_empty() {
                    div.empty { p { "还没有付款单。" } p.en lang="en" { "No payout yet." } }
                } @else {
                    ul.todos { @for row in &view.rows { li {
                        a href=(format!("/payouts/{}", row.number)) {
                            span.say { span { "付款单 " (row.number) " · " (row.lines.0) " 笔 " (yuan(row.lines.1)) } span.en { (row.id) } }
                            span.much { strong { (row.state.0) } span.more { (row.state.1) @if row.open > 0 { "，未答 open " (row.open) } } }
                        }
                    } } }
                }
            }
        }
    };
    document("desk", &format!("付款 · {}", view.county), view.visit.trial, &body)
}

fn answer_form(view: &PayoutsView, map: bool) -> Markup {
    form(
        &view.visit,
        "/payouts/answer",
        &html! {
            label for="answer-file" { (both("回单文件", "The bank's file")) }
            input #answer-file name="file" type="file" required;
            fieldset {
                legend { (both("格式", "Form")) }
                @if map { p.choice { input #form-csv type="radio" name="form" value="csv" required checked; label for="form-csv" { "表格 CSV" } } }
                p.choice { input #form-camt type="radio" name="form" value="camt053" required checked[!map]; label for="form-camt" { "camt.053" } }
            }
            label for="answer-day" { (both("银行记账日", "Booking day")) }
            input #answer-day name="day" type="date" required max=(view.today) value=(view.today);
            p.choice { input #leave type="checkbox" name="leave" value="yes"; label for="leave" { (both("有疑问的各笔留着，只入其余", "Leave disputed lines, book the others")) } }
            (submit("读入回单", "Take the answer"))
        },
    )
}

/// A line of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutLineRow {
    /// Name of the merchant.
    pub merchant: String,
    /// What the bank calls it.
    pub end_to_end: String,
    /// The payee's name and masked account, as signed; empty once rejected.
    pub payee: (String, String),
    /// How much.
    pub amount: Fen,
    /// How it stands, Chinese and English.
    pub state: (String, &'static str),
}

/// What may be done with a payout now, by this person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayoutDeeds {
    /// Approve it, as another person than its maker.
    pub check: bool,
    /// Turn it down.
    pub reject: bool,
    /// Write the bank's file; and whether there is a map for its table.
    pub write: Option<bool>,
}

/// One payout.
#[derive(Clone, Debug)]
pub struct PayoutView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// Its number.
    pub number: u32,
    /// Its own id.
    pub id: String,
    /// How far it is.
    pub state: (&'static str, &'static str),
    /// Who made it, and who decided.
    pub people: (String, Option<String>),
    /// Why it was turned down.
    pub reason: Option<String>,
    /// Its lines, by merchant.
    pub lines: Vec<PayoutLineRow>,
    /// What they pay together.
    pub total: Fen,
    /// Files written: form, SHA-256, when in county time.
    pub files: Vec<(String, String, DateTime)>,
    /// What may be done.
    pub deeds: PayoutDeeds,
}

/// Draws a payout.
#[must_use]
pub fn payout(view: &PayoutView) -> String {
    let body = html! {
        (top(&view.visit, &view.county, "付款单", "Payout"))
        main #main {
            p.back { a href="/payouts" { "‹ 回到付款台 " span.en lang="en" { "Back to the desk" } } }
            h1.plain { "付款单 " (view.number) small { (view.id) } }
            dl.facts {
                div { dt { (both("状态", "State")) } dd { strong { (view.state.0) } " " (view.state.1) } }
                div { dt { (both("合计", "Total")) } dd { strong { (amount(view.total)) } " · " (view.lines.len()) " 笔" } }
                div { dt { (both("经办", "Maker")) } dd { (view.people.0) } }
                div { dt { (both("复核", "Checker")) } dd { (view.people.1.as_deref().unwrap_or("—")) } }
                @if let Some(reason) = &view.reason { div { dt { (both("驳回理由", "Turned down because")) } dd { (reason) } } }
            }
            (lines(view))
            (deeds(view))
            @if !view.files.is_empty() {
                section { h2 { (both("已出文件", "Files written")) }
                    ol.history { @for (form, hash, at) in &view.files { li { strong { (form) } " · " (full_stamp(*at)) p { "SHA-256 " code { (hash.get(..16).unwrap_or(hash)) "…" } } } } }
                }
            }
        }
    };
    document("desk", &format!("付款单 {}", view.number), view.visit.trial, &body)
}

fn lines(view: &PayoutView) -> Markup {
    html! {
        section {
            h2 { (both("各笔", "Lines")) }
            div.scroll tabindex="0" role="group" aria-label="各笔 lines" { table {
                thead { tr { th scope="col" { (both("商户", "Merchant")) } th scope="col" { (both("收款人", "Payee")) } th scope="col" { (both("账号", "Account")) } th scope="col" { (both("金额", "Amount")) } th scope="col" { (both("银行", "Bank")) } } }
                tbody { @for line in &view.lines { tr {
                    td { (line.merchant) " " span.en { (line.end_to_end) } }
                    td { (line.payee.0) } td { (line.payee.1) } td { strong { (amount(line.amount)) } }
                    td { (line.state.0) " " span.en lang="en" { (line.state.1) } }
                } } }
            } }
        }
    }
}

fn deeds(view: &PayoutView) -> Markup {
    let to = |deed: &str| format!("/payouts/{}/{deed}", view.number);
    let PayoutDeeds { check, reject, write } = view.deeds;
    html! {
        @if check {
            section.work { h2 { (both("复核", "Approve")) }
                p { "看过以上各笔后签名；须是经办以外的另一人，用另一登录名。" span.en lang="en" { "Sign after reading the lines above: another person than the maker, under another login." } }
                (form(&view.visit, &to("check"), &html! { (key("check")) (submit("复核：批准付款", "Approve as checker")) }))
            }
        }
        @if let Some(map) = write {
            section.work { h2 { (both("银行文件", "The bank's file")) }
                p { "下载之后结算即算已付给银行；再次下载是同样的内容。" span.en lang="en" { "Once downloaded the settlements count as given to the bank; again, it is the same file." } }
                (form(&view.visit, &to("file"), &html! {
                    fieldset {
                        legend { (both("格式", "Form")) }
                        @if map { p.choice { input #file-csv type="radio" name="form" value="csv" required checked; label for="file-csv" { "表格 CSV" } } }
                        p.choice { input #file-pain type="radio" name="form" value="pain001" required checked[!map]; label for="file-pain" { "pain.001" } }
                    }
                    (submit("下载银行文件", "Download the bank's file"))
                }))
            }
        }
        @if reject {
            section.work { h2 { (both("驳回", "Turn down")) }
                (form(&view.visit, &to("reject"), &html! { (reason("reject", "")) (key("reject")) (submit("驳回", "Turn it down")) }))
            }
        }
    }
}

/// A line as the bank's answer leaves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerLine {
    /// What the bank calls it.
    pub end_to_end: String,
    /// How much was ordered.
    pub amount: Fen,
    /// What happened, in words.
    pub words: String,
}

/// What an answer did.
#[derive(Clone, Debug)]
pub struct AnswerView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// Paid, failed, open, disputed.
    pub lines: [Vec<AnswerLine>; 4],
    /// Said before, and entries that are no payment of ours.
    pub besides: (usize, usize),
}

/// Draws what an answer did.
#[must_use]
pub fn answer(view: &AnswerView) -> String {
    const HEADS: [(&str, &str); 4] = [
        ("付成", "Paid"),
        ("失败，另付", "Failed, to be paid anew"),
        ("未决", "Open"),
        ("待查，未动", "Disputed, left as they are"),
    ];
    let body = html! {
        (top(&view.visit, &view.county, "银行回单", "The bank's answer"))
        main #main {
            p.back { a href="/payouts" { "‹ 回到付款台 " span.en lang="en" { "Back to the desk" } } }
            h1.plain { "回单已读入 " span.en lang="en" { "The answer is taken over" } }
            dl.facts {
                @for ((zh, en), lines) in HEADS.iter().zip(&view.lines) { div { dt { (both(zh, en)) } dd { (lines.len()) " 笔" } } }
                div { dt { (both("此前已知", "Known before")) } dd { (view.besides.0) } }
                div { dt { (both("其他往来", "Other entries")) } dd { (view.besides.1) } }
            }
            @for ((zh, en), lines) in HEADS.iter().zip(&view.lines) {
                @if !lines.is_empty() { section { h2 { (both(zh, en)) }
                    ol.history { @for line in lines { li { strong { (line.end_to_end) } " " (yuan(line.amount)) p { (line.words) } } } }
                } }
            }
        }
    };
    document("desk", "银行回单", view.visit.trial, &body)
}
