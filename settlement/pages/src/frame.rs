//! The frame of every page: language, viewport, the one style sheet; for somebody logged in, the ways on and out.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// A whole document. `kind` names the page for the style sheet.
pub(crate) fn document(kind: &str, title: &str, trial: bool, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                meta name="robots" content="noindex";
                title { (title) }
                // The sheet is ours and holds no closing tag.
                style { (PreEscaped(STYLE)) }
            }
            body class=(kind) {
                @if trial {
                    p.trial role="note" { "试验县 · 使用试验密钥，不是正式结算 " span.en lang="en" { "Trial keys, not a real settlement" } }
                }
                (body)
            }
        }
    };
    page.into_string()
}

/// What every page of somebody logged in carries.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Whether the county is on trial.
    pub trial: bool,
    /// What every form sends along, so that no other site can send it.
    pub token: String,
    /// Who is logged in.
    pub login: String,
    /// In which role, Chinese and English.
    pub role: (&'static str, &'static str),
    /// Where this role may go, in order.
    pub nav: Vec<NavLink>,
}

/// A page in the list at the top, and the key that opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NavLink {
    /// Its address.
    pub href: &'static str,
    /// Its access key.
    pub key: char,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The hidden field of every form.
pub(crate) fn token(visit: &Visit) -> Markup {
    html! { input type="hidden" name="token" value=(visit.token); }
}

/// The lines at the top: past them, whose page it is, where to go, the way out.
pub(crate) fn top(visit: &Visit, name: &str, zh: &str, en: &str) -> Markup {
    html! {
        a.skip href="#main" { "跳到正文 " span.en lang="en" { "Skip to content" } }
        header.top {
            div {
                p.owner { (name) }
                p.sub { (zh) " " span.en lang="en" { (en) } }
            }
            form method="post" action="/logout" {
                (token(visit))
                button.quiet type="submit" { "退出" " " span.en lang="en" { "Log out" } }
            }
        }
        @if !visit.nav.is_empty() {
            nav.places-to-go aria-label="主要页面 main pages" {
                ul { @for link in &visit.nav { li {
                    a href=(link.href) accesskey=(link.key) { kbd { (link.key) } (link.zh) " " span.en lang="en" { (link.en) } }
                } } }
                p.who { (visit.login) " · " (visit.role.0) " " span.en lang="en" { (visit.role.1) } }
            }
        }
    }
}
