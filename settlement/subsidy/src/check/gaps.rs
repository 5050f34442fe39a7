//! What was probably forgotten: ages in no tier, windows nothing is sold in, calendars that end soon.

use super::ground::Ground;
use super::holders;
use crate::holder::Who;
use crate::problem::Findings;
use crate::stage::Stage;
use crate::text::{GroupText, Shift};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Notes ages that lie between the tiers of one service and in none of them.
pub(super) fn ages(ground: &Ground<'_>, advice: &mut Findings<'_>) {
    let mut said = BTreeSet::new();
    for service in &ground.tariff.services {
        for stage in Stage::ALL {
            let rules = ground.tariff.rules.iter();
            let of_stage = rules.filter(|rule| rule.stage == stage && rule.services.contains(&service.code));
            let bits = of_stage
                .flat_map(|rule| holders::named(ground.tariff, rule.groups))
                .fold(0, |bits, group| bits | group.mask());
            let used = ground.tariff.groups.iter().zip(&ground.written.groups);
            let used: Vec<(&Who, &GroupText)> = used
                .filter(|(group, _)| group.mask() & bits != 0)
                .map(|(group, text)| (&group.who, text))
                .collect();
            for (from, to, text) in holes(&used) {
                if said.insert((from, to, text.name.get_ref())) {
                    say(from, to, text, &service.name, advice);
                }
            }
        }
    }
}

/// Holes between groups that differ in nothing but age, each with the group after it.
fn holes<'g>(used: &[(&Who, &'g GroupText)]) -> Vec<(u8, u8, &'g GroupText)> {
    let ageless = |who: &Who| Who { age_from: None, age_to: None, ..who.clone() };
    let mut holes = Vec::new();
    let mut kinds: Vec<Who> = Vec::new();
    for (who, _) in used.iter().filter(|(who, _)| who.age_from.is_some() || who.age_to.is_some()) {
        let kind = ageless(who);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for kind in kinds {
        let mut steps: Vec<(u8, u8, &GroupText)> = used
            .iter()
            .filter(|(who, _)| ageless(who) == kind)
            .map(|(who, text)| (who.age_from.unwrap_or(0), who.age_to.unwrap_or(u8::MAX), *text))
            .collect();
        steps.sort_by_key(|&(from, to, _)| (from, to));
        let mut covered: Option<u8> = None;
        for (from, to, text) in steps {
            if let Some(before) = covered.filter(|&before| before.saturating_add(1) < from) {
                holes.push((before.saturating_add(1), from.saturating_sub(1), text));
            }
            covered = covered.max(Some(to));
        }
    }
    holes
}

fn say(from: u8, to: u8, text: &GroupText, service: &str, advice: &mut Findings<'_>) {
    let (zh, en) = if from == to {
        (format!("{from}"), format!("{from}"))
    } else {
        (format!("{from}–{to}"), format!("{from} to {to}"))
    };
    let place = text.who.age_from.as_ref().map_or(text.bit.span(), toml::Spanned::span);
    advice.add(
        &toml::Spanned::new(place, ()),
        &format!("{service} 的各年龄段之间漏了 {zh} 周岁"),
        &format!("between the ages of {service}, {en} is in no group"),
        "把前一段的 age_to 或这一段的 age_from 改到相接：60 到 69 之后写 age_from = 70 · let age_to of the one before and this age_from meet: after 60 to 69 write age_from = 70",
    );
}

/// Notes windows nothing is sold in.
pub(super) fn windows(ground: &Ground<'_>, advice: &mut Findings<'_>) {
    let sold = |code: u16| ground.tariff.services.iter().any(|service| service.windows.contains(&code));
    for text in ground.written.windows.iter().filter(|text| !sold(*text.code.get_ref())) {
        let name = text.name.get_ref();
        advice.add(
            &text.name,
            &format!("没有服务在时段 {name} 出售"),
            &format!("no service is sold in the window {name}"),
            "在服务的 windows 中写上它，或删去这一段 · name it in the windows of a service, or delete it",
        );
    }
}

/// Notes festivals and lists of days that end within a year and are asked for.
pub(super) fn calendars(ground: &Ground<'_>, advice: &mut Findings<'_>) {
    let begins = ground.tariff.effective_from;
    let a_year = begins.checked_add(jiff::Span::new().years(1)).unwrap_or(begins);
    let rules = || ground.written.rules.iter();
    let by_rules = rules().filter_map(|rule| rule.when.festivals.as_ref()).flatten();
    let by_services = ground.written.services.iter().flat_map(|service| &service.closed_on);
    let asked: BTreeSet<&String> = by_rules.chain(by_services).map(toml::Spanned::get_ref).collect();
    for (festival, text) in ground.tariff.festivals.iter().zip(&ground.written.festivals) {
        let last = festival.days.last().copied().unwrap_or(begins);
        if asked.contains(&festival.name) && last < a_year {
            let name = &festival.name;
            ends(
                &text.days,
                (&format!("节日 {name} "), &format!("the festival {name}")),
                last,
                a_year,
                advice,
            );
        }
    }
    let calendar = &ground.tariff.calendar;
    let last = calendar.rest.iter().chain(&calendar.work).max().copied();
    let asks = |rule: &&crate::text::RuleText| {
        rule.when.days.is_some()
            || rule.when.shift.as_ref().is_some_and(|shift| *shift.get_ref() == Shift::NextWorkday)
    };
    let Some(rule) = rules().find(asks).filter(|_| last.is_none_or(|last| last < a_year)) else { return };
    match last {
        Some(last) => ends(&rule.code, ("[days] 的假日和调休表", "the table [days]"), last, a_year, advice),
        None => advice.add(
            &rule.code,
            "规则看工作日和休息日，资费中却没有 [days]：只按周六周日休息",
            "a rule asks for working days, and there is no [days]: only Saturdays and Sundays are off",
            "按放假通知写 [days] 的 rest 和 work · list rest and work under [days] as the holiday notice says",
        ),
    }
}

fn ends<T>(
    place: &toml::Spanned<T>,
    (zh, en): (&str, &str),
    last: Date,
    a_year: Date,
    advice: &mut Findings<'_>,
) {
    advice.add(
        place,
        &format!("{zh}只到 {last}，不满一年（到 {a_year}）：之后的规则按没有列出算"),
        &format!("{en} ends on {last}, less than a year on ({a_year}): after it nothing is listed"),
        "下一年的通知公布后发布新版本，补上日期 · release a new version with the days once the next notice is out",
    );
}
