//! Groups: who may be given what.

use super::names::{Names, dangling};
use crate::holder::{Group, Who};
use crate::problem::Findings;
use crate::text::{GroupText, WhoText};
use std::collections::BTreeSet;
use toml::Spanned;

pub(super) fn groups(written: &[GroupText], names: &Names<'_>, findings: &mut Findings<'_>) -> Vec<Group> {
    let group = |text: &GroupText, findings: &mut Findings<'_>| Group {
        bit: *text.bit.get_ref(),
        letter: text.letter.as_ref().and_then(|written| letter(written, findings)),
        who: who(&text.who, names, findings),
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

fn who(text: &WhoText, names: &Names<'_>, findings: &mut Findings<'_>) -> Who {
    let age = |age: &Option<Spanned<u8>>| age.as_ref().map(|age| *age.get_ref());
    let (age_from, age_to) = (age(&text.age_from), age(&text.age_to));
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
    Who {
        age_from,
        age_to,
        categories_any: some_of("category", &names.categories, &text.categories_any, findings),
        rosters_any: some_of("roster", &names.rosters, &text.rosters_any, findings),
        resident: text.resident,
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
