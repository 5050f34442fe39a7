//! The head of a tariff, its holders and its calendar.

use super::{About, Both, Changes, listed, paired, same};
use crate::age::{AgeBasis, LeapRule};
use crate::holder::{Group, Who};
use crate::tariff::Tariff;
use crate::text::RefundMethod;
use jiff::civil::Date;
use std::collections::BTreeSet;

pub(super) fn head(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    let about = About::Head;
    let mut value =
        |words: (&str, &str), before: Both, after: Both| changes.value(about, words, before, after);
    value(("版本", "version"), same(a.version), same(b.version));
    value(("名称", "title"), a.title.clone(), b.title.clone());
    value(("生效日", "effective from"), same(a.effective_from), same(b.effective_from));
    value(("满周岁的日子", "age basis"), age_basis(a.age_basis), age_basis(b.age_basis));
    value(
        ("2 月 29 日出生的人平年的生日", "birthday of people born on 29 February"),
        leap(a.leap_rule),
        leap(b.leap_rule),
    );
    value(("退款方式", "refunds"), refunds(a.refund), refunds(b.refund));
}

fn age_basis(basis: AgeBasis) -> Both {
    let (zh, en) = match basis {
        AgeBasis::Birthday => ("生日当天", "on the birthday"),
        AgeBasis::DayAfter => ("生日次日", "on the day after the birthday"),
        AgeBasis::FirstOfMonth => ("生日当月 1 日", "on the first of the month of the birthday"),
        AgeBasis::NextMonth => ("生日次月 1 日", "on the first of the month after the birthday"),
        AgeBasis::Year => ("当年 1 月 1 日", "on 1 January of the year of the birthday"),
    };
    (zh.to_owned(), en.to_owned())
}

fn leap(rule: LeapRule) -> Both {
    match rule {
        LeapRule::Feb28 => ("2 月 28 日".to_owned(), "28 February".to_owned()),
        LeapRule::Mar1 => ("3 月 1 日".to_owned(), "1 March".to_owned()),
    }
}

pub(super) fn refunds(method: RefundMethod) -> Both {
    let (zh, en) = match method {
        RefundMethod::Rerate => ("留下的部分重新定价", "the kept part is priced again"),
        RefundMethod::Prorata => ("按比例退", "in proportion"),
    };
    (zh.to_owned(), en.to_owned())
}

/// A group as people know it: its name, and the letter a till shows.
pub(super) fn called(group: &Group) -> Both {
    match group.letter {
        Some(letter) => (format!("{}（{letter} 档）", group.name), format!("{} (tier {letter})", group.name)),
        None => same(&group.name),
    }
}

pub(super) fn people(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    words(("类别", "category"), &a.categories, &b.categories, changes);
    words(("名单", "roster"), &a.rosters, &b.rosters, changes);
    for pair in paired(&a.groups, &b.groups, |group| group.bit) {
        match pair {
            (Some(before), Some(after)) => {
                let (zh, en) = called(after);
                let told = (format!("{zh}的范围"), format!("who is in {en}"));
                changes.value(About::People, (&told.0, &told.1), who(&before.who), who(&after.who));
                let letter = |group: &Group| group.letter.map_or(same("-"), same);
                let told =
                    (format!("{} 显示的档次", after.name), format!("the tier shown for {}", after.name));
                changes.value(About::People, (&told.0, &told.1), letter(before), letter(after));
            }
            (None, Some(group)) => {
                let ((zh, en), (who_zh, who_en)) = (called(group), who(&group.who));
                changes.say(
                    About::People,
                    format!("新增人群 {zh}：{who_zh}"),
                    format!("a new group {en}: {who_en}"),
                );
            }
            (Some(group), None) => {
                let (zh, en) = called(group);
                changes.say(About::People, format!("取消人群 {zh}"), format!("the group {en} is gone"));
            }
            (None, None) => {}
        }
    }
    let order = |tariff: &Tariff, other: &Tariff| -> Vec<u8> {
        let known =
            |group: &&Group| group.letter.is_some() && other.groups.iter().any(|one| one.bit == group.bit);
        tariff.groups.iter().filter(known).map(|group| group.bit).collect()
    };
    if order(a, b) != order(b, a) {
        changes.say(
            About::People,
            "人群的先后变了：同属几档的人显示的档次可能不同",
            "the order of the groups has changed: who is in several may show another tier",
        );
    }
}

fn words((zh, en): (&str, &str), a: &[String], b: &[String], changes: &mut Changes) {
    for word in b.iter().filter(|word| !a.contains(word)) {
        changes.say(
            About::People,
            format!("名册可用的{zh}增加 {word}"),
            format!("holder lists may use the {en} {word}"),
        );
    }
    for word in a.iter().filter(|word| !b.contains(word)) {
        changes.say(
            About::People,
            format!("名册不再使用{zh} {word}"),
            format!("holder lists no longer use the {en} {word}"),
        );
    }
}

/// Who belongs to a group.
fn who(who: &Who) -> Both {
    let mut parts: Vec<Both> = Vec::new();
    let span = |from: Option<u8>, to: Option<u8>, (unit_zh, unit_en): (&str, &str)| match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some((format!("{from}{unit_zh}以上"), format!("{from}{unit_en} and over"))),
        (None, Some(to)) => Some((format!("{to}{unit_zh}以下"), format!("{to}{unit_en} and under"))),
        (Some(from), Some(to)) => Some((format!("{from}–{to}{unit_zh}"), format!("{from} to {to}{unit_en}"))),
    };
    parts.extend(span(who.age_from, who.age_to, (" 周岁", " years")));
    let any = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join("/");
    let mut sets = |set: Option<&BTreeSet<String>>, zh: &str, en: &str| {
        if let Some(set) = set {
            parts.push((format!("{zh} {}", any(set)), format!("{en} {}", any(set))));
        }
    };
    sets(who.categories_any.as_ref(), "类别", "category");
    sets(Some(&who.categories_none).filter(|set| !set.is_empty()), "不属类别", "not category");
    sets(who.rosters_any.as_ref(), "名单", "roster");
    sets(who.places_any.as_ref(), "地方", "place");
    let mut answer = |said: Option<bool>, yes: (&str, &str), no: (&str, &str)| {
        if let Some(said) = said {
            let (zh, en) = if said { yes } else { no };
            parts.push((zh.to_owned(), en.to_owned()));
        }
    };
    answer(who.resident, ("常住", "resident"), ("非常住", "not resident"));
    answer(who.registered, ("本区户籍", "registered"), ("非本区户籍", "not registered"));
    let level = |from, to| span(from, to, (" 级", " of care"));
    parts.extend(level(who.care_from, who.care_to).map(|(zh, en)| (format!("失能 {zh}"), en)));
    listed(parts, ("所有人", "everybody"))
}

pub(super) fn calendar(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    days(("休息日", "days off"), &a.calendar.rest, &b.calendar.rest, changes);
    days(("调休上班日", "make-up working days"), &a.calendar.work, &b.calendar.work, changes);
    for pair in paired(&a.festivals, &b.festivals, |festival| festival.name.clone()) {
        match pair {
            (Some(before), Some(after)) => days((&after.zh, &after.en), &before.days, &after.days, changes),
            (None, Some(festival)) => days((&festival.zh, &festival.en), &[], &festival.days, changes),
            (Some(festival), None) => changes.say(
                About::Calendar,
                format!("取消节日{}", festival.zh),
                format!("the festival {} is gone", festival.en),
            ),
            (None, None) => {}
        }
    }
}

fn days((zh, en): (&str, &str), before: &[Date], after: &[Date], changes: &mut Changes) {
    let only = |one: &[Date], other: &[Date]| {
        let days: Vec<Both> = one.iter().filter(|day| !other.contains(day)).map(same).collect();
        (!days.is_empty()).then(|| listed(days, ("", "")))
    };
    if let Some((days_zh, days_en)) = only(after, before) {
        changes.say(About::Calendar, format!("{zh}增加 {days_zh}"), format!("{en}: added {days_en}"));
    }
    if let Some((days_zh, days_en)) = only(before, after) {
        changes.say(About::Calendar, format!("{zh}删去 {days_zh}"), format!("{en}: removed {days_en}"));
    }
}
