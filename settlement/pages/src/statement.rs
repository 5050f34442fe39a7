//! A signed statement of an accounting day in all its versions.

use jiff::civil::Date;
use maud::html;
use money::Fen;

use crate::forms::{form, reason, submit};
use crate::frame::{Visit, document, top};
use crate::words::{amount, both};

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionLine {
    /// 1, 2, …
    pub version: u32,
    /// Why it was made anew; empty for the first.
    pub reason: String,
    /// What the county pays.
    pub payable: Fen,
    /// Withheld.
    pub fee: Fen,
    /// The text that was signed.
    pub document: String,
    /// The signature in hex.
    pub signature: String,
}

/// All versions.
#[derive(Clone, Debug)]
pub struct StatementView {
    /// Who looks.
    pub visit: Visit,
    /// The merchant's id and name.
    pub merchant: (String, String),
    /// The accounting day.
    pub day: Date,
    /// Newest first.
    pub versions: Vec<VersionLine>,
    /// Whether this person may have it made anew.
    pub corrects: bool,
}

/// Draws them.
#[must_use]
pub fn statement(view: &StatementView) -> String {
    let (id, name) = &view.merchant;
    let file = |version: u32, kind: &str| {
        format!("/merchant/statement.{kind}?merchant={id}&day={}&version={version}", view.day)
    };
    let body = html! {
        (top(&view.visit, name, "结算单", "Signed statement"))
        main #main {
            p.back { a href=(format!("/merchant/month?merchant={id}&month={:04}-{:02}", view.day.year(), view.day.month())) { "‹ 回到当月 " span.en lang="en" { "Back to the month" } } }
            h1.plain { "结算单 " (view.day) span.en lang="en" { " Statement" } }
            @if view.versions.is_empty() {
                div.empty { p { "这一天还没有结算单；关账后才有。" } p.en lang="en" { "No statement yet; it is made when the day is closed." } }
            }
            @for (place, one) in view.versions.iter().enumerate() {
                article.version {
                    h2 { "第 " (one.version) " 版 " span.en lang="en" { "Version " (one.version) } @if place == 0 { " " span.mark.good { "✓ 现行 current" } } }
                    dl.facts {
                        div { dt { (both("应付", "Payable")) } dd { strong { (amount(one.payable)) } } }
                        div { dt { (both("手续费", "Fee")) } dd { (amount(one.fee)) } }
                        @if !one.reason.is_empty() { div { dt { (both("更正原因", "Corrected because")) } dd { (one.reason) } } }
                    }
                    details open[place == 0] { summary { "签名的原文 " span.en lang="en" { "The text that is signed" } } pre tabindex="0" { (one.document) } p.help { "签名 Ed25519 " code.long { (one.signature) } } }
                    p.files {
                        a.button href=(file(one.version, "txt")) { "原文 " span.en lang="en" { "Text" } } " "
                        a.button href=(file(one.version, "sig")) { "签名 " span.en lang="en" { "Signature" } }
                    }
                }
            }
            @if view.corrects && !view.versions.is_empty() {
                section.work { h2 { (both("更正", "Correct")) }
                    p { "按账上现状重算，出下一版，旧版保留；结果相同则不出。" span.en lang="en" { "Worked out anew as the next version; the old ones stay. Where it comes out the same, none is made." } }
                    (form(&view.visit, "/days/correct", &html! {
                        input type="hidden" name="merchant" value=(id);
                        input type="hidden" name="day" value=(view.day);
                        (reason("correct", "")) (submit("出下一版", "Make the next version"))
                    }))
                }
            }
        }
    };
    document("desk", &format!("结算单 {} · {name}", view.day), view.visit.trial, &body)
}
