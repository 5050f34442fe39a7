//! Every rule of a service and what it has to say to one sale: for officers and auditors.

use super::benefit::words;
use crate::answer::{Denial, Line, Quote};
use crate::cap::{Cap, CapLimit};
use crate::case::Case;
use crate::offer::offer;
use crate::rule::Rule;
use crate::stage::Stage;
use crate::taken::Count;
use crate::tariff::Tariff;
use money::Fen;

/// One rule that was asked, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its stage.
    pub stage: Stage,
    /// Its code.
    pub rule: u16,
    /// What it offers, or why it offers nothing, in two languages; the amount as it would be taken off.
    pub line: Line,
    /// Whether it is the one of its stage that gives.
    pub gives: bool,
    /// Its caps, when they take something away: what each allows, what is used of it and what is left, in two
    /// languages; the amount is 0.00.
    pub caps: Vec<Line>,
}

/// Asks every rule of the service one by one. `quote` is the answer to the same case.
#[must_use]
pub fn derive(tariff: &Tariff, case: &Case<'_>, quote: &Quote) -> Vec<Asked> {
    let mut left = quote.price;
    let mut asked = Vec::new();
    for stage in Stage::ALL {
        let part = quote.part(stage);
        let of_stage =
            tariff.rules.iter().filter(|rule| rule.stage == stage && rule.services.contains(&case.service));
        for rule in of_stage {
            let gives = part.is_some_and(|part| part.rule == rule.code);
            asked.push(Asked {
                stage,
                rule: rule.code,
                line: answer(tariff, rule, case, quote, left, gives),
                gives,
                caps: if is_cut(tariff, rule, case, quote, left) {
                    caps(rule, case, quote)
                } else {
                    Vec::new()
                },
            });
        }
        let given = part.map_or(Fen::ZERO, |part| part.benefit);
        left = left.checked_sub(given).unwrap_or(Fen::ZERO);
    }
    asked
}

/// Whether caps leave a rule that holds less than it would give.
fn is_cut(tariff: &Tariff, rule: &Rule, case: &Case<'_>, quote: &Quote, left: Fen) -> bool {
    rule.holds(case, quote.place(), &tariff.calendar, &tariff.places)
        && match offer(rule, case, quote.place(), left) {
            Err(denial) => matches!(denial, Denial::CapReached { .. }),
            Ok(offer) => offer.is_some_and(|offer| offer.is_cut()),
        }
}

/// What each cap of a rule allows, and what is used of it.
fn caps(rule: &Rule, case: &Case<'_>, quote: &Quote) -> Vec<Line> {
    let usage = rule.slot.and_then(|slot| case.taken.slots.get(&slot));
    let one = |cap: &Cap| {
        let used = usage.map_or(Count::default(), |usage| usage.used(cap.scope, quote.place()));
        let (limit_zh, limit_en, used, left) = match cap.limit {
            CapLimit::Count(limit) => {
                let used = used.count.min(limit);
                (format!("{limit} 次"), format!("{limit} ×"), used.to_string(), (limit - used).to_string())
            }
            CapLimit::Amount(limit) => {
                let used = used.benefit.clamp(Fen::ZERO, limit);
                let left = limit.checked_sub(used).unwrap_or(Fen::ZERO);
                (limit.to_string(), limit.to_string(), used.to_string(), left.to_string())
            }
        };
        Line {
            zh: format!("{}限 {limit_zh}：已用 {used}，还剩 {left}", cap.scope.zh()),
            en: format!("each {}, {limit_en}: used {used}, left {left}", cap.scope.word()),
            fen: Fen::ZERO,
        }
    };
    rule.caps.iter().map(one).collect()
}

fn answer(tariff: &Tariff, rule: &Rule, case: &Case<'_>, quote: &Quote, left: Fen, gives: bool) -> Line {
    let (what_zh, what_en) = words(&rule.benefit);
    let said = |zh: &str, en: &str, fen: Fen| Line {
        zh: format!("{}（{what_zh}）：{zh}", rule.zh),
        en: format!("{} ({what_en}): {en}", rule.en),
        fen: fen.checked_neg().unwrap_or(Fen::ZERO),
    };
    if !rule.groups.include(case.standing.groups) {
        return said("不属于这一档", "not this tier", Fen::ZERO);
    }
    if !rule.holds(case, quote.place(), &tariff.calendar, &tariff.places) {
        return said("不在日期、时段或地方", "not this day, hour or place", Fen::ZERO);
    }
    match offer(rule, case, quote.place(), left) {
        Err(denial) => said(denial.zh(), denial.en(), Fen::ZERO),
        Ok(None) => said("没有可减的", "nothing to take off", Fen::ZERO),
        Ok(Some(offer)) if offer.count == 0 => said("限额已用完", "its caps are used up", Fen::ZERO),
        Ok(Some(offer)) if gives && offer.is_cut() => {
            said("采用，限额内", "taken, within its caps", offer.benefit)
        }
        Ok(Some(offer)) if gives => said("采用", "taken", offer.benefit),
        Ok(Some(offer)) => said("另一条更优先", "another comes first", offer.benefit),
    }
}
