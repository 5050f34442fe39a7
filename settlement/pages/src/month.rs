//! A merchant's month: what was sold on each day, and what its signed statements pay.

use jiff::civil::Date;
use maud::{Markup, html};
use money::Fen;

use crate::frame::{Visit, document, top};
use crate::words::{amount, both, count, day_zh, weekday};

/// Sales that stand alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSums {
    /// How many.
    pub count: u64,
    /// Gross.
    pub price: Fen,
    /// Benefit.
    pub benefit: Fen,
    /// Self-pay.
    pub self_pay: Fen,
}

/// A business day with sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthDay {
    /// The day.
    pub day: Date,
    /// Verified, pending, refused.
    pub sums: [MonthSums; 3],
}

/// A signed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthStatement {
    /// The accounting day.
    pub day: Date,
    /// Newest version.
    pub version: u32,
    /// Withheld.
    pub fee: Fen,
    /// What the county pays.
    pub payable: Fen,
}

/// The month.
#[derive(Clone, Debug)]
pub struct MonthView {
    /// Who looks.
    pub visit: Visit,
    /// The merchant's id and name.
    pub merchant: (String, String),
    /// Its first day.
    pub first: Date,
    /// Today in county time; no later month can be opened.
    pub today: Date,
    /// Days with sales, in order.
    pub days: Vec<MonthDay>,
    /// The month's sums: verified, pending, refused.
    pub sums: [MonthSums; 3],
    /// Signed statements of accounting days in it, in order.
    pub statements: Vec<MonthStatement>,
    /// What those pay together.
    pub payable: Fen,
}

/// Draws the month.
#[must_use]
pub fn month(view: &MonthView) -> String {
    let (id, name) = &view.merchant;
    let title = format!("{}年{}月", view.first.year(), view.first.month());
    let body = html! {
        (top(&view.visit, name, "每月汇总", "The month"))
        (months(view, &title))
        main #main {
            p { a href=(format!("/merchant/today?merchant={id}")) { "今天 " span.en lang="en" { "Today" } } }
            section { h2 { (both("营业日", "Business days")) } (sold(view)) }
            section { h2 { (both("签名结算单（会计日）", "Signed statements by accounting day")) } (signed(view)) }
            footer {
                p.files {
                    @for (kind, zh) in [("csv", "下载 CSV"), ("xlsx", "下载 XLSX")] {
                        a.button href=(format!("/merchant/month.{kind}?merchant={id}&month={:04}-{:02}", view.first.year(), view.first.month())) { (zh) } " "
                    }
                }
                p.help { "营业日按刷卡当天；会计日按中心入账，付款以签名结算单为准。" span.en lang="en" { "Business days go by the tap, accounting days by booking; payment follows the signed statements." } }
            }
        }
    };
    document("desk", &format!("{title} · {name}"), view.visit.trial, &body)
}

fn months(view: &MonthView, title: &str) -> Markup {
    let link = |day: Date| {
        format!("/merchant/month?merchant={}&month={:04}-{:02}", view.merchant.0, day.year(), day.month())
    };
    let before = view.first.yesterday().ok();
    let after = view.first.last_of_month().tomorrow().ok().filter(|after| *after <= view.today);
    html! {
        nav.days aria-label="月份 months" {
            @if let Some(before) = before { a href=(link(before)) rel="prev" { "‹ " (before.month()) "月" } } @else { span.end {} }
            h1 { (title) }
            @if let Some(after) = after { a href=(link(after)) rel="next" { (after.month()) "月 ›" } } @else { span.end {} }
        }
    }
}

fn sold(view: &MonthView) -> Markup {
    let cells = |[verified, pending, refused]: &[MonthSums; 3]| {
        html! {
            td { (count(verified.count)) } td { (amount(verified.price)) } td { (amount(verified.benefit)) } td { (amount(verified.self_pay)) }
            td { (count(pending.count)) " · " (amount(pending.price)) } td { (count(refused.count)) " · " (amount(refused.price)) }
        }
    };
    html! {
        @if view.days.is_empty() {
            div.empty { p { "这个月没有消费。" } p.en lang="en" { "No sale this month." } }
        } @else {
            div.scroll tabindex="0" role="group" aria-label="营业日 business days" { table {
                thead { tr {
                    th scope="col" { (both("日", "Day")) } th scope="col" { (both("已核笔数", "Verified")) } th scope="col" { (both("应收", "Gross")) } th scope="col" { (both("补贴", "Benefit")) } th scope="col" { (both("自付", "Self-pay")) }
                    th scope="col" { (both("待核", "Pending")) } th scope="col" { (both("拒付", "Refused")) }
                } }
                tbody {
                    @for line in &view.days { tr {
                        td { a href=(format!("/merchant/today?merchant={}&day={}", view.merchant.0, line.day)) { (day_zh(line.day)) } " " span.en { (weekday(line.day).0) } }
                        (cells(&line.sums))
                    } }
                    tr.sum { th scope="row" { (both("合计", "Total")) } (cells(&view.sums)) }
                }
            } }
        }
    }
}

fn signed(view: &MonthView) -> Markup {
    html! {
        @if view.statements.is_empty() {
            div.empty { p { "这个月还没有结算单。" } p.en lang="en" { "No statement of this month yet." } }
        } @else {
            div.scroll tabindex="0" role="group" aria-label="结算单 statements" { table {
                thead { tr { th scope="col" { (both("会计日", "Day")) } th scope="col" { (both("版", "Version")) } th scope="col" { (both("手续费", "Fee")) } th scope="col" { (both("应付", "Payable")) } } }
                tbody {
                    @for one in &view.statements { tr {
                        td { a href=(format!("/merchant/statement?merchant={}&day={}", view.merchant.0, one.day)) { (day_zh(one.day)) } }
                        td { (one.version) } td { (amount(one.fee)) } td { (amount(one.payable)) }
                    } }
                    tr.sum { th scope="row" { (both("合计", "Total")) } td {} td {} td { (amount(view.payable)) } }
                }
            } }
        }
    }
}
