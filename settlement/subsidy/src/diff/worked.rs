//! What the effect of a change is worked out on: people, days and prices that both tariffs care about.

use crate::benefit::Benefit;
use crate::holder::{HolderFacts, Who};
use crate::rule::Rule;
use crate::tariff::{Service, Tariff};
use jiff::civil::Date;
use money::Fen;
use std::collections::BTreeSet;

/// A sale as it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sold {
    /// Whether it was made up at the border of a rule; sales of examples come first.
    pub(super) border: bool,
    pub(super) price: Fen,
    pub(super) quantity: u16,
    pub(super) minutes: u16,
}

/// Completed years, both included; `None`: and over.
pub(super) type Ages = (u8, Option<u8>);

/// People as the predicates of both tariffs tell them apart: one of each age between two borders, plain or
/// with one thing more. Nobody is tried on a birthday.
pub(super) fn people(a: &Tariff, b: &Tariff, on: Date) -> Vec<(Ages, HolderFacts)> {
    let whos: Vec<&Who> = a.groups.iter().chain(&b.groups).map(|group| &group.who).collect();
    let borders = whos.iter().flat_map(|who| [who.age_from, who.age_to.and_then(|to| to.checked_add(1))]);
    let borders: Vec<u8> = borders.flatten().chain([0]).collect::<BTreeSet<u8>>().into_iter().collect();
    let mut people = Vec::new();
    for (place, &age) in borders.iter().enumerate() {
        let next = borders.get(place.saturating_add(1)).map(|next| next.saturating_sub(1));
        // Half a year over the age: on which day exactly it was reached does not matter.
        let span = jiff::Span::new().years(i64::from(age)).months(6);
        let Ok(birth) = on.checked_sub(span) else { continue };
        people.extend(kinds(&HolderFacts::born(birth), &whos).into_iter().map(|facts| ((age, next), facts)));
    }
    people
}

/// One person, plain and with one thing more that some group asks for.
fn kinds(plain: &HolderFacts, whos: &[&Who]) -> Vec<HolderFacts> {
    let words = |of: fn(&Who) -> Option<&BTreeSet<String>>| -> BTreeSet<String> {
        whos.iter().filter_map(|who| of(who)).flatten().cloned().collect()
    };
    let mut kinds = vec![plain.clone()];
    for category in words(|who| who.categories_any.as_ref()) {
        kinds.push(HolderFacts { categories: [category].into(), ..plain.clone() });
    }
    for category in words(|who| Some(&who.categories_none)) {
        kinds.push(HolderFacts { categories: [category].into(), ..plain.clone() });
    }
    for roster in words(|who| who.rosters_any.as_ref()) {
        kinds.push(HolderFacts { rosters: [roster].into(), ..plain.clone() });
    }
    for place in words(|who| who.places_any.as_ref()) {
        kinds.push(HolderFacts { place: Some(place), ..plain.clone() });
    }
    let levels = whos.iter().flat_map(|who| [who.care_from, who.care_to.and_then(|to| to.checked_add(1))]);
    for care_level in levels.flatten().collect::<BTreeSet<u8>>() {
        kinds.push(HolderFacts { care_level, ..plain.clone() });
    }
    if whos.iter().any(|who| who.resident.is_some()) {
        kinds.push(HolderFacts { resident: false, ..plain.clone() });
    }
    if whos.iter().any(|who| who.registered.is_some()) {
        kinds.push(HolderFacts { registered: false, ..plain.clone() });
    }
    kinds
}

/// A plain working day of both tariffs, and for each rule of the service that asks for days the first one on
/// which it holds within a year.
pub(super) fn days(a: &Tariff, b: &Tariff, service: u16) -> BTreeSet<Date> {
    let begins = a.effective_from.max(b.effective_from);
    let year: Vec<Date> = begins.series(jiff::Span::new().days(1)).take(366).collect();
    let ours: Vec<(&Rule, &Tariff)> = [a, b]
        .into_iter()
        .flat_map(|tariff| tariff.rules.iter().map(move |rule| (rule, tariff)))
        .filter(|(rule, _)| rule.services.contains(&service))
        .collect();
    let holds = |(rule, tariff): &(&Rule, &Tariff), day: Date| {
        let when = crate::rule::When { windows: Vec::new(), ..rule.when.clone() };
        when.holds(crate::placement::Placement { window: 0, day }, &tariff.calendar)
    };
    let dated = |rule: &Rule| {
        rule.when.days_of_month.is_some() || rule.when.festivals.is_some() || rule.when.works == Some(false)
    };
    let festival = |day: &Date| {
        [a, b].iter().flat_map(|tariff| &tariff.festivals).any(|festival| festival.days.contains(day))
    };
    let plain = |day: &Date| {
        let free = ours.iter().all(|one| !dated(one.0) || !holds(one, *day));
        a.calendar.works(*day) && b.calendar.works(*day) && !festival(day) && free
    };
    let mut days: BTreeSet<Date> = year.iter().copied().find(plain).into_iter().collect();
    for one in ours.iter().filter(|(rule, _)| dated(rule) || rule.when.weekdays.is_some()) {
        days.extend(year.iter().copied().find(|&day| holds(one, day)));
    }
    days
}

/// Typical sales: those of the examples of both, and the borders of fixed prices and thresholds.
pub(super) fn sales(a: &Tariff, b: &Tariff, service: u16) -> BTreeSet<Sold> {
    let mut sales = BTreeSet::new();
    let examples = a.examples.iter().chain(&b.examples).map(|example| &example.story.sale);
    for sale in examples.filter(|sale| sale.service == service) {
        let (price, quantity, minutes) = (sale.price, sale.quantity, sale.minutes);
        sales.insert(Sold { border: false, price, quantity, minutes });
    }
    let rules = a.rules.iter().chain(&b.rules).filter(|rule| rule.services.contains(&service));
    for rule in rules {
        let border = match rule.benefit {
            Benefit::FixedPrice(border) | Benefit::ThresholdOff { min: border, .. } => border,
            _ => continue,
        };
        for price in [-1, 0, 1].into_iter().filter_map(|step| border.checked_add(Fen(step))) {
            let plain = Sold { border: false, price, quantity: 1, minutes: 0 };
            if price > Fen::ZERO && !sales.contains(&plain) {
                sales.insert(Sold { border: true, ..plain });
            }
        }
    }
    sales
}

/// Moments of a day at which a service is sold, each with the code of its window; noon without windows.
pub(super) fn moments(tariff: &Tariff, service: &Service, day: Date) -> Vec<(u16, jiff::civil::DateTime)> {
    let at = |minute: u16| {
        let (hour, minute) = (i8::try_from(minute / 60).unwrap_or(0), i8::try_from(minute % 60).unwrap_or(0));
        day.at(hour, minute, 0, 0)
    };
    let windows = service.windows.iter().filter_map(|&code| tariff.window(code));
    let moments: Vec<_> = windows.map(|window| (window.code, at(window.from))).collect();
    if moments.is_empty() { vec![(0, at(720))] } else { moments }
}
