//! The funds on the operations page: what came in, what was borne, what is left, and in words how a fund stands.

use jiff::civil::DateTime;
use maud::{Markup, html};
use money::Fen;

use crate::words::{amount, both, stamp};

/// A fund as operations sees it.
#[derive(Clone, Debug)]
pub struct FundLine {
    /// Its name, Chinese.
    pub zh: String,
    /// Its name, English.
    pub en: String,
    /// Whether it can run dry.
    pub limited: bool,
    /// Everything that came in.
    pub inflow: Fen,
    /// Everything it bore.
    pub drawn: Fen,
    /// Of that, booked today.
    pub today: Fen,
    /// Left: came in less borne.
    pub left: Fen,
    /// Since when it bears less than its step, county time.
    pub exhausted: Option<DateTime>,
}

/// How a fund stands: a sign, a word and a colour.
fn state(fund: &FundLine) -> Markup {
    let nothing_came = fund.inflow == Fen::ZERO;
    match fund {
        FundLine { limited: false, .. } => {
            html! { span.mark.idle { "∞ 不限额" } " " span.en lang="en" { "no limit" } }
        }
        FundLine { exhausted: Some(since), .. } => html! {
            span.mark.bad { "✕ 已用尽" } " 自 " (stamp(*since)) " " span.en lang="en" { "exhausted" }
            p.help { "差额由下一项资金承担，老人的价格不变。" span.en lang="en" { "The next in order bears the rest; no elder pays more." } }
        },
        FundLine { left, .. } if left.is_negative() => {
            html! { span.mark.bad { "✕ 已透支" } " " span.en lang="en" { "overdrawn" } }
        }
        _ if nothing_came => {
            html! { span.mark.wait { "○ 尚无流入" } " " span.en lang="en" { "nothing has come in yet" } }
        }
        FundLine { left: Fen::ZERO, .. } => {
            html! { span.mark.wait { "! 余额为零" } " " span.en lang="en" { "nothing left" } }
        }
        _ => html! { span.mark.good { "✓ 有余额" } " " span.en lang="en" { "has money" } },
    }
}

/// One card per fund.
pub(crate) fn funds(funds: &[FundLine]) -> Markup {
    html! {
        section #funds {
            h2 { (both("资金", "Funds")) }
            @if funds.is_empty() {
                div.empty { p { "还没有资金。装入资费后，资费中的资金会列在这里。" }
                    p.en lang="en" { "No fund yet; those of the tariff appear here once it is installed." } }
            } @else {
                ul.cards { @for fund in funds { li {
                    h3 { (fund.zh) small lang="en" { (fund.en) } }
                    div { (state(fund)) }
                    dl.facts {
                        div { dt { (both("流入", "Inflow")) } dd { (amount(fund.inflow)) } }
                        div { dt { (both("已支出", "Drawn")) } dd { (amount(fund.drawn)) } }
                        div { dt { (both("其中今日", "Today")) } dd { (amount(fund.today)) } }
                        @if fund.limited {
                            div { dt { (both("余额", "Left")) } dd { strong { (amount(fund.left)) } } }
                        }
                    }
                } } }
            }
        }
    }
}
