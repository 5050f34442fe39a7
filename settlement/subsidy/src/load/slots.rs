//! Counter slots: who shares one, and whether a slot can be counted at all.

use super::caps::remembers;
use super::windows::overlap;
use crate::problem::Findings;
use crate::rule::Rule;
use crate::taken::Scope;
use crate::tariff::Service;
use crate::text::RuleText;
use crate::window::Window;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Where usage is counted: the slot that is written, or the code of the rule.
pub(super) fn slot(text: &RuleText, findings: &mut Findings<'_>) -> Option<u8> {
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
fn by_accident(written: &[RuleText], findings: &mut Findings<'_>) {
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

/// What must hold for slots across rules.
pub(super) fn slots(
    written: &[RuleText],
    rules: &[Rule],
    services: &[Service],
    windows: &[Window],
    findings: &mut Findings<'_>,
) {
    by_accident(written, findings);
    let mut first: BTreeMap<u8, usize> = BTreeMap::new();
    for (index, (text, rule)) in written.iter().zip(rules).enumerate() {
        let Some(slot) = rule.slot else { continue };
        let before = *first.entry(slot).or_insert(index);
        if rules.get(before).is_some_and(|other| other.stage != rule.stage) {
            findings.add(
                slot_of(text),
                "共用计数槽的规则不在同一级",
                "rules of different stages share a slot",
                "各用各的 slot · give each stage a slot of its own",
            );
        }
    }
    for (&slot, &index) in &first {
        let sharing: Vec<&Rule> = rules.iter().filter(|rule| rule.slot == Some(slot)).collect();
        let sold: Vec<&Service> = services
            .iter()
            .filter(|service| sharing.iter().any(|rule| rule.services.contains(&service.code)))
            .collect();
        let capped: Vec<&&Rule> =
            sharing.iter().filter(|rule| rule.caps.iter().any(|cap| cap.scope == Scope::Window)).collect();
        // A service without windows under such a cap has been noted with the cap.
        let free = |service: &&Service| {
            service.windows.is_empty() && !capped.iter().any(|rule| rule.services.contains(&service.code))
        };
        let left =
            !capped.is_empty() && (sold.iter().any(|service| free(service)) || interrupted(&sold, windows));
        if let (true, Some(text)) = (left, written.get(index)) {
            findings.add(
                slot_of(text),
                &format!("计数槽 {slot} 按时段限次，它的服务却在同一时刻也在别的时段或不分时段出售，时段次数无法计"),
                &format!("slot {slot} is capped by window, but its services are also sold outside of it at the same hours: the window could not be counted"),
                "给这些规则不同的 slot，或让时段不重叠 · give these rules different slots, or let the windows not overlap",
            );
        }
        if let (true, Some(text)) = (goes_back(&sold, windows), written.get(index)) {
            findings.add(
                slot_of(text),
                &format!("计数槽 {slot} 的服务跨过午夜，又在午夜后另有时段：同一时刻分属两天，次数无法计"),
                &format!("services of slot {slot} cross midnight while others of it are sold after midnight: one hour belongs to two days and cannot be counted"),
                "给这些规则不同的 slot，或让时段不重叠 · give these rules different slots, or let the windows not overlap",
            );
        }
    }
}

fn slot_of(text: &RuleText) -> &Spanned<u16> {
    &text.code
}

/// Whether a window can be left for another one of the slot and entered again.
fn interrupted(sold: &[&Service], windows: &[Window]) -> bool {
    let used: BTreeSet<u16> = sold.iter().flat_map(|service| &service.windows).copied().collect();
    let used: Vec<&Window> = windows.iter().filter(|window| used.contains(&window.code)).collect();
    let mut pairs = used
        .iter()
        .enumerate()
        .flat_map(|(place, one)| used.iter().skip(place + 1).map(move |other| (one, other)));
    pairs.any(|(one, other)| overlap(one, other))
}

/// Whether the business day of a slot can step back from one sale to the next: a window is still of
/// yesterday while something else is already of today.
fn goes_back(sold: &[&Service], windows: &[Window]) -> bool {
    let window = |code: &u16| windows.iter().find(|window| window.code == *code);
    let until = |service: &&Service| {
        let late = service.windows.iter().filter_map(window).filter(|window| window.crosses_midnight());
        late.map(|window| window.to).max()
    };
    let Some(until) = sold.iter().filter_map(until).max() else { return false };
    sold.iter().any(|service| {
        let early = service.windows.iter().filter_map(window).any(|window| window.from < until);
        service.windows.is_empty() || early
    })
}
