//! Codes, bits and names that have been released and mean something else now. Cards hold bits and slots, books
//! hold codes: money counted under one meaning would be read under another.

use super::{About, Changes, paired};
use crate::tariff::Tariff;

/// A table: what it is called, and its codes with their names.
type Table<'t> = (&'static str, Vec<(u32, &'t str)>);

fn tables(tariff: &Tariff) -> [Table<'_>; 8] {
    let code = |code: u16| u32::from(code);
    [
        ("window", tariff.windows.iter().map(|one| (code(one.code), one.name.as_str())).collect()),
        ("kind", tariff.kinds.iter().map(|one| (code(one.code), one.name.as_str())).collect()),
        ("place", tariff.places.0.iter().map(|one| (code(one.code), one.name.as_str())).collect()),
        ("account", tariff.accounts.iter().map(|one| (u32::from(one.code), one.name.as_str())).collect()),
        ("service", tariff.services.iter().map(|one| (code(one.code), one.name.as_str())).collect()),
        ("group", tariff.groups.iter().map(|one| (u32::from(one.bit), one.name.as_str())).collect()),
        ("fund", tariff.funds.iter().map(|one| (u32::from(one.code), one.name.as_str())).collect()),
        ("rule", tariff.rules.iter().map(|one| (code(one.code), one.name.as_str())).collect()),
    ]
}

pub(super) fn codes(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    if a.id != b.id {
        changes.say(
            About::Danger,
            format!("id 由 {} 改为 {}：这是另一份资费", a.id, b.id),
            format!("the id goes from {} to {}: this is another tariff", a.id, b.id),
        );
    }
    for ((table, before), (_, after)) in tables(a).iter().zip(tables(b).iter()) {
        let number = if *table == "group" { (" bit", "bit") } else { ("编号", "code") };
        for pair in paired(before, after, |one| one.0) {
            if let (Some((code, was)), Some((_, is))) = pair
                && was != is
            {
                changes.say(
                    About::Danger,
                    format!("[[{table}]] 的{} {code} 原是 {was}，现在是 {is}", number.0),
                    format!("{} {code} of [[{table}]] was {was} and is now {is}", number.1),
                );
            }
        }
        for pair in paired(before, after, |one| one.1) {
            if let (Some((was, name)), Some((is, _))) = pair
                && was != is
            {
                changes.say(
                    About::Danger,
                    format!("[[{table}]] 的 {name} 原是{} {was}，现在是 {is}", number.0),
                    format!("{name} of [[{table}]] had the {} {was} and now has {is}", number.1),
                );
            }
        }
    }
    units(a, b, changes);
    slots(a, b, changes);
}

/// An account that held fen and now holds points.
fn units(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    for pair in paired(&a.accounts, &b.accounts, |one| one.code) {
        if let (Some(before), Some(after)) = pair
            && before.in_fen != after.in_fen
        {
            let unit = |in_fen: bool| if in_fen { "fen" } else { "point" };
            let (was, is, name) = (unit(before.in_fen), unit(after.in_fen), &after.name);
            changes.say(
                About::Danger,
                format!("账户 {name} 的单位由 {was} 改为 {is}：已发放的会被读错"),
                format!("the unit of the account {name} goes from {was} to {is}: what was loaded is misread"),
            );
        }
    }
}

/// A slot that counted for one rule and now counts for another only.
fn slots(a: &Tariff, b: &Tariff, changes: &mut Changes) {
    for pair in paired(&a.rules, &b.rules, |rule| rule.code) {
        if let (Some(before), Some(after)) = pair
            && let (Some(was), Some(is)) = (before.slot, after.slot)
            && was != is
        {
            let name = &after.name;
            changes.say(
                About::Danger,
                format!("规则 {name} 的计数槽由 {was} 改为 {is}：卡上已计的次数和金额不再算"),
                format!("the rule {name} counts in slot {is} instead of {was}: what cards have counted is forgotten"),
            );
        }
    }
}
