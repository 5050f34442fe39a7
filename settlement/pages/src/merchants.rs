//! The merchants in somebody's view.

use maud::html;

use crate::frame::{Visit, document, top};

/// The list.
#[derive(Clone, Debug)]
pub struct MerchantsView {
    /// Name of the county.
    pub county: String,
    /// Who looks.
    pub visit: Visit,
    /// Id and name.
    pub merchants: Vec<(String, String)>,
    /// Whether this person may open their days.
    pub opens: bool,
}

/// Draws the list.
#[must_use]
pub fn merchants(view: &MerchantsView) -> String {
    let body = html! {
        (top(&view.visit, &view.county, "商户", "Merchants"))
        main #main {
            h1.plain { "商户 " span.en lang="en" { "Merchants" } }
            @if view.merchants.is_empty() { div.empty { p { "没有商户。" } p.en lang="en" { "No merchant." } } }
            ul.cards { @for (id, name) in &view.merchants { li {
                h2 { (name) small { (id) } }
                @if view.opens { p {
                    a href=(format!("/merchant/today?merchant={id}")) { "今日 " span.en lang="en" { "today" } } " · "
                    a href=(format!("/merchant/month?merchant={id}")) { "本月 " span.en lang="en" { "this month" } }
                } }
            } } }
        }
    };
    document("desk", &format!("商户 · {}", view.county), view.visit.trial, &body)
}
