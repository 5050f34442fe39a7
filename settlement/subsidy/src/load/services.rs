//! Services: when, where and for whom something is sold.

use super::names::{Names, resolve};
use super::windows::overlap;
use crate::calendar::Festival;
use crate::order::OrderTerms;
use crate::problem::Findings;
use crate::rule::Rule;
use crate::stage::Stage;
use crate::tariff::{Candidate, Service};
use crate::text::{NoShow, OrderText, Outsiders, ServiceText};
use crate::window::Window;
use jiff::civil::Date;
use toml::Spanned;

pub(super) fn services(
    written: &[ServiceText],
    windows: &[Window],
    festivals: &[Festival],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Vec<Service> {
    written.iter().map(|text| service(text, windows, festivals, names, findings)).collect()
}

fn service(
    text: &ServiceText,
    windows: &[Window],
    festivals: &[Festival],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Service {
    let codes = sold_in(text, windows, names, findings);
    outsiders(text, findings);
    let mut groups = 0;
    for name in &text.groups {
        groups |= resolve(findings, "group", &names.groups, name).unwrap_or(0);
    }
    let kinds = text.kinds.iter().filter_map(|name| resolve(findings, "kind", &names.kinds, name)).collect();
    let closed = days_of(&text.closed_on, festivals, names, findings);
    let order = text.order.as_ref().map(|order| terms(order, findings));
    Service {
        code: *text.code.get_ref(),
        name: text.name.get_ref().clone(),
        zh: text.zh.get_ref().clone(),
        en: text.en.get_ref().clone(),
        windows: codes,
        kinds,
        closed,
        groups,
        deny_outsiders: text.outsiders.as_ref().is_some_and(|word| *word.get_ref() == Outsiders::Deny),
        order,
        stages: Default::default(),
    }
}

fn sold_in(
    text: &ServiceText,
    windows: &[Window],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Vec<u16> {
    let mut codes: Vec<u16> = Vec::new();
    for name in &text.windows {
        let Some(code) = resolve(findings, "window", &names.windows, name) else { continue };
        let named = |code: u16| windows.iter().find(|window| window.code == code);
        let other = codes
            .iter()
            .filter_map(|&other| named(other))
            .find(|other| named(code).is_some_and(|window| overlap(window, other)));
        if let Some(other) = other {
            findings.add(
                name,
                &format!("同一服务的时段 {name} 与 {} 重叠", other.name),
                &format!("the windows {name} and {} of one service overlap", other.name),
                "改时段的起止，使每一刻只属于一个时段 · move their ends so that each minute belongs to one window only",
            );
        } else {
            codes.push(code);
        }
    }
    codes
}

fn outsiders(text: &ServiceText, findings: &mut Findings<'_>) {
    match &text.outsiders {
        None if !text.groups.is_empty() => findings.add(
            &text.name,
            "服务限定了 groups，却没有说其他人怎么办",
            "the service is for certain groups, but nothing is said about everybody else",
            "补写 outsiders = \"full_price\"（按原价）或 \"deny\"（不售） · add outsiders = \"full_price\" or \"deny\"",
        ),
        Some(outsiders) if text.groups.is_empty() => findings.add(
            outsiders,
            "没有限定 groups 的服务，人人可用，outsiders 没有意义",
            "a service without groups is for everybody; outsiders says nothing",
            "删去 outsiders，或写明 groups · delete outsiders, or name the groups",
        ),
        _ => {}
    }
}

/// The days of some festivals, sorted.
pub(super) fn days_of(
    written: &[Spanned<String>],
    festivals: &[Festival],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Vec<Date> {
    let mut days: Vec<Date> = written
        .iter()
        .filter_map(|name| resolve(findings, "festival", &names.festivals, name))
        .filter_map(|index| festivals.get(index))
        .flat_map(|festival| festival.days.iter().copied())
        .collect();
    days.sort();
    days
}

fn terms(text: &OrderText, findings: &mut Findings<'_>) -> OrderTerms {
    let cut_off = text.cut_off.get_ref().0;
    if cut_off == 0 {
        findings.add(
            &text.cut_off,
            "截止时刻 00:00 之前没有一分钟可以下单",
            "before 00:00 there is no minute to order in",
            "到前一天午夜为止，写 cut_off = \"24:00\" 并把 days_before 加一 · for midnight of the day before write cut_off = \"24:00\" and one more in days_before",
        );
    }
    OrderTerms {
        required: text.required,
        cut_off,
        days_before: text.days_before,
        no_show_funded: text.no_show == NoShow::Funded,
    }
}

/// Tells each service its rules, by stage.
pub(super) fn attach(services: &mut [Service], rules: &[Rule]) {
    for (index, rule) in rules.iter().enumerate() {
        let about = |service: &&mut Service| rule.services.contains(&service.code);
        for service in services.iter_mut().filter(about) {
            let [concession, benefit, voucher] = &mut service.stages;
            let stage = match rule.stage {
                Stage::Concession => concession,
                Stage::Benefit => benefit,
                Stage::Voucher => voucher,
            };
            let candidate = Candidate { groups: rule.groups, index };
            if rule.overlay { stage.overlays.push(candidate) } else { stage.others.push(candidate) }
        }
    }
}
