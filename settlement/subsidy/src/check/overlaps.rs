//! Two rules that meet without saying which comes first, and tiers that meet.

use super::ground::{Ground, Reach};
use super::{holders, most};
use crate::holder::Group;
use crate::problem::Findings;
use crate::rule::Rule;
use crate::text::RuleText;
use std::collections::BTreeSet;

/// Notes pairs of rules of equal rank between which the amount decides.
pub(super) fn rules(ground: &Ground<'_>, never_used: &BTreeSet<u16>, advice: &mut Findings<'_>) {
    let rules: Vec<_> = ground.rules().filter(|(rule, ..)| !never_used.contains(&rule.code)).collect();
    for (place, (one, _, one_days)) in rules.iter().enumerate() {
        for (other, text, other_days) in rules.iter().skip(place).skip(1) {
            if !rivals(one, other) {
                continue;
            }
            let shared = ground.services(one).find(|service| {
                let reach = |rule, days| ground.reach(rule, days, service);
                other.services.contains(&service.code)
                    && reach(one, one_days).is_ok_and(|first| {
                        reach(other, other_days).is_ok_and(|second| meet_in_time(&first, &second))
                    })
            });
            let people = holders::meet(ground.tariff, one.groups, other.groups);
            if let (Some(service), Some(pair), true) = (shared, people, meet_in_place(one, other)) {
                say(text, (one, other), &service.name, pair, advice);
            }
        }
    }
}

/// Whether neither is laid over the other or written to come first, and either may give more.
fn rivals(one: &Rule, other: &Rule) -> bool {
    let (more, less) = (most::gives_at_least(one, other), most::gives_at_least(other, one));
    one.stage == other.stage && one.overlay == other.overlay && one.priority == other.priority && more == less
}

fn meet_in_time(one: &Reach, other: &Reach) -> bool {
    one.days.meet(&other.days) && one.windows.iter().any(|window| other.windows.contains(window))
}

fn meet_in_place(one: &Rule, other: &Rule) -> bool {
    let meet = |one: &Option<Vec<u16>>, other: &Option<Vec<u16>>| match (one, other) {
        (Some(one), Some(other)) => one.iter().any(|code| other.contains(code)),
        _ => true,
    };
    meet(&one.place.kinds, &other.place.kinds) && meet(&one.place.places, &other.place.places)
}

fn say(
    text: &RuleText,
    (one, other): (&Rule, &Rule),
    service: &str,
    pair: Option<(&Group, &Group)>,
    advice: &mut Findings<'_>,
) {
    let (who_zh, who_en) = match pair {
        Some((first, second)) if first.bit == second.bit => {
            (format!("{} 的老人", first.name), format!("people in {}", first.name))
        }
        Some((first, second)) => (
            format!("同属 {} 和 {} 的老人", first.name, second.name),
            format!("people in both {} and {}", first.name, second.name),
        ),
        None => ("他们共同的老人".to_owned(), "the same people".to_owned()),
    };
    let lower = one.code.min(other.code);
    let (one, other) = (&one.name, &other.name);
    advice.add(
        &text.code,
        &format!("规则 {one} 与 {other} 对{who_zh}买 {service} 同时有效，priority 相同：给得多的有效，一样多时编号小的（{lower}）有效"),
        &format!("the rules {one} and {other} both hold for {who_en} who buy {service}, with equal priority: the one that gives more wins, and of equal amounts the lower code ({lower})"),
        "若本意如此，不必改；否则写不同的 priority，或让 groups 不相交 · if that is meant, leave it; otherwise write different priorities, or keep the groups apart",
    );
}

/// Notes tiers that one person can be in at once, and letters that are never shown.
pub(super) fn letters(ground: &Ground<'_>, advice: &mut Findings<'_>) {
    let groups = ground.tariff.groups.iter().zip(&ground.written.groups);
    let lettered: Vec<(&Group, char, &toml::Spanned<String>)> = groups
        .filter(|(group, _)| holders::together(&[&group.who]))
        .filter_map(|(group, text)| Some((group, group.letter?, text.letter.as_ref()?)))
        .collect();
    for (place, &(group, letter, written)) in lettered.iter().enumerate() {
        let name = &group.name;
        let earlier = lettered.iter().take(place);
        if let Some((first, shown, _)) =
            earlier.clone().find(|(first, ..)| holders::implies(&group.who, &first.who))
        {
            advice.add(
                written,
                &format!(
                    "档次 {letter} 永远不会显示：属于 {name} 的人都先属于 {}，显示 {shown}",
                    first.name
                ),
                &format!(
                    "the letter {letter} is never shown: everybody in {name} is in {} first and shows {shown}",
                    first.name
                ),
                "把范围小的人群写在前面，或删去 letter · write the narrower group first, or delete the letter",
            );
        }
        let meets = |&&(other, other_letter, _): &&(&Group, char, _)| {
            other_letter != letter
                && holders::together(&[&group.who, &other.who])
                && !holders::implies(&other.who, &group.who)
        };
        let later = lettered.iter().skip(place).skip(1).filter(meets);
        let list: Vec<String> =
            later.map(|(other, letter, _)| format!("{letter} ({})", other.name)).collect();
        if !list.is_empty() {
            let list = list.join(", ");
            advice.add(
                written,
                &format!("有人既属 {letter} ({name}) 又属 {list}：显示写在前面的 {letter}"),
                &format!("somebody can be {letter} ({name}) and also {list}: {letter} stands first and is shown"),
                "若本意如此，不必改；否则调换次序，或让人群不相交 · if that is meant, leave it; otherwise change the order, or keep the groups apart",
            );
        }
    }
}
