//! When something cannot be shown: what happened, what the money did, what to do.

use maud::html;

use crate::frame::document;

/// A problem in words.
#[derive(Clone, Debug)]
pub struct ErrorView {
    /// HTTP status.
    pub status: u16,
    /// Stable code of the problem.
    pub code: String,
    /// What happened, Chinese and English.
    pub what: (String, String),
    /// What to do, Chinese and English.
    pub todo: (String, String),
    /// Where to go on: address, Chinese, English.
    pub onward: Option<(String, String, String)>,
}

/// Draws the problem page.
#[must_use]
pub fn error(view: &ErrorView) -> String {
    let body = html! {
        main.door {
            p.seal aria-hidden="true" { "!" }
            h1 { (view.what.0) span.en lang="en" { (view.what.1) } }
            p.todo { (view.todo.0) }
            p.todo.en lang="en" { (view.todo.1) }
            @if let Some((href, zh, en)) = &view.onward {
                p { a.button href=(href) { (zh) " " span.en lang="en" { (en) } } }
            }
            p.help { "问题编号 " code { (view.status) " " (view.code) } }
        }
    };
    document("error", &view.what.0, false, &body)
}
