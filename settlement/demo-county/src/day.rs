//! The day as it really is: elders come to tills, cards are debited, records are written.

use std::collections::{BTreeMap, BTreeSet};

use money::Fen;
use pboc_purse::proof::TacMasterKey;
use records::{CardNo, ClockQuality, Kind, Moment, Record};
use subsidy::Tariff;

use crate::card::Card;
use crate::dice::Dice;
use crate::fate::Fate;
use crate::plan::{Plan, kept};
use crate::shop::Till;
use crate::slot::{CLOSE, MINUTE_US, Slot, moment};
use crate::{Fault, FaultKind, Sums, Unfit, draft, the_day};

/// When the day's deaths are entered, in minutes.
pub(crate) const STOP: i64 = 10 * 60;
/// What a card must hold to be chosen for more than one tap.
const ENOUGH: Fen = Fen(10_000);
/// Draws before the whole town is asked.
const DRAWS: usize = 16;

/// What came of it.
pub(crate) struct Lived {
    /// Each till's records, in order, not yet chained.
    pub(crate) written: Vec<Vec<Record>>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) sums: BTreeMap<String, Sums>,
    /// Cards whose holders had died.
    pub(crate) dead: Vec<CardNo>,
}

/// What everybody starts from.
pub(crate) struct Morning<'a> {
    pub(crate) seed: u64,
    pub(crate) tariff: &'a Tariff,
    pub(crate) master: &'a TacMasterKey,
    pub(crate) tills: &'a [Till],
    pub(crate) slots: &'a [Slot],
    pub(crate) plan: &'a Plan,
    pub(crate) towns: u32,
}

pub(crate) fn live(morning: &Morning<'_>, cards: Vec<Card>, deaths: u32) -> Result<Lived, Unfit> {
    let mut towns: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, number) in (0..cards.len()).zip(0_u32..) {
        towns.entry(number % morning.towns).or_default().push(place);
    }
    let mut today = Today {
        morning,
        towns,
        cards,
        dice: Dice::new(morning.seed, "day"),
        kept: kept(morning.plan),
        records: BTreeMap::new(),
        holders: BTreeMap::new(),
        lived: Lived {
            written: vec![Vec::new(); morning.tills.len()],
            faults: Vec::new(),
            sums: BTreeMap::new(),
            dead: Vec::new(),
        },
    };
    for (place, slot) in morning.slots.iter().enumerate() {
        today.happen(place, slot)?;
    }
    today.close();
    today.bury(deaths)?;
    Ok(today.lived)
}

struct Today<'a> {
    morning: &'a Morning<'a>,
    towns: BTreeMap<u32, Vec<usize>>,
    cards: Vec<Card>,
    dice: Dice,
    /// Slots that a later one goes back to.
    kept: BTreeSet<usize>,
    records: BTreeMap<usize, Record>,
    holders: BTreeMap<usize, usize>,
    lived: Lived,
}

impl Today<'_> {
    fn happen(&mut self, place: usize, slot: &Slot) -> Result<(), Unfit> {
        let till = self.morning.tills.get(slot.till).ok_or(Unfit::Broken("till"))?;
        let fate = self.morning.plan.fates.get(&place).copied();
        let back = fate.and_then(Fate::of);
        if let (Some(Fate::Copy { .. }), Some(of)) = (fate, back) {
            return self.tell_again(of, slot, till);
        }
        let holder = match back {
            Some(of) => self.holders.get(&of).copied(),
            None if fate.is_none() && self.dice.percent(2) => None,
            None => self.choose(slot, fate),
        };
        match (holder, fate) {
            (Some(holder), _) => self.tap(place, slot, till, holder, fate),
            (None, None) => {
                let record = draft::in_cash(self.morning.tariff, slot, till)?;
                self.paid(slot, record).map(|_| ())
            }
            (None, Some(_)) => Err(Unfit::Room),
        }
    }

    /// An elder who may be here now, and whose card can do what is planned.
    fn choose(&mut self, slot: &Slot, fate: Option<Fate>) -> Option<usize> {
        let away = fate.is_none() && self.dice.percent(8);
        let town = if away {
            u32::try_from(self.dice.below(u64::from(self.morning.towns))).unwrap_or(0)
        } else {
            slot.town
        };
        let list = self.towns.get(&town)?;
        let fits = |place: &usize| self.cards.get(*place).is_some_and(|card| may_come(card, slot, fate));
        let drawn = (0..DRAWS).filter_map(|_| self.dice.pick(list).copied()).find(fits);
        drawn.or_else(|| list.iter().copied().find(fits))
    }

    fn tap(
        &mut self,
        place: usize,
        slot: &Slot,
        till: &Till,
        holder: usize,
        fate: Option<Fate>,
    ) -> Result<(), Unfit> {
        let number = self.next_number(slot.till);
        let card = self.cards.get_mut(holder).ok_or(Unfit::Broken("card"))?;
        let told = (slot, u32::try_from(number).unwrap_or(0));
        let (mut record, taken) = draft::to_card(self.morning.tariff, told, till, card)?;
        record.tac = card.sign(&record, self.morning.master);
        if !matches!(fate, Some(Fate::Forged | Fate::Torn { debited: false, .. })) {
            card.debit(record.card_amount)?;
            card.taken = taken;
        }
        card.last = Some((slot.at_us, slot.town));
        card.locked = fate.is_some_and(Fate::holds_card);
        card.marked |= fate.is_some();
        if slot.at_us >= moment(STOP) {
            card.after_stop.push((slot.till, number));
        }
        if self.kept.contains(&place) {
            self.holders.insert(place, holder);
            self.records.insert(place, record.clone());
        }
        self.keep(slot, spoil(record, fate), fate)
    }

    /// Counts the record where it belongs, and writes it down.
    fn keep(&mut self, slot: &Slot, record: Record, fate: Option<Fate>) -> Result<(), Unfit> {
        let (kind, really_paid) = match fate {
            None | Some(Fate::Kept | Fate::Back { .. } | Fate::Copy { .. }) => (None, true),
            Some(Fate::Elsewhere { .. }) => (Some(FaultKind::TwoPlaces), true),
            Some(Fate::Torn { debited: true, .. }) => (Some(FaultKind::GreyDebited), true),
            Some(Fate::Torn { debited: false, .. }) => (Some(FaultKind::GreyLost), false),
            Some(Fate::Spoilt) => (Some(FaultKind::TacDebited), true),
            Some(Fate::SpoiltLast) => (Some(FaultKind::TacOpen), false),
            Some(Fate::Forged) => (Some(FaultKind::TacForged), false),
        };
        let card = Some(record.card_no);
        let (terminal, seq) = if really_paid { self.paid(slot, record)? } else { self.open(slot, record)? };
        self.lived.faults.extend(kind.map(|kind| Fault { kind, terminal, seq, card }));
        Ok(())
    }

    /// The record of an earlier sale comes a second time.
    fn tell_again(&mut self, of: usize, slot: &Slot, till: &Till) -> Result<(), Unfit> {
        let first = self.records.get(&of).ok_or(Unfit::Broken("copy"))?;
        let tap = Moment { at_us: slot.at_us, clock: ClockQuality::Network };
        let recovered = first.terminal == till.id;
        let record = Record { terminal: till.id, tap, recovered, ..first.clone() };
        if let Some(card) = self.holders.get(&of).and_then(|holder| self.cards.get_mut(*holder)) {
            card.locked = false;
        }
        let card = Some(record.card_no);
        let (terminal, seq) = self.open(slot, record)?;
        self.lived.faults.push(Fault { kind: FaultKind::Duplicate, terminal, seq, card });
        Ok(())
    }

    fn paid(&mut self, slot: &Slot, record: Record) -> Result<(records::TerminalId, u64), Unfit> {
        self.sums(slot)?.add_paid(&record)?;
        Ok(self.write(slot.till, record))
    }

    fn open(&mut self, slot: &Slot, record: Record) -> Result<(records::TerminalId, u64), Unfit> {
        self.sums(slot)?.add_open(&record)?;
        Ok(self.write(slot.till, record))
    }

    fn sums(&mut self, slot: &Slot) -> Result<&mut Sums, Unfit> {
        let till = self.morning.tills.get(slot.till).ok_or(Unfit::Broken("till"))?;
        Ok(self.lived.sums.entry(till.merchant.clone()).or_default())
    }

    fn next_number(&self, till: usize) -> u64 {
        let written = self.lived.written.get(till).map_or(0, Vec::len);
        u64::try_from(written).unwrap_or(0).saturating_add(1)
    }

    fn write(&mut self, till: usize, record: Record) -> (records::TerminalId, u64) {
        let (terminal, seq) = (record.terminal, self.next_number(till));
        if let Some(written) = self.lived.written.get_mut(till) {
            written.push(Record { seq, sale: seq, ..record });
        }
        (terminal, seq)
    }

    /// Every till closes its day.
    fn close(&mut self) {
        for (place, till) in self.morning.tills.iter().enumerate() {
            let at_us = moment(CLOSE) + i64::try_from(self.dice.below(60_000_000)).unwrap_or(0);
            let tap = Moment { at_us, clock: ClockQuality::Network };
            self.write(place, Record { tap, ..Record::blank(Kind::DayClose, till.id, the_day()) });
        }
    }

    /// Of the cards that were used once more after ten, some belonged to people who had died.
    fn bury(&mut self, deaths: u32) -> Result<(), Unfit> {
        let once = |card: &Card| match card.after_stop.as_slice() {
            [only] if !card.marked => Some((card.number, *only)),
            _ => None,
        };
        let mut used: Vec<(CardNo, (usize, u64))> = self.cards.iter().filter_map(once).collect();
        self.dice.shuffle(&mut used);
        let deaths = usize::try_from(deaths).map_err(|_| Unfit::Size)?;
        if used.len() < deaths {
            return Err(Unfit::Room);
        }
        for (card, (till, seq)) in used.into_iter().take(deaths) {
            let terminal = self.morning.tills.get(till).ok_or(Unfit::Broken("till"))?.id;
            let (kind, card) = (FaultKind::PostDeath, Some(card));
            self.lived.faults.push(Fault { kind, terminal, seq, card });
            self.lived.dead.extend(card);
        }
        Ok(())
    }
}

/// Whether this card may be tapped here now.
fn may_come(card: &Card, slot: &Slot, fate: Option<Fate>) -> bool {
    let there = card.last.is_none_or(|(at_us, town)| {
        let journey = if town == slot.town { 3 } else { 40 };
        slot.at_us - at_us >= journey * MINUTE_US
    });
    let wanted = match fate {
        None => slot.price,
        Some(_) => ENOUGH,
    };
    let seen = !matches!(fate, Some(Fate::Torn { counted: false, .. })) || card.last.is_some();
    let fresh = fate.is_none() || !card.marked;
    !card.locked && there && seen && fresh && i64::from(card.balance) >= wanted.0
}

/// What is left of a record after its fate.
fn spoil(record: Record, fate: Option<Fate>) -> Record {
    match fate {
        Some(Fate::Torn { counted, .. }) => Record {
            kind: Kind::Grey,
            tac: [0; 4],
            card_counter: record.card_counter.filter(|_| counted),
            balance_before: record.balance_before.filter(|_| counted),
            ..record
        },
        Some(Fate::Spoilt | Fate::SpoiltLast | Fate::Forged) => {
            Record { tac: record.tac.map(|byte| byte ^ 0x5A), ..record }
        }
        _ => record,
    }
}
