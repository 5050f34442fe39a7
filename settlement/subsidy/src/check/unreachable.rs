//! Rules that are certainly never used, and groups nobody can be in: problems, because whoever wrote them
//! meant something else.

use super::ground::{Ground, Never};
use super::{holders, most};
use crate::problem::Findings;
use crate::rule::Rule;
use crate::tariff::Service;
use crate::text::RuleText;
use std::collections::BTreeSet;

/// Notes them; answers the codes of the rules.
pub(super) fn rules(ground: &Ground<'_>, problems: &mut Findings<'_>) -> BTreeSet<u16> {
    let mut never_used = BTreeSet::new();
    for (rule, text, days) in ground.rules() {
        let mut reasons = ground.services(rule).map(|service| why_not(ground, rule, days, service));
        let Some(Some(first)) = reasons.next() else { continue };
        if reasons.all(|reason| reason.is_some()) {
            never_used.insert(rule.code);
            say(text, &first, problems);
        }
    }
    never_used
}

/// Notes the services for which a rule is never used while it is for others.
pub(super) fn services(ground: &Ground<'_>, never_used: &BTreeSet<u16>, advice: &mut Findings<'_>) {
    for (rule, text, days) in ground.rules().filter(|(rule, ..)| !never_used.contains(&rule.code)) {
        for service in ground.services(rule) {
            let Some(reason) = why_not(ground, rule, days, service) else { continue };
            let (zh, en) = reason.words();
            let place = text.services.get_ref().iter().find(|name| *name.get_ref() == service.name);
            let (rule, service) = (&rule.name, &service.name);
            let zh = format!("规则 {rule} 对服务 {service} 永远用不上：{zh}");
            let en = format!("the rule {rule} is never used for the service {service}: {en}");
            let remedy = format!(
                "从 services 中删去 {service}，或改规则 · take {service} out of services, or change the rule"
            );
            match place {
                Some(name) => advice.add(name, &zh, &en, &remedy),
                None => advice.add(&text.code, &zh, &en, &remedy),
            }
        }
    }
}

/// Notes the groups nobody can be in.
pub(super) fn groups(ground: &Ground<'_>, problems: &mut Findings<'_>) {
    for (group, text) in ground.tariff.groups.iter().zip(&ground.written.groups) {
        if !holders::together(&[&group.who]) {
            let name = &group.name;
            problems.add(
                &text.name,
                &format!("没有人能属于 {name}：who 中的条件互相矛盾，或有一项是空的"),
                &format!(
                    "nobody can be in {name}: what who asks contradicts itself, or a list in it is empty"
                ),
                "删去多余的条件，或写出名称 · delete what is too much, or name something",
            );
        }
    }
}

/// Why a rule is never used for a service.
enum Reason<'g> {
    Never(Never),
    Beaten(&'g Rule),
}

fn why_not<'g>(
    ground: &Ground<'g>,
    rule: &'g Rule,
    days: &super::days::Days,
    service: &'g Service,
) -> Option<Reason<'g>> {
    let reach = match ground.reach(rule, days, service) {
        Ok(reach) => reach,
        Err(never) => return Some(Reason::Never(never)),
    };
    let beats = |other: &Rule, days: &super::days::Days| {
        other.code != rule.code
            && comes_first(other, rule)
            && holders::include(ground.tariff, other.groups, rule.groups)
            && where_is_wider(other, rule)
            && most::gives_at_least(other, rule)
            && most::caps_are_wider(other, rule)
            && ground.reach(other, days, service).is_ok_and(|wide| {
                reach.days.lie_within(&wide.days)
                    && reach.windows.iter().all(|window| wide.windows.contains(window))
            })
    };
    let mut others = ground.rules().filter(|(other, ..)| other.services.contains(&service.code));
    others.find(|(other, _, days)| beats(other, days)).map(|(other, ..)| Reason::Beaten(other))
}

/// Whether of two rules that give the same the first one wins, and the second has no other effect.
fn comes_first(one: &Rule, other: &Rule) -> bool {
    let bars = other.caps.iter().any(|cap| cap.on_exceed == crate::text::OnExceed::Deny);
    let refuses = bars || matches!(other.benefit, crate::benefit::Benefit::ProrataMonth { .. });
    let rank = |rule: &Rule| (!rule.overlay, rule.priority, rule.code);
    one.stage == other.stage && !refuses && (one.overlay || !other.overlay) && rank(one) < rank(other)
}

fn where_is_wider(wide: &Rule, narrow: &Rule) -> bool {
    let inside = |narrow: &Option<Vec<u16>>, wide: &Option<Vec<u16>>| match (narrow, wide) {
        (_, None) => true,
        (Some(narrow), Some(wide)) => narrow.iter().all(|code| wide.contains(code)),
        (None, Some(_)) => false,
    };
    inside(&narrow.place.kinds, &wide.place.kinds)
        && inside(&narrow.place.places, &wide.place.places)
        && (narrow.place.own_place || !wide.place.own_place)
}

fn say(text: &RuleText, reason: &Reason<'_>, problems: &mut Findings<'_>) {
    let (zh, en) = reason.words();
    let name = text.name.get_ref();
    problems.add(
        &text.code,
        &format!("规则 {name} 永远用不上：{zh}"),
        &format!("the rule {name} is never used: {en}"),
        reason.remedy(),
    );
}

impl Reason<'_> {
    fn words(&self) -> (String, String) {
        let (zh, en) = match self {
            Reason::Never(Never::Nobody) => ("没有人能属于它的 groups", "nobody can be in its groups"),
            Reason::Never(Never::Outsiders) => (
                "它的 groups 不在服务的 groups 之内，服务对他们不售",
                "the service is not sold to its groups",
            ),
            Reason::Never(Never::Days) => {
                ("生效日之后没有一天满足 when", "no day from effective_from on fits its when")
            }
            Reason::Never(Never::Closed) => {
                ("满足 when 的日子服务都停售", "the service is closed on every day that fits its when")
            }
            Reason::Never(Never::Windows) => {
                ("服务不在它的时段出售", "the service is not sold in its windows")
            }
            Reason::Never(Never::Kinds) => (
                "没有一种商户既符合 where 又出售这项服务",
                "no kind of merchant in its where sells the service",
            ),
            Reason::Never(Never::Places) => ("where 的 places 是空的", "places in its where is empty"),
            Reason::Never(Never::OwnPlace) => (
                "没有一个老人的地方与终端的地方相合",
                "no place of a holder it is for goes with a place of a till",
            ),
            Reason::Beaten(other) => {
                let stage = other.stage.word();
                return (
                    format!("同一级（{stage}）的 {} 总是给得一样多或更多，并且先用", other.name),
                    format!(
                        "{} of the same stage ({stage}) always gives as much or more and comes first",
                        other.name
                    ),
                );
            }
        };
        (zh.to_owned(), en.to_owned())
    }

    fn remedy(&self) -> &'static str {
        match self {
            Reason::Beaten(_) => {
                "给它更小的 priority、更多的优惠或别的 groups，或删去它 · give it a lower priority, a larger benefit or other groups, or delete it"
            }
            Reason::Never(Never::Days | Never::Closed) => {
                "改 when、节日的日期或 closed_on，或删去规则 · change when, the days of the festival or closed_on, or delete the rule"
            }
            _ => "改 groups、when 或 where，或删去规则 · change groups, when or where, or delete the rule",
        }
    }
}
