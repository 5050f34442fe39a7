//! A rule: for whom, for what, when, how much, how often, from which funds.

use crate::benefit::{Benefit, Round};
use crate::cap::Cap;
use crate::case::Placement;
use crate::fund::Funding;

/// A rule of a tariff. Codes and bits only: names have been resolved while loading.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) code: u16,
    pub(crate) name: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) services: Vec<u16>,
    /// Bits of the groups it is for; one is enough.
    pub(crate) groups: u32,
    pub(crate) when: When,
    pub(crate) benefit: Benefit,
    pub(crate) caps: Vec<Cap>,
    /// Where its usage is counted; `None` when no cap needs to remember anything.
    pub(crate) slot: Option<u8>,
    pub(crate) funding: Funding,
    pub(crate) round: Round,
    /// Decides between equal benefits: the lower number wins.
    pub(crate) priority: u16,
    /// Where it stands in the text, for problems.
    pub(crate) byte: usize,
}

/// When a rule holds. An empty list asks nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct When {
    pub(crate) days_of_month: Vec<i8>,
    pub(crate) windows: Vec<u16>,
}

impl Rule {
    /// Whether the rule is about this sale at all.
    pub(crate) fn holds(&self, service: u16, groups: u32, place: Placement) -> bool {
        self.services.contains(&service) && self.groups & groups != 0 && self.when.holds(place)
    }
}

impl When {
    fn holds(&self, place: Placement) -> bool {
        let day = self.days_of_month.is_empty() || self.days_of_month.contains(&place.day.day());
        day && (self.windows.is_empty() || self.windows.contains(&place.window))
    }
}
