//! Rules: names resolved, modes given the keys they need, slots told apart.

use super::amounts::{positive, rounding};
use super::caps::{caps, remembers};
use super::funding::funding;
use super::names::{Names, resolve};
use crate::benefit::{Benefit, Round};
use crate::problem::Findings;
use crate::rule::{Rule, When};
use crate::tariff::Service;
use crate::text::{BenefitText, Mode, RuleText};
use std::collections::BTreeMap;

/// A rule that says nothing about priority stands behind those that do.
const LAST_PRIORITY: u16 = 100;

pub(super) fn rules(
    written: &[RuleText],
    services: &[Service],
    names: &Names<'_>,
    round: Round,
    findings: &mut Findings<'_>,
) -> Vec<Rule> {
    let rules = written.iter().map(|text| rule(text, services, names, round, findings)).collect();
    shared_slots(written, findings);
    rules
}

fn rule(
    text: &RuleText,
    services: &[Service],
    names: &Names<'_>,
    round: Round,
    findings: &mut Findings<'_>,
) -> Rule {
    let sold: Vec<u16> = text
        .services
        .get_ref()
        .iter()
        .filter_map(|name| resolve(findings, "service", &names.services, name))
        .collect();
    let mut groups = 0;
    for name in text.groups.get_ref() {
        groups |= resolve(findings, "group", &names.groups, name).unwrap_or(0);
    }
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
    let windows: Vec<u16> = services
        .iter()
        .filter(|service| sold.contains(&service.code))
        .flat_map(|service| service.windows.iter().copied())
        .collect();
    let free_hours =
        services.iter().any(|service| sold.contains(&service.code) && service.windows.is_empty());
    Rule {
        code: *text.code.get_ref(),
        name: text.name.get_ref().clone(),
        zh: text.zh.get_ref().clone(),
        en: text.en.get_ref().clone(),
        services: sold,
        groups,
        when: when(text, &windows, names, findings),
        benefit: benefit(&text.benefit, findings),
        caps: caps(&text.caps, free_hours, findings),
        slot: remembers(text).then(|| slot(text, findings)).flatten(),
        funding: funding(&text.funding, names, findings),
        round: text.round.as_ref().map_or(round, |own| rounding(own, findings)),
        priority: text.priority.unwrap_or(LAST_PRIORITY),
        byte: text.code.span().start,
    }
}

fn when(text: &RuleText, sold_in: &[u16], names: &Names<'_>, findings: &mut Findings<'_>) -> When {
    let mut when = When::default();
    if let Some(days) = &text.when.days_of_month {
        for day in days.get_ref() {
            match i8::try_from(*day.get_ref()) {
                Ok(number @ 1..=31) => when.days_of_month.push(number),
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
    }
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

/// Each mode has the keys it needs and no other.
fn benefit(text: &BenefitText, findings: &mut Findings<'_>) -> Benefit {
    let mode = *text.mode.get_ref();
    let (needs_value, needs_min, needs_rate) = match mode {
        Mode::FixedPrice | Mode::AmountOff => (true, false, false),
        Mode::ThresholdOff => (true, true, false),
        Mode::PercentOff => (false, false, true),
        Mode::Free => (false, false, false),
    };
    let mut key = |needed: bool, written: bool, name: &str| {
        if needed && !written {
            findings.add(
                &text.mode,
                &format!("这种优惠方式还需要 {name}"),
                &format!("this mode also needs {name}"),
                &format!("在 benefit 中补写 {name} · add {name} to benefit"),
            );
        }
        if !needed && written {
            findings.add(
                &text.mode,
                &format!("这种优惠方式不用 {name}"),
                &format!("this mode has no {name}"),
                &format!("删去 {name}，或改 mode · delete {name}, or change the mode"),
            );
        }
    };
    key(needs_value, text.value.is_some(), "value");
    key(needs_min, text.min.is_some(), "min");
    key(needs_rate, text.rate.is_some(), "rate");
    // A fixed price of nothing is `free`; nothing off is no benefit.
    let value = positive(&text.value, findings);
    let min = positive(&text.min, findings);
    let rate = text.rate.as_ref().map_or(0, |rate| *rate.get_ref());
    if let Some(rate) = text.rate.as_ref().filter(|rate| !(1..=10_000).contains(rate.get_ref())) {
        findings.add(
            rate,
            &format!("优惠率 {rate} 超出范围"),
            &format!("the rate {rate} is out of range"),
            "以万分之一为单位，写 1 到 10000：减 15% 写 1500 · in ten-thousandths, 1 to 10000: 15 % off is 1500",
        );
    }
    match mode {
        Mode::FixedPrice => Benefit::FixedPrice(value),
        Mode::AmountOff => Benefit::AmountOff(value),
        Mode::ThresholdOff => Benefit::ThresholdOff { off: value, min },
        Mode::PercentOff => Benefit::PercentOff(rate),
        Mode::Free => Benefit::Free,
    }
}

/// Where usage is counted: the slot that is written, or the code of the rule.
fn slot(text: &RuleText, findings: &mut Findings<'_>) -> Option<u8> {
    match &text.slot {
        Some(slot) if *slot.get_ref() == 0 => {
            findings.add(slot, "计数槽从 1 开始", "slots begin at 1", "写 1 到 255 · write 1 to 255");
            None
        }
        Some(slot) => Some(*slot.get_ref()),
        None => {
            let slot = u8::try_from(*text.code.get_ref()).ok();
            if slot.is_none() {
                findings.add(
                    &text.code,
                    "编号大于 255 的规则有限额，须写明计数槽",
                    "a rule with caps and a code above 255 must name its slot",
                    "补写 slot = 1 到 255 · add slot = 1 to 255",
                );
            }
            slot
        }
    }
}

/// Rules share a slot only when both say so; a shared slot by accident would eat another rule's benefit.
fn shared_slots(written: &[RuleText], findings: &mut Findings<'_>) {
    let silent: BTreeMap<u16, &RuleText> = written
        .iter()
        .filter(|rule| rule.slot.is_none() && remembers(rule))
        .map(|rule| (*rule.code.get_ref(), rule))
        .collect();
    for (slot, rule) in written.iter().filter_map(|rule| Some((rule.slot.as_ref()?, rule))) {
        if let Some(other) = silent.get(&u16::from(*slot.get_ref())) {
            findings.add(
                slot,
                &format!("计数槽 {slot} 已是规则 {} 的默认槽，两条规则会共用次数", other.name),
                &format!("slot {slot} is the default of rule {}: the two would share their counts", other.name),
                &format!("若要共用，在 {} 中也写 slot = {slot}，否则换一个 · to share it, write slot = {slot} in {} too; otherwise take another", other.name, other.name),
            );
        }
        if !remembers(rule) {
            findings.add(
                slot,
                "这条规则没有按时段、日或月的限额，slot 没有意义",
                "this rule has no cap by window, day or month; slot says nothing",
                "删去 slot，或写明 cap · delete slot, or write a cap",
            );
        }
    }
}
