//! Which slots are at fault: chosen before the day begins.
//!
//! A record at fault is sent in an earlier round than the record that decides it, and neither stands at a till of
//! which a batch is missing: so what the center sees first is what happened first, and the truth is one.

use std::collections::{BTreeMap, BTreeSet};

use crate::dice::Dice;
use crate::fate::Fate;
use crate::slot::{MINUTE_US, Slot, moment};
use crate::{Faults, Unfit};

/// A till that torn taps without a counter may be chosen from: by then elders have been somewhere before.
const AFTER_BREAKFAST: i64 = 10 * 60 + 30;
/// Draws before a plan is given up.
const DRAWS: usize = 4000;

/// What was planned.
pub(crate) struct Plan {
    pub(crate) fates: BTreeMap<usize, Fate>,
    /// Tills of which a batch is missing; whether it is collected in the evening only.
    pub(crate) gaps: BTreeMap<usize, bool>,
}

pub(crate) fn plan(seed: u64, slots: &[Slot], tills: usize, faults: Faults) -> Result<Plan, Unfit> {
    let mut dice = Dice::new(seed, "plan");
    let mut order: Vec<usize> = (0..tills).collect();
    dice.shuffle(&mut order);
    let gaps = usize::try_from(faults.gaps).map_err(|_| Unfit::Size)?;
    let gaps = order.iter().take(gaps).enumerate().map(|(count, till)| (*till, count % 2 == 0)).collect();
    let mut planner = Planner { slots, dice, plan: Plan { fates: BTreeMap::new(), gaps } };
    planner.torn(true, faults.grey_debited)?;
    planner.torn(false, faults.grey_lost)?;
    for _ in 0..faults.tac_debited {
        planner.pair(Fate::Spoilt, |_| true, later_in_town, |of| Fate::Back { of })?;
    }
    for _ in 0..faults.tac_forged {
        planner.pair(Fate::Forged, |_| true, later_in_town, |of| Fate::Back { of })?;
    }
    for _ in 0..faults.tac_open {
        let place = planner.free(|_| true)?;
        planner.plan.fates.insert(place, Fate::SpoiltLast);
    }
    for _ in 0..faults.two_places {
        planner.pair(Fate::Kept, |_| true, minutes_away, |of| Fate::Elsewhere { of })?;
    }
    for count in 0..faults.duplicates {
        let partner = if count % 2 == 0 { same_till } else { other_till };
        planner.pair(Fate::Kept, |_| true, partner, |of| Fate::Copy { of })?;
    }
    Ok(planner.plan)
}

/// The card's next tap: in the same town, so that nobody travels.
fn later_in_town(first: &Slot, second: &Slot) -> bool {
    second.round > first.round && second.town == first.town && second.at_us - first.at_us >= 10 * MINUTE_US
}

fn minutes_away(first: &Slot, second: &Slot) -> bool {
    second.town != first.town && (MINUTE_US..4 * MINUTE_US).contains(&(second.at_us - first.at_us))
}

/// The till was started again and wrote its last sale once more.
fn same_till(first: &Slot, second: &Slot) -> bool {
    second.till == first.till && second.at_us - first.at_us < 60 * MINUTE_US
}

/// Another till sends what was copied from the first.
fn other_till(first: &Slot, second: &Slot) -> bool {
    second.till != first.till && second.round > first.round
}

struct Planner<'a> {
    slots: &'a [Slot],
    dice: Dice,
    plan: Plan,
}

impl Planner<'_> {
    fn torn(&mut self, debited: bool, count: u32) -> Result<(), Unfit> {
        for number in 0..count {
            // Of three torn taps one broke off before the till had read the counter.
            let counted = number % 3 != 2;
            let from = if counted { 0 } else { moment(AFTER_BREAKFAST) };
            let late = |slot: &Slot| slot.at_us >= from;
            self.pair(Fate::Torn { debited, counted }, late, later_in_town, |of| Fate::Back { of })?;
        }
        Ok(())
    }

    /// A slot that nothing is planned for.
    fn free(&mut self, wanted: impl Fn(&Slot) -> bool) -> Result<usize, Unfit> {
        for _ in 0..DRAWS {
            let place = self.dice.place(self.slots.len());
            if self.is_free(place) && self.slots.get(place).is_some_and(&wanted) {
                return Ok(place);
            }
        }
        Err(Unfit::Room)
    }

    fn is_free(&self, place: usize) -> bool {
        let whole = |slot: &Slot| !self.plan.gaps.contains_key(&slot.till);
        !self.plan.fates.contains_key(&place) && self.slots.get(place).is_some_and(whole)
    }

    /// Two slots that go together.
    fn pair(
        &mut self,
        first: Fate,
        wanted: impl Fn(&Slot) -> bool,
        partner: impl Fn(&Slot, &Slot) -> bool,
        second: impl Fn(usize) -> Fate,
    ) -> Result<(), Unfit> {
        for _ in 0..DRAWS {
            let place = self.free(&wanted)?;
            let Some(slot) = self.slots.get(place) else { continue };
            let later = (0..).zip(self.slots).skip(place.saturating_add(1));
            let fits = later.filter(|(other, later)| partner(slot, later) && self.is_free(*other));
            let fits: Vec<usize> = fits.map(|(other, _)| other).collect();
            if let Some(&other) = self.dice.pick(&fits) {
                self.plan.fates.insert(place, first);
                self.plan.fates.insert(other, second(place));
                return Ok(());
            }
        }
        Err(Unfit::Room)
    }
}

/// The slots that others go back to.
pub(crate) fn kept(plan: &Plan) -> BTreeSet<usize> {
    plan.fates.values().filter_map(|fate| fate.of()).collect()
}
