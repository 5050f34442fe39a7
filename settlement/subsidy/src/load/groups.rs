//! Groups: who may be given what.

use super::names::{Names, dangling, resolve};
use crate::holder::{Group, Who};
use crate::place::Places;
use crate::problem::Findings;
use crate::text::{GroupText, WhoText};
use std::collections::BTreeSet;
use toml::Spanned;

pub(super) fn groups(
    written: &[GroupText],
    names: &Names<'_>,
    places: &Places,
    findings: &mut Findings<'_>,
) -> Vec<Group> {
    let group = |text: &GroupText, findings: &mut Findings<'_>| Group {
        bit: *text.bit.get_ref(),
        name: text.name.get_ref().clone(),
        letter: text.letter.as_ref().and_then(|written| letter(written, findings)),
        who: who(&text.who, names, places, findings),
    };
    written.iter().map(|text| group(text, findings)).collect()
}

fn letter(written: &Spanned<String>, findings: &mut Findings<'_>) -> Option<char> {
    let mut letters = written.get_ref().chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_uppercase() => Some(letter),
        _ => {
            findings.add(
                written,
                "letter 是收银台显示的档次，只能是一个大写字母",
                "letter is the tier shown at the till: one capital letter",
                "写成 \"A\" 到 \"Z\" 之一 · write one of \"A\" to \"Z\"",
            );
            None
        }
    }
}

fn who(text: &WhoText, names: &Names<'_>, places: &Places, findings: &mut Findings<'_>) -> Who {
    let number = |written: &Option<Spanned<u8>>| written.as_ref().map(|number| *number.get_ref());
    let (age_from, age_to) = (number(&text.age_from), number(&text.age_to));
    if let (Some(to), Some(from)) = (&text.age_to, age_from)
        && *to.get_ref() < from
    {
        findings.add(
            to,
            &format!("年龄上限 {to} 小于下限 {from}"),
            &format!("the upper age {to} is below the lower age {from}"),
            "两端都算在内：60 到 69 周岁写 age_from = 60, age_to = 69 · both ends are included: 60 to 69 is age_from = 60, age_to = 69",
        );
    }
    for old in [&text.age_from, &text.age_to].into_iter().flatten().filter(|age| *age.get_ref() > 130) {
        findings.add(
            old,
            "没有人这样年长",
            "nobody is that old",
            "年龄写 0 到 130 · write an age from 0 to 130",
        );
    }
    let (care_from, care_to) = (number(&text.care_from), number(&text.care_to));
    care(text, findings);
    Who {
        age_from,
        age_to,
        categories_any: some_of("category", &names.categories, &text.categories_any, findings),
        categories_none: some_of("category", &names.categories, &text.categories_none, findings)
            .unwrap_or_default(),
        rosters_any: some_of("roster", &names.rosters, &text.rosters_any, findings),
        places_any: text.places_any.as_ref().map(|written| {
            let named = |name| resolve(findings, "place", &names.places, name);
            let inner = places.with_inner(&written.iter().filter_map(named).collect());
            let name = |code: &u16| {
                places.0.iter().find(|place| place.code == *code).map(|place| place.name.clone())
            };
            inner.iter().filter_map(name).collect()
        }),
        resident: text.resident,
        registered: text.registered,
        care_from,
        care_to,
    }
}

fn care(text: &WhoText, findings: &mut Findings<'_>) {
    for level in [&text.care_from, &text.care_to].into_iter().flatten().filter(|level| *level.get_ref() > 6) {
        findings.add(
            level,
            &format!("没有失能等级 {level}"),
            &format!("there is no care level {level}"),
            "等级写 0 到 6 · write a level from 0 to 6",
        );
    }
    if let (Some(from), Some(to)) = (&text.care_from, &text.care_to)
        && to.get_ref() < from.get_ref()
    {
        findings.add(
            to,
            &format!("等级上限 {to} 小于下限 {from}"),
            &format!("the upper level {to} is below the lower level {from}"),
            "两端都算在内 · both ends are included",
        );
    }
}

fn some_of(
    kind: &str,
    known: &[&str],
    written: &Option<Vec<Spanned<String>>>,
    findings: &mut Findings<'_>,
) -> Option<BTreeSet<String>> {
    let written = written.as_ref()?;
    for name in written.iter().filter(|name| !known.contains(&name.get_ref().as_str())) {
        dangling(findings, kind, known.iter().copied(), name);
    }
    Some(written.iter().map(|name| name.get_ref().clone()).collect())
}
