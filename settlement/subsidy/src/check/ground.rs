//! What advice stands on: a sound tariff, its text, and where each rule can be reached.

use super::days::{Days, Horizon};
use super::holders;
use crate::place::Places;
use crate::rule::{Groups, Rule};
use crate::tariff::{Service, Tariff};
use crate::text::{RuleText, TariffText};

/// A tariff beside its text. The lists of both are in the same order.
pub(super) struct Ground<'g> {
    pub(super) tariff: &'g Tariff,
    pub(super) written: &'g TariffText,
    horizon: Horizon,
    days: Vec<Days>,
}

/// Why a rule is never used for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Never {
    Nobody,
    Outsiders,
    Days,
    Closed,
    Windows,
    Kinds,
    Places,
    OwnPlace,
}

/// When a rule can be used for a service. Windows are codes; 0 alone for a service without windows.
pub(super) struct Reach {
    pub(super) days: Days,
    pub(super) windows: Vec<u16>,
}

impl<'g> Ground<'g> {
    pub(super) fn new(tariff: &'g Tariff, written: &'g TariffText) -> Ground<'g> {
        let horizon = Horizon::of(tariff);
        let days = tariff.rules.iter().map(|rule| horizon.days(&rule.when, tariff)).collect();
        Ground { tariff, written, horizon, days }
    }

    /// Rules with their texts and the days on which they hold.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&'g Rule, &'g RuleText, &Days)> + Clone {
        let written = self.tariff.rules.iter().zip(&self.written.rules);
        written.zip(&self.days).map(|((rule, text), days)| (rule, text, days))
    }

    /// The services of a rule.
    pub(super) fn services(&self, rule: &'g Rule) -> impl Iterator<Item = &'g Service> {
        self.tariff.services.iter().filter(|service| rule.services.contains(&service.code))
    }

    /// When a rule can be used for one of its services, or why it never is.
    pub(super) fn reach(&self, rule: &Rule, days: &Days, service: &Service) -> Result<Reach, Never> {
        let tariff = self.tariff;
        if !holders::anybody(tariff, rule.groups) {
            return Err(Never::Nobody);
        }
        if days.is_empty() {
            return Err(Never::Days);
        }
        if service.deny_outsiders && holders::meet(tariff, rule.groups, Groups::Any(service.groups)).is_none()
        {
            return Err(Never::Outsiders);
        }
        let windows = windows(rule, service);
        if windows.is_empty() {
            return Err(Never::Windows);
        }
        if !kinds_meet(rule, service) {
            return Err(Never::Kinds);
        }
        if rule.place.places.as_ref().is_some_and(Vec::is_empty) {
            return Err(Never::Places);
        }
        if rule.place.own_place && !some_own_place(tariff, rule) {
            return Err(Never::OwnPlace);
        }
        let open = self.horizon.without(days, &service.closed);
        if open.is_empty() { Err(Never::Closed) } else { Ok(Reach { days: open, windows }) }
    }
}

/// Windows of a service in which a rule holds.
fn windows(rule: &Rule, service: &Service) -> Vec<u16> {
    let asked = &rule.when.windows;
    let sold = if service.windows.is_empty() { vec![0] } else { service.windows.clone() };
    sold.into_iter().filter(|code| asked.is_empty() || asked.contains(code)).collect()
}

fn kinds_meet(rule: &Rule, service: &Service) -> bool {
    let Some(kinds) = &rule.place.kinds else { return true };
    !kinds.is_empty() && (service.kinds.is_empty() || kinds.iter().any(|kind| service.kinds.contains(kind)))
}

/// Whether somebody can stand at a till of the rule that is at the holder's own place.
fn some_own_place(tariff: &Tariff, rule: &Rule) -> bool {
    let Places(places) = &tariff.places;
    let mut tills = places
        .iter()
        .filter(|place| rule.place.places.as_ref().is_none_or(|listed| listed.contains(&place.code)));
    let lives = |code: u16, name: &String| {
        let near = |who: &crate::holder::Who| who.places_any.as_ref().is_none_or(|any| any.contains(name));
        let anywhere = rule.groups == Groups::Everybody;
        let group = |group: &crate::holder::Group| near(&group.who) && holders::together(&[&group.who]);
        code != 0 && (anywhere || holders::named(tariff, rule.groups).any(group))
    };
    tills.any(|till| {
        places
            .iter()
            .any(|home| lives(home.code, &home.name) && tariff.places.on_one_branch(till.code, home.code))
    })
}
