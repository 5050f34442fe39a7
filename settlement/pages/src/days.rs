//! Accounting days: what closing will do, and what it has done.

use jiff::civil::{Date, DateTime};
use maud::{Markup, html};
use money::Fen;

use crate::forms::{form, submit};
use crate::frame::{Visit, document, top};
use crate::words::{amount, both, full_stamp, stamp, yuan};

/// An accounting day in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLine {
    /// The day.
    pub day: Date,
    /// How far it is, Chinese and English.
    pub state: (&'static str, &'static str),
    /// When it was closed, county time.
    pub closed: Option<DateTime>,
}

/// What closing a day will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The day; `None`: nobody has closed any yet, and the first is chosen.
    pub day: Option<Date>,
    /// The next one.
    pub next: Option<Date>,
    /// Whether its closing was begun and not finished.
    pub begun: bool,
    /// Merchants that get a statement.
    pub merchants: usize,
    /// Gross of what is paid on it.
    pub gross: Fen,
    /// The latest day that may be closed.
    pub latest: Date,
}

/// The list, and the way to close the open one.
#[derive(Clone, Debug)]
pub struct DaysView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// What closing would do; `None` for those who may not.
    pub closing: Option<Closing>,
    /// Newest first.
    pub days: Vec<DayLine>,
}

/// Draws the list.
#[must_use]
pub fn days(view: &DaysView) -> String {
    let body = html! {
        (top(&view.visit, &view.county, "日终", "Day close"))
        main #main {
            h1.plain { "日终 " span.en lang="en" { "Accounting days" } }
            @if let Some(closing) = &view.closing { section.work { h2 { (both("关账", "Close")) } (close(view, closing)) } }
            section {
                h2 { (both("会计日", "Accounting days")) }
                @if view.days.is_empty() {
                    div.empty { p { "还没有关过账。" } p.en lang="en" { "No day was closed yet." } }
                } @else {
                    ul.todos { @for line in &view.days { li {
                        a href=(format!("/days/{}", line.day)) {
                            span.say { span { (line.day) } }
                            span.much { strong { (line.state.0) } span.more { (line.state.1) @if let Some(at) = line.closed { " " (stamp(at)) } } }
                        }
                    } } }
                }
            }
        }
    };
    document("desk", &format!("日终 · {}", view.county), view.visit.trial, &body)
}

fn close(view: &DaysView, closing: &Closing) -> Markup {
    html! {
        @if let Some(day) = closing.day {
            p { "会计日 " strong { (day) }
                @if closing.begun { "，日终已开始未做完，再按一次即接着做完 " span.en lang="en" { "begun and not finished; pressing again goes on" } } }
            ol.steps {
                @if let Some(next) = closing.next { li { "切换会计日：此后的入账归 " strong { (next) } " " span.en lang="en" { "bookings belong to the next day" } } }
                li { "出结算单：" strong { (closing.merchants) } " 家商户，已核 " (yuan(closing.gross)) " " span.en lang="en" { "statements of that many merchants" } }
                li { "核对总账与分户，余额之和应为零；不符则不关账 " span.en lang="en" { "general and sub-ledgers must agree, or the day is not closed" } }
            }
            p.help { "收单不停；可重复运行，不会做两次。" span.en lang="en" { "Intake goes on; it may be run again and does nothing twice." } }
        } @else {
            p { "第一次日终，请选会计日。" span.en lang="en" { "The first closing: choose the day." } }
        }
        (form(&view.visit, "/days/close", &html! {
            label for="close-day" { (both("会计日", "Accounting day")) }
            input #close-day name="day" type="date" required max=(closing.latest) readonly[closing.day.is_some()]
                value=[closing.day.or(closing.latest.yesterday().ok())];
            (submit("关账", "Close the day"))
        }))
    }
}

/// A statement in the list of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The merchant's id.
    pub merchant: String,
    /// Its name.
    pub name: String,
    /// Newest version.
    pub version: u32,
    /// What the county pays.
    pub payable: Fen,
    /// Withheld.
    pub fee: Fen,
}

/// An accounting day and its statements.
#[derive(Clone, Debug)]
pub struct DayView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// The day.
    pub day: Date,
    /// How far it is.
    pub state: (&'static str, &'static str),
    /// When it was opened, cut, closed, county time.
    pub moments: [Option<DateTime>; 3],
    /// The newest statements, by merchant.
    pub statements: Vec<StatementLine>,
    /// What they pay together.
    pub payable: Fen,
    /// Whether this person may open merchants' statements.
    pub opens: bool,
}

/// Draws a day.
#[must_use]
pub fn day(view: &DayView) -> String {
    let [opened, cut, closed] = view.moments;
    let moment = |zh, en, at: Option<DateTime>| {
        html! { div { dt { (both(zh, en)) } dd { @match at { Some(at) => (full_stamp(at)), None => "—" } } } }
    };
    let body = html! {
        (top(&view.visit, &view.county, "会计日", "Accounting day"))
        main #main {
            p.back { a href="/days" { "‹ 全部会计日 " span.en lang="en" { "All days" } } }
            h1.plain { (view.day) " " (view.state.0) " " span.en lang="en" { (view.state.1) } }
            dl.facts {
                (moment("开", "Opened", opened)) (moment("切换", "Cut", cut)) (moment("关账", "Closed", closed))
                div { dt { (both("结算单", "Statements")) } dd { (view.statements.len()) } }
                div { dt { (both("应付合计", "Payable")) } dd { strong { (amount(view.payable)) } } }
            }
            section {
                h2 { (both("结算单", "Statements")) }
                @if view.statements.is_empty() {
                    div.empty { p { "这一天没有结算单。" } p.en lang="en" { "No statement of this day." } }
                } @else {
                    div.scroll tabindex="0" role="group" aria-label="结算单 statements" { table {
                        thead { tr { th scope="col" { (both("商户", "Merchant")) } th scope="col" { (both("版", "Version")) } th scope="col" { (both("手续费", "Fee")) } th scope="col" { (both("应付", "Payable")) } } }
                        tbody { @for one in &view.statements { tr {
                            td { @if view.opens { a href=(format!("/merchant/statement?merchant={}&day={}", one.merchant, view.day)) { (one.name) } } @else { (one.name) } }
                            td { (one.version) } td { (amount(one.fee)) } td { (amount(one.payable)) }
                        } } }
                    } }
                }
            }
        }
    };
    document("desk", &format!("会计日 {}", view.day), view.visit.trial, &body)
}
