//! Windows and the services sold in them.

use super::names::{Names, resolve};
use crate::problem::Findings;
use crate::tariff::{Service, Window};
use crate::text::{Outsiders, ServiceText, WindowText};

const DAY: u16 = 24 * 60;

pub(super) fn windows(written: &[WindowText], findings: &mut Findings<'_>) -> Vec<Window> {
    for window in written {
        let (from, to) = (window.from.get_ref().0, window.to.get_ref().0);
        if from == DAY {
            findings.add(
                &window.from,
                "时段不能从 24:00 开始",
                "a window cannot begin at 24:00",
                "写成次日的 \"00:00\" · write \"00:00\" of the next day",
            );
        }
        if to == 0 {
            findings.add(
                &window.to,
                "结束时刻 00:00 不明确",
                "it is not clear what ends at 00:00",
                "到午夜为止写 \"24:00\" · write \"24:00\" for midnight",
            );
        }
        if from == to {
            findings.add(
                &window.to,
                "时段的开始与结束相同，没有长度",
                "the window begins and ends at the same minute",
                "开始的一分钟计入、结束的不计入；全天写 \"00:00\" 到 \"24:00\" · the first minute belongs to it and the last does not; a whole day is \"00:00\" to \"24:00\"",
            );
        }
    }
    let window = |window: &WindowText| Window {
        code: *window.code.get_ref(),
        name: window.name.get_ref().clone(),
        zh: window.zh.get_ref().clone(),
        en: window.en.get_ref().clone(),
        from: window.from.get_ref().0,
        to: window.to.get_ref().0,
    };
    written.iter().map(window).collect()
}

pub(super) fn services(
    written: &[ServiceText],
    windows: &[Window],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Vec<Service> {
    written.iter().map(|text| service(text, windows, names, findings)).collect()
}

fn service(
    text: &ServiceText,
    windows: &[Window],
    names: &Names<'_>,
    findings: &mut Findings<'_>,
) -> Service {
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
    let mut groups = 0;
    for name in &text.groups {
        groups |= resolve(findings, "group", &names.groups, name).unwrap_or(0);
    }
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
    Service {
        code: *text.code.get_ref(),
        name: text.name.get_ref().clone(),
        zh: text.zh.get_ref().clone(),
        en: text.en.get_ref().clone(),
        windows: codes,
        groups,
        deny_outsiders: text.outsiders.as_ref().is_some_and(|word| *word.get_ref() == Outsiders::Deny),
    }
}

/// Whether two windows share a minute of the day. A window across midnight is two stretches.
fn overlap(one: &Window, other: &Window) -> bool {
    let stretches = |window: &Window| {
        let Window { from, to, .. } = *window;
        if window.crosses_midnight() { [(from, DAY), (0, to)] } else { [(from, to), (0, 0)] }
    };
    let meet = |(from, to): (u16, u16), (from2, to2): (u16, u16)| from.max(from2) < to.min(to2);
    stretches(one).into_iter().any(|part| stretches(other).into_iter().any(|part2| meet(part, part2)))
}
