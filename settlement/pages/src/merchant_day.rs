//! A merchant's day on a phone.

use clearing::{SaleLine, Statement};
use jiff::civil::Date;
use maud::{Markup, html};
use money::Fen;

use crate::frame::{Visit, document, top};
use crate::sale::{explanation, sale_id};
use crate::words::{amount, both, clock, count, day_zh, mark, mark_en, weekday, yuan};

/// A day and the day it is now.
#[derive(Clone, Debug)]
pub struct MerchantDayView {
    /// The day's statement.
    pub statement: Statement,
    /// Today in county time; no later day can be opened.
    pub today: Date,
    /// Who looks.
    pub visit: Visit,
}

/// Draws the day.
#[must_use]
pub fn merchant_day(view: &MerchantDayView) -> String {
    let statement = &view.statement;
    let body = html! {
        (top(&view.visit, &statement.merchant_name, "每日结算", "Daily settlement"))
        (days(statement, view.today))
        main #main {
            (hero(statement))
            (places(statement))
            @if statement.services.len() > 1 { (services(statement)) }
            (sales(statement))
            footer {
                p.files {
                    @for (kind, zh) in [("csv", "下载表格 CSV"), ("xlsx", "下载 XLSX")] {
                        a.button href=(format!("/merchant/today.{kind}?merchant={}&day={}", statement.merchant, statement.day)) { (zh) } " "
                    }
                    a.button href=(format!("/merchant/month?merchant={}&month={:04}-{:02}", statement.merchant, statement.day.year(), statement.day.month())) { "当月 " span.en lang="en" { "Month" } }
                }
                form.filter method="get" action="/merchant/today" {
                    input type="hidden" name="merchant" value=(statement.merchant);
                    div { label for="day" { (both("别的一天", "Another day")) } input #day name="day" type="date" required max=(view.today) value=(statement.day); }
                    button.button type="submit" { "打开 " span.en lang="en" { "Open" } }
                }
                p.help {
                    "已核：中心已收到并核对，照此付款。待核：尚未收到，或等该卡下次刷卡核定。"
                    span.en lang="en" { "Verified records are payable. Pending ones are not received yet, or wait for the card's next tap." }
                }
            }
        }
    };
    document(
        "day",
        &format!("{} · {}", day_zh(statement.day), statement.merchant_name),
        view.visit.trial,
        &body,
    )
}

fn days(statement: &Statement, today: Date) -> Markup {
    let (day, merchant) = (statement.day, &statement.merchant);
    let (zh, en) = weekday(day);
    let link = |day: Date| format!("/merchant/today?merchant={merchant}&day={day}");
    let before = day.yesterday().ok();
    let after = day.tomorrow().ok().filter(|&after| after <= today);
    html! {
        nav.days aria-label="日期 days" {
            @match before {
                Some(before) => a href=(link(before)) rel="prev" aria-label=(format!("前一天 {}", day_zh(before))) { "‹" span { (day_zh(before)) } },
                None => span.end {},
            }
            h1 {
                time datetime=(day) { (day_zh(day)) }
                small { @if day == today { "今天 · " } (zh) " " span.en lang="en" { (en) } }
            }
            @match after {
                Some(after) => a href=(link(after)) rel="next" aria-label=(format!("后一天 {}", day_zh(after))) { span { (day_zh(after)) } "›" },
                None => span.end {},
            }
        }
    }
}

fn hero(statement: &Statement) -> Markup {
    let sums = &statement.verified;
    html! {
        section.hero aria-labelledby="hero" {
            h2 #hero { (both("已核营业额", "Verified")) }
            p.hero-number { span.sign { "¥" } (amount(sums.price)) }
            p.hero-count { strong { (count(sums.count)) } " 笔 " span.en lang="en" { (if sums.count == 1 { "sale" } else { "sales" }) } }
            dl.equation {
                div { dt { (both("应收", "Gross")) } dd { (amount(sums.price)) } }
                span.op aria-hidden="true" { "=" }
                div { dt { (both("补贴", "Benefit")) } dd { (amount(sums.benefit)) } }
                span.op aria-hidden="true" { "+" }
                div { dt { (both("自付", "Self-pay")) } dd { (amount(sums.self_pay)) } }
            }
        }
    }
}

fn places(statement: &Statement) -> Markup {
    let Statement { verified, pending, refused, announced, .. } = statement;
    let undecided = pending.count.saturating_sub(announced.count);
    html! {
        section.places aria-label="核对情况 where it stands" {
            (place("good", "✓", ("已核应付", "Payable"), (verified.count, verified.payable()), html! {
                @if verified.cash == Fen::ZERO {
                    p { "即已核营业额，照此付款 " span.en lang="en" { "all of what is verified" } }
                } @else {
                    p { (yuan(verified.price)) " 减去商户已收的现金 " (yuan(verified.cash)) " " span.en lang="en" { "verified, less cash taken by the merchant" } }
                }
            }))
            (place("wait", "…", ("待核", "Pending"), (pending.count, pending.price), html! {
                @if pending.count == 0 { p { "没有待核的记录 " span.en lang="en" { "nothing pending" } } }
                @if announced.count > 0 {
                    p { (count(announced.count)) " 笔已在终端记下，尚未送达 " span.en lang="en" { "at the terminal, not received yet" } }
                }
                @if undecided > 0 {
                    p { (count(undecided)) " 笔等该卡下次刷卡核定 " span.en lang="en" { "wait for the card's next tap" } }
                }
            }))
            @if refused.count > 0 {
                (place("bad", "✕", ("拒付", "Refused"), (refused.count, refused.price), html! {
                    p { "不付给商户，逐笔原因见下 " span.en lang="en" { "not payable, see each sale" } }
                }))
            }
        }
    }
}

fn place(kind: &str, sign: &str, (zh, en): (&str, &str), (sales, sum): (u64, Fen), more: Markup) -> Markup {
    html! {
        div.place.(kind) {
            h2 { span.sign aria-hidden="true" { (sign) } " " (both(zh, en)) }
            p.sum { (amount(sum)) " " span.count { (count(sales)) " 笔" } }
            div.more { (more) }
        }
    }
}

fn services(statement: &Statement) -> Markup {
    html! {
        section {
            h2 { (both("按服务", "By service")) }
            table.services {
                thead { tr {
                    th scope="col" { (both("服务", "Service")) }
                    th scope="col" { (both("笔数", "Count")) }
                    th scope="col" { (both("应收", "Gross")) }
                    th scope="col" { (both("补贴", "Benefit")) }
                } }
                tbody { @for service in &statement.services { tr {
                    th scope="row" { (both(&service.zh, &service.en)) }
                    td { (count(service.totals.count)) }
                    td { (amount(service.totals.price)) }
                    td { (amount(service.totals.benefit)) }
                } } }
            }
        }
    }
}

fn sales(statement: &Statement) -> Markup {
    html! {
        section {
            h2 { (both("逐笔", "Sales")) }
            @if statement.sales.is_empty() {
                div.empty {
                    p { "这一天还没有收到记录。" }
                    p.en lang="en" { "No records received for this day." }
                    p.help { "终端离线时，记录会先存在终端里，联网后自动送达。" }
                    p.help.en lang="en" { "An offline terminal keeps its records and delivers them when it is back." }
                }
            } @else {
                ol.sales { @for sale in &statement.sales { (line(sale)) } }
            }
        }
    }
}

fn line(sale: &SaleLine) -> Markup {
    let id = sale_id(sale);
    html! {
        li id=(format!("s{id}")) {
            details {
                summary {
                    time datetime=(sale.at) { (clock(sale.at)) }
                    span.what {
                        span.service { (sale.service_zh) span.en lang="en" { (sale.service_en) } }
                        span.split { "补贴 " (yuan(sale.benefit)) " · 自付 " (yuan(sale.self_pay)) }
                    }
                    span.money { (amount(sale.price)) (mark(sale.status)) }
                }
                div.open {
                    (explanation(&sale.lines))
                    p.trace {
                        span { "卡 " (sale.card) }
                        span { "流水 " (sale.seq) }
                        span.en lang="en" { (mark_en(sale.status)) }
                        a href=(format!("/merchant/sales/{id}")) { "单页 " span.en lang="en" { "Open" } }
                    }
                }
            }
        }
    }
}
