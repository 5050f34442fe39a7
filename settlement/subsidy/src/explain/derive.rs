//! Every rule of a service and what it has to say to one sale: for officers and auditors.

use super::benefit::words;
use crate::answer::{Line, Quote};
use crate::case::Case;
use crate::offer::offer;
use crate::rule::Rule;
use crate::stage::Stage;
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
            });
        }
        let given = part.map_or(Fen::ZERO, |part| part.benefit);
        left = left.checked_sub(given).unwrap_or(Fen::ZERO);
    }
    asked
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
