//! A rule: for whom, for what, when, where, how much, how often, from which funds.

use crate::benefit::{Benefit, Round};
use crate::calendar::Calendar;
use crate::cap::Cap;
use crate::case::Case;
use crate::fund::Funding;
use crate::place::Places;
use crate::placement::Placement;
use crate::stage::Stage;
use crate::text::RefundMethod;
use crate::text::Shift;
use jiff::civil::Date;

/// A rule of a tariff. Codes and bits only: names have been resolved while loading.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) code: u16,
    pub(crate) name: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) services: Vec<u16>,
    pub(crate) groups: Groups,
    pub(crate) when: When,
    pub(crate) place: Where,
    pub(crate) benefit: Benefit,
    pub(crate) caps: Vec<Cap>,
    /// Where its usage is counted; `None` when no cap needs to remember anything.
    pub(crate) slot: Option<u8>,
    pub(crate) funding: Funding,
    pub(crate) round: Round,
    pub(crate) stage: Stage,
    /// Whether it is laid over the other rules of its stage.
    pub(crate) overlay: bool,
    /// Decides between equal benefits: the lower number wins.
    pub(crate) priority: u16,
    pub(crate) refund: RefundMethod,
    /// Where it stands in the text, for problems.
    pub(crate) byte: usize,
}

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Groups {
    /// Listed or not.
    Everybody,
    /// Bits of groups; one is enough.
    Any(u32),
}

impl Groups {
    pub(crate) fn include(self, groups: u32) -> bool {
        match self {
            Groups::Everybody => true,
            Groups::Any(bits) => bits & groups != 0,
        }
    }

    /// The holder's groups that were looked at.
    pub(crate) fn used(self, groups: u32) -> u32 {
        match self {
            Groups::Everybody => 0,
            Groups::Any(bits) => bits & groups,
        }
    }
}

/// When a rule holds. What is empty or `None` asks nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct When {
    /// Bit *n − 1* for day *n*.
    pub(crate) days_of_month: Option<u32>,
    pub(crate) shift: Shift,
    /// Bit 0 for Monday.
    pub(crate) weekdays: Option<u8>,
    /// Whether people work on the day.
    pub(crate) works: Option<bool>,
    /// Days of festivals, sorted.
    pub(crate) festivals: Option<Vec<Date>>,
    pub(crate) windows: Vec<u16>,
    pub(crate) first_day: Option<Date>,
    pub(crate) last_day: Option<Date>,
}

/// Where a rule holds. What is `None` asks nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Where {
    pub(crate) kinds: Option<Vec<u16>>,
    /// With all places within.
    pub(crate) places: Option<Vec<u16>>,
    pub(crate) own_place: bool,
}

impl Rule {
    /// Whether the rule, which is about this service, is about this sale. The groups are asked first: most
    /// rules are for somebody else.
    pub(crate) fn holds(&self, case: &Case<'_>, at: Placement, calendar: &Calendar, places: &Places) -> bool {
        self.groups.include(case.standing.groups)
            && self.when.holds(at, calendar)
            && self.place.holds(case, places)
    }
}

impl When {
    fn holds(&self, place: Placement, calendar: &Calendar) -> bool {
        let Placement { window, day } = place;
        let weekday = || u32::from(day.weekday().to_monday_zero_offset().unsigned_abs());
        (self.windows.is_empty() || self.windows.contains(&window))
            && self.first_day.is_none_or(|first| first <= day)
            && self.last_day.is_none_or(|last| day <= last)
            && self.weekdays.is_none_or(|days| days.checked_shr(weekday()).unwrap_or(0) & 1 == 1)
            && self.works.is_none_or(|works| calendar.works(day) == works)
            && self.festivals.as_ref().is_none_or(|days| days.binary_search(&day).is_ok())
            && self.days_of_month.is_none_or(|days| calendar.is_day_of_month(days, self.shift, day))
    }
}

impl Where {
    fn holds(&self, case: &Case<'_>, places: &Places) -> bool {
        let listed =
            |codes: &Option<Vec<u16>>, code: u16| codes.as_ref().is_none_or(|codes| codes.contains(&code));
        listed(&self.kinds, case.point.kind)
            && listed(&self.places, case.point.place)
            && (!self.own_place || places.on_one_branch(case.point.place, case.standing.place))
    }
}
