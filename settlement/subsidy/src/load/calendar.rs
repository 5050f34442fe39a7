//! Days off, make-up working days and festivals.

use crate::calendar::{Calendar, Festival};
use crate::problem::Findings;
use crate::text::{Day, DaysText, FestivalText};
use jiff::civil::Date;
use toml::Spanned;

pub(super) fn calendar(text: &DaysText, findings: &mut Findings<'_>) -> Calendar {
    let calendar = Calendar { rest: sorted(&text.rest), work: sorted(&text.work) };
    for day in text.work.iter().filter(|day| calendar.rest.binary_search(&day.get_ref().0).is_ok()) {
        let shown = day.get_ref().0;
        findings.add(
            day,
            &format!("{shown} 既放假又上班"),
            &format!("{shown} is both a day off and a working day"),
            "从 rest 或 work 中删去它 · take it out of rest or of work",
        );
    }
    for days in [&text.rest, &text.work] {
        let mut seen = std::collections::BTreeSet::new();
        for day in days.iter().filter(|day| !seen.insert(day.get_ref().0)) {
            let shown = day.get_ref().0;
            findings.add(
                day,
                &format!("{shown} 写了两次"),
                &format!("{shown} is written twice"),
                "删去一处 · delete one",
            );
        }
    }
    calendar
}

fn sorted(days: &[Spanned<Day>]) -> Vec<Date> {
    let mut days: Vec<Date> = days.iter().map(|day| day.get_ref().0).collect();
    days.sort();
    days
}

pub(super) fn festivals(written: &[FestivalText], findings: &mut Findings<'_>) -> Vec<Festival> {
    let festival = |text: &FestivalText| {
        let mut days: Vec<Date> = text.days.get_ref().iter().map(|day| day.0).collect();
        days.sort();
        if days.is_empty() {
            findings.add(
                &text.days,
                "节日没有日期，规则永远用不上",
                "the festival has no days: no rule ever sees it",
                "列出每年的日期，农历节日不推算 · list the day of each year; nothing is computed from a lunar calendar",
            );
        }
        Festival {
            name: text.name.get_ref().clone(),
            zh: text.zh.get_ref().clone(),
            en: text.en.get_ref().clone(),
            days,
        }
    };
    written.iter().map(festival).collect()
}
