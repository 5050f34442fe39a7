//! Caps and steps that change nothing.

use super::ground::Ground;
use super::most;
use crate::cap::{Cap, CapLimit};
use crate::fund::Funding;
use crate::problem::Findings;
use crate::rule::Rule;
use crate::taken::Scope;
use crate::text::{OnExceed, RuleText};
use money::Fen;

/// Notes caps that another cap or the mode of the rule makes idle.
pub(super) fn caps(ground: &Ground<'_>, advice: &mut Findings<'_>) {
    for (rule, text, _) in ground.rules() {
        for (cap, written) in rule.caps.iter().zip(&text.caps) {
            let Some((zh, en)) = idle(rule, cap) else { continue };
            let scope = (cap.scope.zh(), cap.scope.word());
            advice.add(
                &written.limit,
                &format!("这个{}限额用不到：{zh}", scope.0),
                &format!("this cap by {} is never reached: {en}", scope.1),
                "删去它，或改小 · delete it, or make it smaller",
            );
        }
    }
}

fn idle(rule: &Rule, cap: &Cap) -> Option<(String, String)> {
    let by_longer = |long: &&Cap| {
        most::within(cap.scope, long.scope)
            && cap.limit == long.limit
            && hardness(cap.on_exceed) <= hardness(long.on_exceed)
    };
    if let Some(long) = rule.caps.iter().find(by_longer) {
        return Some((
            format!("{}限额与它一样多", long.scope.zh()),
            format!("the cap by {} is the same", long.scope.word()),
        ));
    }
    match cap.limit {
        CapLimit::Count(_) if cap.scope == Scope::Sale && most::counts_once(rule) => {
            Some(("这种优惠每笔只计一次".to_owned(), "this mode counts once for each sale".to_owned()))
        }
        CapLimit::Amount(limit) if cap.scope == Scope::Sale => {
            let gives = most::of_mode(&rule.benefit).filter(|gives| *gives <= limit)?;
            Some((
                format!("这种优惠每笔至多 {gives}"),
                format!("this mode gives at most {gives} for each sale"),
            ))
        }
        _ => None,
    }
}

/// Of two answers the harder one wins.
fn hardness(on_exceed: OnExceed) -> u8 {
    match on_exceed {
        OnExceed::Partial => 0,
        OnExceed::None => 1,
        OnExceed::Deny => 2,
    }
}

/// Notes steps of a waterfall that no benefit is large enough to reach.
pub(super) fn steps(ground: &Ground<'_>, advice: &mut Findings<'_>) {
    for (rule, text, _) in ground.rules() {
        let Funding::Waterfall { steps, .. } = &rule.funding else { continue };
        let Some(most) = most::of_rule(rule) else { continue };
        let mut before = Fen::ZERO;
        for (place, &(fund, up_to)) in steps.iter().enumerate() {
            if before >= most {
                say(text, place, (before, most), advice);
            }
            // A fund that can run dry hands on what it lacks, so what comes after it can be reached.
            if !ground.tariff.fund(fund).is_some_and(|fund| fund.limited) {
                before = before.checked_add(up_to).unwrap_or(before);
            }
        }
    }
}

fn say(text: &RuleText, place: usize, (before, most): (Fen, Fen), advice: &mut Findings<'_>) {
    let steps = text.funding.get_ref().waterfall.as_ref();
    let Some(step) = steps.and_then(|steps| steps.get(place)) else { return };
    let name = &step.name;
    advice.add(
        name,
        &format!("资金 {name} 轮不到：前面不会用尽的资金已承担 {before}，而优惠每笔至多 {most}"),
        &format!("the fund {name} is never reached: funds before it that cannot run dry bear {before}, and the benefit is at most {most} for each sale"),
        "改小前面的 up_to，或删去这一项 · lower the up_to before it, or delete this step",
    );
}
