//! The frame of every page: language, viewport, the one style sheet.

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

/// The line at the top: whose page it is, and the way out.
pub(crate) fn top(name: &str, zh: &str, en: &str) -> Markup {
    html! {
        header.top {
            div {
                p.owner { (name) }
                p.sub { (zh) " " span.en lang="en" { (en) } }
            }
            form method="post" action="/logout" {
                button.quiet type="submit" { "退出" " " span.en lang="en" { "Log out" } }
            }
        }
    }
}
