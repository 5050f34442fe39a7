//! The audit log, newest first, with the head that is worth keeping elsewhere.

use jiff::civil::DateTime;
use maud::html;

use crate::frame::{Visit, document, top};
use crate::words::{both, count, full_stamp};

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number.
    pub number: u64,
    /// When, county time.
    pub at: DateTime,
    /// Who, and in which role.
    pub who: (String, String),
    /// Did what, to which thing, with which outcome.
    pub what: [String; 3],
}

/// The newest lines.
#[derive(Clone, Debug)]
pub struct AuditView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// How many lines there are, and the hash of the last in hex.
    pub head: (u64, String),
    /// Newest first.
    pub rows: Vec<AuditRow>,
}

/// Draws the log.
#[must_use]
pub fn audit(view: &AuditView) -> String {
    let body = html! {
        (top(&view.visit, &view.county, "审计日志", "Audit log"))
        main #main {
            h1.plain { "审计日志 " span.en lang="en" { "Audit log" } }
            p { "共 " strong { (count(view.head.0)) } " 行，末行指纹 " code.long { (view.head.1) } }
            p.help { "把行数和指纹另存一处：日志若被整段换成旧的，只有这样看得出来。"
                span.en lang="en" { "Keep number and hash elsewhere too: only they show a log set back as a whole." } }
            div.scroll tabindex="0" role="group" aria-label="审计日志 audit log" { table {
                thead { tr { th scope="col" { "#" } th scope="col" { (both("时间", "When")) } th scope="col" { (both("谁", "Who")) } th scope="col" { (both("做了什么", "What")) } th scope="col" { (both("关于", "About")) } th scope="col" { (both("结果", "Outcome")) } } }
                tbody { @for row in &view.rows { tr {
                    td { (row.number) } td { (full_stamp(row.at)) } td { (row.who.0) " " span.en { (row.who.1) } }
                    @for word in &row.what { td { (word) } }
                } } }
            } }
        }
    };
    document("desk", "审计日志", view.visit.trial, &body)
}
