//! The one-time code for a new terminal, shown once.

use jiff::civil::DateTime;
use maud::html;
use records::{EnrolmentCode, TerminalId};

use crate::frame::document;
use crate::words::{both, stamp, terminal};

/// A code to be typed into a terminal.
#[derive(Clone, Debug)]
pub struct EnrolmentView {
    /// The code.
    pub code: EnrolmentCode,
    /// The terminal it makes.
    pub terminal: TerminalId,
    /// The merchant.
    pub merchant: String,
    /// The meal point.
    pub point: String,
    /// When it stops working, county time.
    pub expires: DateTime,
    /// Whether the county is on trial.
    pub trial: bool,
}

/// Draws the code, large enough to read across a counter.
#[must_use]
pub fn enrolment(view: &EnrolmentView) -> String {
    let code = view.code.reveal();
    let body = html! {
        main.door {
            h1 { "终端入网码" span.en lang="en" { "Enrolment code of a terminal" } }
            p.county { (view.merchant) " · " (view.point) }
            p.code aria-label=(code) {
                @for group in code.split('-') { span { (group) } }
            }
            p { "在终端上输入这三组字符。只能用一次，" strong { (stamp(view.expires)) " 前有效" } "。" }
            p.en lang="en" { "Type these three groups into the terminal. Works once, until " (stamp(view.expires)) "." }
            dl.facts {
                div { dt { (both("终端号", "Terminal")) } dd { (terminal(view.terminal)) } }
            }
            p.help {
                "末组是本中心的指纹：终端用它确认自己没有连错中心。不要拍照转发。"
                span.en lang="en" { "The last group is this center's fingerprint. Do not photograph or forward it." }
            }
            p { a.button href="/operations" { "回到运维页 " span.en lang="en" { "Back to operations" } } }
        }
    };
    document("enrolment", "终端入网码", view.trial, &body)
}
