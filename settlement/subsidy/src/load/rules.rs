//! Rules: names resolved, modes given the keys they need, slots told apart.

use super::amounts::rounding;
use super::benefits::{benefit, is_unbounded};
use super::caps::{caps, remembers};
use super::funding::funding;
use super::names::{EVERYBODY, Names, resolve};
use super::services::days_of;
use super::slots::slot;
use crate::benefit::{Benefit, Round};
use crate::calendar::Festival;
use crate::cap::CapLimit;
use crate::place::Places;
use crate::problem::Findings;
use crate::rule::{Groups, Rule, When, Where};
use crate::stage::Stage;
use crate::tariff::Service;
use crate::text::{DayKind, HeadText, RuleText, Shift};

/// A rule that says nothing about priority stands behind those that do.
const LAST_PRIORITY: u16 = 100;

/// What rules stand on.
pub(super) struct Ground<'g> {
    pub(super) services: &'g [Service],
    pub(super) festivals: &'g [Festival],
    pub(super) places: &'g Places,
    pub(super) names: &'g Names<'g>,
    pub(super) head: &'g HeadText,
    pub(super) round: Round,
}

pub(super) fn rules(written: &[RuleText], ground: &Ground<'_>, findings: &mut Findings<'_>) -> Vec<Rule> {
    written.iter().map(|text| rule(text, ground, findings)).collect()
}

fn rule(text: &RuleText, ground: &Ground<'_>, findings: &mut Findings<'_>) -> Rule {
    let names = ground.names;
    let sold: Vec<u16> = text
        .services
        .get_ref()
        .iter()
        .filter_map(|name| resolve(findings, "service", &names.services, name))
        .collect();
    for (list, key) in [(&text.services, "services"), (&text.groups, "groups")] {
        if list.get_ref().is_empty() {
            findings.add(
                list,
                &format!("{key} 是空的，这条规则永远用不上"),
                &format!("{key} is empty: this rule never applies"),
                "写出至少一个名称，或删去规则 · name at least one, or delete the rule",
            );
        }
    }
    let services = || ground.services.iter().filter(|service| sold.contains(&service.code));
    let windows: Vec<u16> = services().flat_map(|service| service.windows.iter().copied()).collect();
    let free_hours = services().any(|service| service.windows.is_empty());
    let benefit = benefit(&text.benefit, names, findings);
    let rule = Rule {
        code: *text.code.get_ref(),
        name: text.name.get_ref().clone(),
        zh: text.zh.get_ref().clone(),
        en: text.en.get_ref().clone(),
        groups: groups(text, names, findings),
        when: when(text, &windows, ground, findings),
        place: place(text, ground, findings),
        caps: caps(&text.caps, free_hours, findings),
        slot: remembers(text).then(|| slot(text, findings)).flatten(),
        funding: funding(&text.funding, names, findings),
        round: text.round.as_ref().map_or(ground.round, |own| rounding(own, findings)),
        stage: stage(text, &benefit, findings),
        overlay: text.stack.overlay,
        priority: text.priority.unwrap_or(LAST_PRIORITY),
        refund: text.refund.unwrap_or(ground.head.refund),
        byte: text.code.span().start,
        services: sold,
        benefit,
    };
    let capped = rule.caps.iter().any(|cap| matches!(cap.limit, CapLimit::Amount(_)));
    if is_unbounded(&rule.benefit) && !capped {
        findings.add(
            &text.benefit.mode,
            "没有 value 的 amount_off 要有金额限额",
            "amount_off without a value needs a cap on the amount",
            "写 value，或写一个 kind = \"amount\" 的 cap；全免用 mode = \"free\" · write value, or a cap of kind = \"amount\"; for nothing to pay use mode = \"free\"",
        );
    }
    rule
}

fn groups(text: &RuleText, names: &Names<'_>, findings: &mut Findings<'_>) -> Groups {
    let written = text.groups.get_ref();
    if written.iter().any(|name| name.get_ref() == EVERYBODY) {
        for name in written.iter().filter(|name| name.get_ref() != EVERYBODY) {
            findings.add(
                name,
                &format!("everybody 已含 {name}"),
                &format!("everybody includes {name}"),
                "只留 everybody，或删去它 · keep everybody alone, or delete it",
            );
        }
        return Groups::Everybody;
    }
    let bits = written.iter().filter_map(|name| resolve(findings, "group", &names.groups, name));
    Groups::Any(bits.fold(0, |all, bit| all | bit))
}

/// Vouchers and points come last, everything else before them.
fn stage(text: &RuleText, benefit: &Benefit, findings: &mut Findings<'_>) -> Stage {
    let from_account = benefit.account().is_some();
    let Some(written) = &text.stack.group else {
        return if from_account { Stage::Voucher } else { Stage::Benefit };
    };
    if from_account != (*written.get_ref() == Stage::Voucher) {
        findings.add(
            written,
            "voucher 一级只用券和积分，券和积分只在 voucher 一级",
            "the stage voucher is for vouchers and points, and these stand nowhere else",
            "改 group，或改 benefit 的 mode · change the group, or the mode of the benefit",
        );
    }
    *written.get_ref()
}

fn place(text: &RuleText, ground: &Ground<'_>, findings: &mut Findings<'_>) -> Where {
    let names = ground.names;
    let kinds = text.place.kinds.as_ref().map(|written| {
        written.iter().filter_map(|name| resolve(findings, "kind", &names.kinds, name)).collect()
    });
    let places = text.place.places.as_ref().map(|written| {
        let codes =
            written.iter().filter_map(|name| resolve(findings, "place", &names.places, name)).collect();
        ground.places.with_inner(&codes)
    });
    Where { kinds, places, own_place: text.place.own_place }
}

fn when(text: &RuleText, sold_in: &[u16], ground: &Ground<'_>, findings: &mut Findings<'_>) -> When {
    let names = ground.names;
    let mut when = calendar_of(text, ground, findings);
    for name in text.when.windows.iter().flatten() {
        let Some(code) = resolve(findings, "window", &names.windows, name) else { continue };
        if !sold_in.contains(&code) {
            findings.add(
                name,
                &format!("这条规则的服务不在时段 {name} 出售"),
                &format!("no service of this rule is sold in the window {name}"),
                "在服务的 windows 中加上它，或在规则中删去 · add it to the windows of the service, or delete it here",
            );
        }
        when.windows.push(code);
    }
    when
}

fn calendar_of(text: &RuleText, ground: &Ground<'_>, findings: &mut Findings<'_>) -> When {
    let written = &text.when;
    let mut when = When {
        shift: written.shift.as_ref().map_or(Shift::None, |shift| *shift.get_ref()),
        works: written.days.map(|kind| kind == DayKind::Work),
        festivals: written
            .festivals
            .as_ref()
            .map(|names| days_of(names, ground.festivals, ground.names, findings)),
        first_day: written.first_day.map(|day| day.0),
        last_day: written.last_day.as_ref().map(|day| day.get_ref().0),
        weekdays: written
            .weekdays
            .as_ref()
            .map(|days| days.get_ref().iter().fold(0, |bits, day| bits | 1 << (*day as u8))),
        ..When::default()
    };
    if let Some(days) = &text.when.days_of_month {
        let mut bits = 0u32;
        for day in days.get_ref() {
            match *day.get_ref() {
                number @ 1..=31 => bits |= 1 << (number - 1),
                _ => findings.add(
                    day,
                    &format!("每月没有第 {day} 日"),
                    &format!("no month has a day {day}"),
                    "写 1 到 31 · write 1 to 31",
                ),
            }
        }
        if days.get_ref().is_empty() {
            findings.add(
                days,
                "days_of_month 是空的，这条规则永远用不上",
                "days_of_month is empty: this rule never applies",
                "写出日子，或删去 days_of_month · name the days, or delete days_of_month",
            );
        }
        when.days_of_month = Some(bits);
    }
    if let Some(days) = written.weekdays.as_ref().filter(|days| days.get_ref().is_empty()) {
        findings.add(
            days,
            "weekdays 是空的，这条规则永远用不上",
            "weekdays is empty: this rule never applies",
            "写出星期几，或删去 weekdays · name the days, or delete weekdays",
        );
    }
    if let (Some(shift), None) = (&written.shift, &written.days_of_month) {
        findings.add(
            shift,
            "没有 days_of_month，shift 没有意义",
            "without days_of_month, shift says nothing",
            "删去 shift，或写 days_of_month · delete shift, or write days_of_month",
        );
    }
    if let Some(last) = &written.last_day {
        let never = when.first_day.is_some_and(|first| last.get_ref().0 < first);
        if never || last.get_ref().0 < ground.head.effective_from.0 {
            findings.add(
                last,
                "这条规则在开始之前就结束了",
                "this rule ends before it begins",
                "改 last_day，或删去规则 · change last_day, or delete the rule",
            );
        }
    }
    when
}
