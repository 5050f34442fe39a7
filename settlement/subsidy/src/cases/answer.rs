//! A quote as it is written in JSON. Amounts are fen; keys stand in this order.

use super::case::UsageText;
use crate::answer::{Line, Notice, Part};
use crate::explain::{derive, explain};
use crate::story::Story;
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
    parts: Vec<PartText<'a>>,
    denied: Option<&'static str>,
    notices: Vec<&'static str>,
    legs: Vec<LegText<'a>>,
    lines: Vec<LineText>,
    /// Counters after the sale and its refund, by slot.
    taken: BTreeMap<u8, UsageText>,
    /// What each load has left after them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    lots: BTreeMap<u32, i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<RefundText>,
}

#[derive(Serialize)]
struct PartText<'a> {
    stage: &'static str,
    rule: &'a str,
    fen: i64,
    count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<i64>,
}

#[derive(Serialize)]
struct RefundText {
    cash_fen: i64,
    restored_fen: i64,
    /// Fen or points that came back to lots which had expired.
    expired: i64,
}

#[derive(Serialize)]
struct LegText<'a> {
    fund: &'a str,
    fen: i64,
}

#[derive(Serialize)]
struct LineText {
    zh: String,
    en: String,
    fen: i64,
}

impl<'a> Answer<'a> {
    pub(super) fn new(
        tariff: &'a Tariff,
        id: Option<&'a str>,
        story: &Story,
        ending: &'a Ending,
    ) -> Answer<'a> {
        let quote = &ending.quote;
        let case = story.case(tariff, &story.sale, &ending.before.0, &ending.before.1);
        let fund = |code| tariff.fund(code).map_or("", |fund| fund.name.as_str());
        let rule = |code| tariff.rule(code).map_or("", |rule| rule.name.as_str());
        let line = |line: Line| LineText { zh: line.zh, en: line.en, fen: line.fen.0 };
        let part = |part: &Part| PartText {
            stage: part.stage.word(),
            rule: rule(part.rule),
            fen: part.benefit.0,
            count: part.count,
            account: part
                .drawn
                .and_then(|drawn| tariff.account(drawn.account))
                .map(|account| account.name.as_str()),
            drawn: part.drawn.map(|drawn| drawn.amount),
        };
        let refunded = ending.refunded.as_ref().and_then(|refunded| refunded.as_ref().ok());
        let refund = refunded.map(|refunded| RefundText {
            cash_fen: refunded.refund.cash.0,
            restored_fen: refunded.refund.restored.0,
            expired: refunded.expired.iter().map(|entry| entry.amount).sum(),
        });
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
            rule: quote.rule().map(rule),
            parts: quote.parts().map(part).collect(),
            denied: quote.denied.map(crate::Denial::word),
            notices: quote.notices().map(Notice::word).collect(),
            legs: ending.legs.iter().map(|leg| LegText { fund: fund(leg.fund), fen: leg.amount.0 }).collect(),
            lines: explain(tariff, &case, quote).into_iter().map(line).collect(),
            taken: ending.taken.slots.iter().map(|(&slot, usage)| (slot, usage.into())).collect(),
            lots: ending.lots.iter().map(|lot| (lot.load, lot.left)).collect(),
            refund,
        }
    }
}

/// An answer, and how it came about.
#[derive(Serialize)]
pub(super) struct DerivationText<'a> {
    answer: Answer<'a>,
    /// Every rule of the service that was asked, in the order of stages and text.
    asked: Vec<AskedText<'a>>,
    borne: Vec<BorneText<'a>>,
}

#[derive(Serialize)]
struct AskedText<'a> {
    stage: &'static str,
    rule: &'a str,
    gives: bool,
    line: LineText,
    caps: Vec<LineText>,
}

#[derive(Serialize)]
struct BorneText<'a> {
    fund: &'a str,
    fen: i64,
    odd: bool,
}

impl<'a> DerivationText<'a> {
    pub(super) fn new(
        tariff: &'a Tariff,
        id: Option<&'a str>,
        story: &Story,
        ending: &'a Ending,
    ) -> DerivationText<'a> {
        let case = story.case(tariff, &story.sale, &ending.before.0, &ending.before.1);
        let line = |line: Line| LineText { zh: line.zh, en: line.en, fen: line.fen.0 };
        let asked = derive(tariff, &case, &ending.quote).into_iter().map(|asked| AskedText {
            stage: asked.stage.word(),
            rule: tariff.rule(asked.rule).map_or("", |rule| rule.name.as_str()),
            gives: asked.gives,
            line: line(asked.line),
            caps: asked.caps.into_iter().map(line).collect(),
        });
        let fund = |code| tariff.fund(code).map_or("", |fund| fund.name.as_str());
        let borne =
            ending.legs.iter().map(|leg| BorneText { fund: fund(leg.fund), fen: leg.amount.0, odd: leg.odd });
        DerivationText {
            answer: Answer::new(tariff, id, story, ending),
            asked: asked.collect(),
            borne: borne.collect(),
        }
    }
}
