//! Settlements: made of statements, compared by one person, confirmed by another.

use jiff::civil::Date;
use maud::html;
use money::Fen;

use crate::forms::{form, key, submit};
use crate::frame::{Visit, document, top};
use crate::words::{amount, both};

/// A settlement in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementRow {
    /// Its number.
    pub number: u32,
    /// Name of the merchant.
    pub merchant: String,
    /// First and last accounting day.
    pub days: (Date, Date),
    /// Consumption, refunds, fee, debt brought forward.
    pub sums: [Fen; 4],
    /// To pay.
    pub pay: Fen,
    /// How far it is, Chinese and English.
    pub state: (&'static str, &'static str),
    /// The payout it is in.
    pub payout: Option<u32>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct SettlementsView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// How many wait for a maker, and for a checker.
    pub waiting: (usize, usize),
    /// Merchants that have statements and no terms: they are not settled.
    pub without_terms: Vec<String>,
    /// Whether this person may make and confirm.
    pub acts: bool,
    /// How many there are.
    pub total: usize,
    /// The newest, newest first.
    pub rows: Vec<SettlementRow>,
}

/// Draws the list.
#[must_use]
pub fn settlements(view: &SettlementsView) -> String {
    let (first, second) = view.waiting;
    let body = html! {
        (top(&view.visit, &view.county, "结算", "Settlements"))
        main #main {
            h1.plain { "结算 " span.en lang="en" { "Settlements" } }
            dl.figures {
                div { dt { (both("待核对", "To reconcile")) } dd { (first) } }
                div { dt { (both("待确认", "To confirm")) } dd { (second) } }
                div { dt { (both("共", "All")) } dd { (view.total) } }
            }
            @if !view.without_terms.is_empty() {
                div.notice.wait role="status" { p { "有结算单而无条款，未结算：" (view.without_terms.join("、")) } p.en lang="en" { "Statements without terms: not settled." } }
            }
            @if view.acts {
                section.work {
                    h2 { (both("生成", "Make")) }
                    p { "为到期的商户，由已关账日的结算单生成；可重复运行。" span.en lang="en" { "Of merchants that are due, from statements of closed days; may be run again." } }
                    (form(&view.visit, "/settlements/make", &submit("生成到期的结算", "Make what is due")))
                }
                @if first + second > 0 {
                    section.work {
                        h2 { (both("核对与确认", "Reconcile and confirm")) }
                        p { "经办密钥核对待核对的全部；复核密钥确认待确认的全部，须是另一人。" span.en lang="en" { "A maker's key reconciles all that wait for it; another person's checker's key confirms." } }
                        (form(&view.visit, "/settlements/confirm", &html! { (key("confirm")) (submit("核对 / 确认", "Reconcile or confirm")) }))
                    }
                }
            }
            section {
                h2 { (both("最近的结算", "The newest settlements")) }
                @if view.rows.is_empty() {
                    div.empty { p { "还没有结算。" } p.en lang="en" { "No settlement yet." } }
                } @else {
                    div.scroll tabindex="0" role="group" aria-label="结算 settlements" { table {
                        thead { tr {
                            th scope="col" { (both("编号", "No.")) } th scope="col" { (both("商户", "Merchant")) } th scope="col" { (both("会计日", "Days")) }
                            th scope="col" { (both("消费", "Sales")) } th scope="col" { (both("退款", "Refunds")) } th scope="col" { (both("手续费", "Fee")) } th scope="col" { (both("上期欠", "Brought")) }
                            th scope="col" { (both("应付", "To pay")) } th scope="col" { (both("状态", "State")) } th scope="col" { (both("付款单", "Payout")) }
                        } }
                        tbody { @for row in &view.rows { tr {
                            td { (row.number) } td { (row.merchant) } td { (row.days.0) "–" (row.days.1) }
                            @for sum in row.sums { td { (amount(sum)) } }
                            td { strong { (amount(row.pay)) } } td { (row.state.0) " " span.en lang="en" { (row.state.1) } }
                            td { @if let Some(payout) = row.payout { a href=(format!("/payouts/{payout}")) { (payout) } } @else { "—" } }
                        } } }
                    } }
                }
            }
        }
    };
    document("desk", &format!("结算 · {}", view.county), view.visit.trial, &body)
}
