//! Who can be in which groups: what holds of everybody, without knowing anybody.

use crate::holder::{Group, Who};
use crate::rule::Groups;
use crate::tariff::Tariff;
use std::collections::BTreeSet;

/// The highest level there is.
const CARE_MAX: u8 = 6;

/// Whether one person can be all of this at once.
pub(super) fn together(whos: &[&Who]) -> bool {
    let highest = |of: fn(&Who) -> Option<u8>| whos.iter().filter_map(|who| of(who)).max().unwrap_or(0);
    let lowest =
        |of: fn(&Who) -> Option<u8>, most: u8| whos.iter().filter_map(|who| of(who)).min().unwrap_or(most);
    let one_answer = |of: fn(&Who) -> Option<bool>| {
        whos.iter().filter_map(|who| of(who)).collect::<BTreeSet<bool>>().len() < 2
    };
    let never: BTreeSet<&String> = whos.iter().flat_map(|who| &who.categories_none).collect();
    let categories = whos.iter().filter_map(|who| who.categories_any.as_ref());
    let mut rosters = whos.iter().filter_map(|who| who.rosters_any.as_ref());
    highest(|who| who.age_from) <= lowest(|who| who.age_to, u8::MAX)
        && highest(|who| who.care_from) <= lowest(|who| who.care_to, CARE_MAX)
        && one_answer(|who| who.resident)
        && one_answer(|who| who.registered)
        && categories.into_iter().all(|any| any.iter().any(|name| !never.contains(name)))
        && rosters.all(|any| !any.is_empty())
        && common_place(whos)
}

/// Somebody belongs to one place only.
fn common_place(whos: &[&Who]) -> bool {
    let mut places = whos.iter().filter_map(|who| who.places_any.as_ref());
    let Some(first) = places.next() else { return true };
    let others: Vec<&BTreeSet<String>> = places.collect();
    first.iter().any(|place| others.iter().all(|other| other.contains(place)))
}

/// Whether everybody who is the first is certainly the second too.
pub(super) fn implies(narrow: &Who, wide: &Who) -> bool {
    let inside = |narrow: &Option<BTreeSet<String>>, wide: &Option<BTreeSet<String>>| match (narrow, wide) {
        (_, None) => true,
        (Some(narrow), Some(wide)) => narrow.is_subset(wide),
        (None, Some(_)) => false,
    };
    let same = |narrow: Option<bool>, wide: Option<bool>| wide.is_none() || narrow == wide;
    let to = |narrow: Option<u8>, wide: Option<u8>, most: u8| narrow.unwrap_or(most) <= wide.unwrap_or(most);
    wide.age_from.unwrap_or(0) <= narrow.age_from.unwrap_or(0)
        && to(narrow.age_to, wide.age_to, u8::MAX)
        && wide.care_from.unwrap_or(0) <= narrow.care_from.unwrap_or(0)
        && to(narrow.care_to, wide.care_to, CARE_MAX)
        && same(narrow.resident, wide.resident)
        && same(narrow.registered, wide.registered)
        && inside(&narrow.categories_any, &wide.categories_any)
        && wide.categories_none.is_subset(&narrow.categories_none)
        && inside(&narrow.rosters_any, &wide.rosters_any)
        && inside(&narrow.places_any, &wide.places_any)
}

/// The groups a rule names.
pub(super) fn named(tariff: &Tariff, groups: Groups) -> impl Iterator<Item = &Group> {
    let bits = match groups {
        Groups::Everybody => 0,
        Groups::Any(bits) => bits,
    };
    tariff.groups.iter().filter(move |group| group.mask() & bits != 0)
}

/// Whether somebody can be given something by a rule.
pub(super) fn anybody(tariff: &Tariff, groups: Groups) -> bool {
    groups == Groups::Everybody || named(tariff, groups).any(|group| together(&[&group.who]))
}

/// Whether two rules can be for the same person; a pair of groups that shows it, where both name groups.
pub(super) fn meet(tariff: &Tariff, one: Groups, other: Groups) -> Option<Option<(&Group, &Group)>> {
    if one == Groups::Everybody || other == Groups::Everybody {
        return (anybody(tariff, one) && anybody(tariff, other)).then_some(None);
    }
    let pairs = named(tariff, one).flat_map(|first| named(tariff, other).map(move |second| (first, second)));
    pairs.into_iter().find(|(first, second)| together(&[&first.who, &second.who])).map(Some)
}

/// Whether everybody a narrow rule is for is certainly somebody a wide rule is for.
pub(super) fn include(tariff: &Tariff, wide: Groups, narrow: Groups) -> bool {
    if wide == Groups::Everybody {
        return true;
    }
    narrow != Groups::Everybody
        && named(tariff, narrow)
            .filter(|group| together(&[&group.who]))
            .all(|group| named(tariff, wide).any(|other| implies(&group.who, &other.who)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn ages(from: u8, to: u8) -> Who {
        Who { age_from: Some(from), age_to: Some(to), ..Who::default() }
    }

    fn category(any: &[&str], none: &[&str]) -> Who {
        Who { categories_any: Some(names(any)), categories_none: names(none), ..Who::default() }
    }

    fn place(any: &[&str]) -> Who {
        Who { places_any: Some(names(any)), ..Who::default() }
    }

    fn resident(resident: bool) -> Who {
        Who { resident: Some(resident), ..Who::default() }
    }

    fn care(from: u8, to: u8) -> Who {
        Who { care_from: Some(from), care_to: Some(to), ..Who::default() }
    }

    #[test]
    fn who_can_be_both() {
        for (one, other, both) in [
            (ages(60, 69), ages(70, 79), false),
            (ages(60, 70), ages(70, 79), true),
            (ages(60, 69), category(&["a"], &[]), true),
            (category(&["a"], &[]), category(&["b"], &[]), true),
            (category(&["a"], &[]), category(&["b"], &["a"]), false),
            (category(&["a", "c"], &[]), category(&["b"], &["a"]), true),
            (category(&["a"], &["a"]), Who::default(), false),
            (place(&["x", "y"]), place(&["y", "z"]), true),
            (place(&["x"]), place(&["z"]), false),
            (place(&[]), Who::default(), false),
            (resident(true), resident(false), false),
            (resident(true), Who { registered: Some(false), ..Who::default() }, true),
            (care(0, 2), care(3, 6), false),
            (care(0, 3), care(3, 6), true),
            (Who { rosters_any: Some(names(&[])), ..Who::default() }, Who::default(), false),
        ] {
            assert_eq!(together(&[&one, &other]), both, "{one:?} {other:?}");
            assert_eq!(together(&[&other, &one]), both, "{other:?} {one:?}");
        }
    }

    #[test]
    fn who_is_certainly_the_other() {
        let from = |age| Who { age_from: Some(age), ..Who::default() };
        for (narrow, wide, certain) in [
            (ages(60, 69), from(60), true),
            (from(60), ages(60, 69), false),
            (from(60), from(70), false),
            (ages(60, 69), Who::default(), true),
            (category(&["a"], &[]), category(&["a", "b"], &[]), true),
            (category(&["a", "b"], &[]), category(&["a"], &[]), false),
            (category(&["a"], &[]), category(&["a"], &["b"]), false),
            (category(&["a"], &["b"]), category(&["a"], &[]), true),
            (Who::default(), category(&["a"], &[]), false),
            (resident(true), Who::default(), true),
            (Who::default(), resident(true), false),
            (resident(false), resident(true), false),
            (care(3, 4), care(2, 6), true),
            (care(3, 6), care(2, 4), false),
            (care(1, 4), care(2, 4), false),
            (place(&["x"]), place(&["x", "y"]), true),
        ] {
            assert_eq!(implies(&narrow, &wide), certain, "{narrow:?} {wide:?}");
        }
    }
}
