//! The morning: everything that waits, in the order it is worked off, each line a link.

use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::frame::{Visit, document, top};
use crate::words::{both, count, stamp};

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Where it is done.
    pub href: String,
    /// What it is, Chinese.
    pub zh: String,
    /// What it is, English.
    pub en: String,
    /// How many wait.
    pub count: u64,
    /// More about it: how old, how much.
    pub more: String,
    /// Whether it is late.
    pub late: bool,
}

/// Things of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodoGroup {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
    /// What waits.
    pub todos: Vec<Todo>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct MorningView {
    /// Name of the county.
    pub county: String,
    /// Now, county time.
    pub now: DateTime,
    /// Who looks.
    pub visit: Visit,
    /// In the order they are worked off.
    pub groups: Vec<TodoGroup>,
}

/// Draws the list.
#[must_use]
pub fn morning(view: &MorningView) -> String {
    let waiting = view.groups.iter().filter(|group| !group.todos.is_empty()).count();
    let body = html! {
        (top(&view.visit, &view.county, "早间清单", "Morning"))
        main #main {
            h1.plain { "早间清单 " span.en lang="en" { "What waits this morning" } small { (stamp(view.now)) } }
            @if waiting == 0 {
                div.empty { p { "没有等着的事。" } p.en lang="en" { "Nothing waits." } }
            }
            @for group in &view.groups { (drawn(group)) }
        }
    };
    document("desk", &format!("早间清单 · {}", view.county), view.visit.trial, &body)
}

fn drawn(group: &TodoGroup) -> Markup {
    html! {
        section {
            h2 { (both(group.zh, group.en)) }
            @if group.todos.is_empty() {
                p.done { span.mark.good { "✓ 没有" } " " span.en lang="en" { "none" } }
            } @else {
                ul.todos { @for todo in &group.todos { li {
                    a href=(todo.href) {
                        span.say { span { (todo.zh) } span.en lang="en" { (todo.en) } }
                        span.much {
                            strong { (count(todo.count)) }
                            @if !todo.more.is_empty() { span.more { (todo.more) } }
                            @if todo.late { span.mark.bad { "! 已久 late" } }
                        }
                    }
                } } }
            }
        }
    }
}
