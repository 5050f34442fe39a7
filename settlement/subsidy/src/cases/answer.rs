//! A quote as it is written in JSON. Amounts are fen; keys stand in this order.

use super::case::UsageText;
use crate::answer::{Line, Notice};
use crate::tariff::Tariff;
use crate::tell::Ending;
use serde::Serialize;
use std::collections::BTreeMap;

/// One line.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    tariff: &'a str,
    version: u32,
    service: &'a str,
    window: Option<&'a str>,
    day: String,
    letter: char,
    price_fen: i64,
    benefit_fen: i64,
    self_pay_fen: i64,
    rule: Option<&'a str>,
    denied: Option<&'static str>,
    notices: Vec<&'static str>,
    legs: Vec<LegText<'a>>,
    lines: Vec<LineText<'a>>,
    /// Counters after the sale, by slot.
    taken: BTreeMap<u8, UsageText>,
}

#[derive(Serialize)]
struct LegText<'a> {
    fund: &'a str,
    fen: i64,
}

#[derive(Serialize)]
struct LineText<'a> {
    zh: &'a str,
    en: &'a str,
    fen: i64,
}

impl<'a> Answer<'a> {
    pub(super) fn new(tariff: &'a Tariff, id: Option<&'a str>, ending: &'a Ending) -> Answer<'a> {
        let quote = &ending.quote;
        let fund = |code| tariff.fund(code).map_or("", |fund| fund.name.as_str());
        let line = |line: &'a Line| LineText { zh: &line.zh, en: &line.en, fen: line.fen.0 };
        Answer {
            id,
            tariff: tariff.id(),
            version: tariff.version(),
            service: tariff.service(quote.service).map_or("", |service| service.name.as_str()),
            window: tariff.window(quote.window).map(|window| window.name.as_str()),
            day: quote.day.to_string(),
            letter: quote.letter,
            price_fen: quote.price.0,
            benefit_fen: quote.benefit.0,
            self_pay_fen: quote.self_pay.0,
            rule: quote.rule.and_then(|code| tariff.rule(code)).map(|rule| rule.name.as_str()),
            denied: quote.denied.map(crate::Denial::word),
            notices: quote.soft.iter().map(|&notice| Notice::word(notice)).collect(),
            legs: ending.legs.iter().map(|leg| LegText { fund: fund(leg.fund), fen: leg.amount.0 }).collect(),
            lines: quote.lines.iter().map(line).collect(),
            taken: ending.taken.slots.iter().map(|(&slot, usage)| (slot, usage.into())).collect(),
        }
    }
}
