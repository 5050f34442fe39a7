//! The page: a tray of large cards, one click is one tap. Works without scripts.

use super::form::{Fields, TEARS};
use super::{Counter, Ended, Tray, TrayCard};
use crate::kept::Kind;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What the page remembers in its address.
struct Choice<'a> {
    counter: usize,
    tear: &'a str,
    hold: &'a str,
    find: &'a str,
}

impl<'a> Choice<'a> {
    fn of(fields: &'a Fields) -> Choice<'a> {
        Choice {
            counter: fields.counter().unwrap_or(1),
            tear: fields.get("tear").unwrap_or("none"),
            hold: fields.get("hold_ms").unwrap_or("2500"),
            find: fields.get("find").unwrap_or(""),
        }
    }
}

/// The address to show after a form, with the choices kept. A tear is for one tap.
pub(super) fn next(fields: &Fields) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let Choice { counter, hold, find, .. } = Choice::of(fields);
    format!("/?counter={counter}&hold_ms={}&find={}", digits(hold), digits(find))
}

pub(super) fn page(tray: &Tray, fields: &Fields) -> String {
    let choice = Choice::of(fields);
    let busy = tray.counters.iter().any(|counter| counter.lies().is_some());
    let found = |card: &TrayCard| choice.find.is_empty() || card.tail().contains(choice.find);
    let cards = || tray.cards.iter().enumerate().filter(|(_, card)| found(card));
    let markup = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if busy { meta http-equiv="refresh" content="1"; }
                title { "卡托 · tray of cards" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "卡托" small { " 虚拟爱心卡 · virtual love cards" } }
                    form method="get" {
                        input type="hidden" name="counter" value=(choice.counter);
                        label { "尾号 · tail " input name="find" value=(choice.find) size="5" inputmode="numeric"; }
                        button { "查找 · find" }
                        " " a href="#special" { "测试卡 · difficult cards ↓" }
                    }
                }
                @for counter in &tray.counters { (state(tray, counter)) }
                form method="post" action="/tap" {
                    input type="hidden" name="find" value=(choice.find);
                    (settings(tray, &choice))
                    div.tray {
                        @for (place, card) in cards().filter(|(_, card)| plain(card)) { (card_button(place, card)) }
                    }
                    h2 #special { "测试卡 · difficult cards" }
                    div.tray {
                        @for (place, card) in cards().filter(|(_, card)| !plain(card)) { (card_button(place, card)) }
                    }
                }
            }
        }
    };
    markup.into_string()
}

fn state(tray: &Tray, counter: &Counter) -> Markup {
    let number = counter.number;
    let lies = counter.lies().and_then(|place| tray.cards.get(place));
    let last = super::counter::lock(&counter.last).clone();
    html! {
        section.counter {
            strong { (number) " 号柜台" }
            @match lies {
                Some(card) => { span.busy { "●  ****" (card.tail()) " 在读卡器上 · on the reader" } (button("/remove", number, None, "拿走 · take away")) }
                None => span { "○  读卡器空 · empty" }
            }
            @if !counter.service_runs() { span.bad { "✕  pcscd 未运行 · not running" } }
            @if counter.plugged() { (button("/sam", number, Some("off"), "拔出 SAM · pull the SAM")) }
            @else { span.bad { "✕  无 SAM · no SAM" } (button("/sam", number, Some("on"), "插入 SAM · plug it in")) }
            @if let Some(last) = last {
                span.last {
                    "上一次 ****" (last.tail) " "
                    (match last.ended { Ended::Finished => "完成 · finished", Ended::Held => "拿开 · taken away", Ended::Torn => "中断 · torn", Ended::Removed => "被拿走 · removed" })
                    @if let (Some(before), Some(after)) = (last.balance_before, last.balance) { " " (yuan(before)) " → " (yuan(after)) }
                }
            }
        }
    }
}

fn button(action: &str, counter: usize, power: Option<&str>, text: &str) -> Markup {
    html! {
        form.inline method="post" action=(action) {
            input type="hidden" name="counter" value=(counter);
            @if let Some(power) = power { input type="hidden" name="power" value=(power); }
            button { (text) }
        }
    }
}

fn settings(tray: &Tray, choice: &Choice<'_>) -> Markup {
    html! {
        fieldset {
            legend { "刷卡方式 · how the card is tapped" }
            @for counter in &tray.counters {
                label.choice {
                    input type="radio" name="counter" value=(counter.number) checked[counter.number == choice.counter];
                    " " (counter.number) " 号柜台"
                }
            }
            label { "中断 · tear "
                select name="tear" {
                    @for (name, _, text) in TEARS { option value=(name) selected[name == choice.tear] { (text) } }
                }
            }
            label { "最长停留毫秒 · hold ms " input name="hold_ms" value=(choice.hold) size="6" inputmode="numeric"; }
        }
    }
}

/// Whether it is simply an elder's card.
fn plain(card: &TrayCard) -> bool {
    card.entry.kind == Kind::Elder
}

fn card_button(place: usize, card: &TrayCard) -> Markup {
    let plain = plain(card);
    html! {
        button.card.special[!plain] name="card" value=(place) {
            span.kind { (if plain { "爱心卡" } else { "测试卡" }) }
            span.tail { "****" (card.tail()) }
            span.label { (card.entry.label) }
            @if let Some((balance, _)) = card.money() { span.balance { (yuan(balance)) } }
        }
    }
}

fn yuan(fen: u32) -> String {
    format!("¥{}.{:02}", fen / 100, fen % 100)
}

const STYLE: &str = "
:root{font-family:'Noto Sans CJK SC','Noto Sans SC',sans-serif;color:#111;background:#f3f1ec}
body{margin:0 auto;max-width:1200px;padding:12px}
header{display:flex;flex-wrap:wrap;gap:12px;align-items:center;justify-content:space-between}
h1{font-size:32px;margin:0}h1 small{font-size:16px;font-weight:400;color:#444}
button,input,select{font:inherit;padding:6px 10px}
.counter{background:#fff;border:1px solid #999;border-radius:8px;padding:10px 14px;margin:8px 0;display:flex;flex-wrap:wrap;gap:12px;align-items:center}
.inline{display:inline}.busy{font-weight:700}.bad{color:#a40000;font-weight:700}.last{color:#444}
fieldset{border:1px solid #999;border-radius:8px;margin:8px 0;display:flex;flex-wrap:wrap;gap:16px}
.choice{font-size:18px;font-weight:700}
.tray{display:grid;grid-template-columns:repeat(auto-fill,minmax(210px,1fr));gap:12px}
.card{display:flex;flex-direction:column;align-items:flex-start;gap:4px;min-height:132px;border:2px solid #8a1f1f;border-radius:14px;background:#fff8ee;cursor:pointer;text-align:left}
.card:hover,.card:focus{background:#ffe9c7;outline:3px solid #8a1f1f}
.special{border-style:dashed;border-color:#333;background:#eee}
.kind{color:#8a1f1f;font-weight:700}.special .kind{color:#333}
.tail{font-size:30px;font-weight:700;letter-spacing:1px}.label{font-size:15px}.balance{font-size:24px;font-weight:700;margin-top:auto}
";
