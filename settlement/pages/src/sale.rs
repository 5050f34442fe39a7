//! One sale, explained like a slip.

use clearing::{Explanation, SaleLine};
use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::frame::{Visit, document, top};
use crate::words::{amount, both, clock, fingerprint, full_stamp, mark, mark_en, terminal};

/// A sale and the evidence behind it.
#[derive(Clone, Debug)]
pub struct SaleView {
    /// The merchant's name.
    pub merchant_name: String,
    /// The sale.
    pub sale: SaleLine,
    /// How the tariff came to the price, line by line ([`clearing::derived`]); empty when that is not known.
    pub price: Vec<Explanation>,
    /// SHA-256 of the record.
    pub record_hash: [u8; 32],
    /// When the center received it, county time.
    pub received: DateTime,
    /// Who looks.
    pub visit: Visit,
}

/// The name of a sale in addresses: `{terminal}-{seq}`.
#[must_use]
pub fn sale_id(sale: &SaleLine) -> String {
    format!("{}-{}", sale.terminal, sale.seq)
}

/// Draws one sale.
#[must_use]
pub fn sale(view: &SaleView) -> String {
    let sale = &view.sale;
    let body = html! {
        (top(&view.visit, &view.merchant_name, "一笔消费", "One sale"))
        main #main {
            p.back { a href=(format!("/merchant/today?day={}#s{}", sale.day, sale_id(sale))) { "‹ 回到当日 " span.en lang="en" { "Back to the day" } } }
            article.slip {
                h1 { (sale.service_zh) " " span.en lang="en" { (sale.service_en) } }
                p.when { (sale.at.date()) " " (clock(sale.at)) }
                p.hero-number { span.sign { "¥" } (amount(sale.price)) }
                p { (mark(sale.status)) " " span.en lang="en" { (mark_en(sale.status)) } }
                (explanation(&sale.lines))
                @if !view.price.is_empty() {
                    h2 { (both("怎样定价", "How it was priced")) }
                    (explanation(&view.price))
                }
                dl.facts {
                    div { dt { (both("卡尾号", "Card")) } dd { (sale.card) } }
                    div { dt { (both("终端", "Terminal")) } dd { (terminal(sale.terminal)) } }
                    div { dt { (both("流水号", "Record")) } dd { (sale.seq) } }
                    div { dt { (both("刷卡时间", "Tapped")) } dd { (full_stamp(sale.at)) } }
                    div { dt { (both("中心收到", "Received")) } dd { (full_stamp(view.received)) } }
                    div { dt { (both("记录指纹", "Fingerprint")) } dd { code { (fingerprint(&view.record_hash)) } } }
                }
            }
        }
    };
    document("sale", "一笔消费", view.visit.trial, &body)
}

/// Why these amounts, line by line.
pub(crate) fn explanation(lines: &[Explanation]) -> Markup {
    html! {
        ol.why {
            @for line in lines {
                li {
                    span.say { span { (line.zh) } span.en lang="en" { (line.en) } }
                    @if let Some(fen) = line.amount { (amount(fen)) }
                }
            }
        }
    }
}
