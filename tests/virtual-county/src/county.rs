//! The county: three tills, two hundred elders, one center, and days that pass.

use crate::auditor::{Auditor, CardState};
use crate::center::{Center, Point};
use crate::faults::{Faults, Mishap};
use crate::link::Weather;
use crate::parts::card_slot::Wallets;
use crate::parts::disk::Health;
use crate::parts::time::Time;
use crate::sabotage::Sabotage;
use crate::settings::Settings;
use crate::tape::Tape;
use crate::till::{Ground, VirtualTill};
use crate::trace::Trace;
use crate::violation::{Invariant, Violation};
use crate::{bench, people, releases};
use cashier::{Event, Key};
use ledger::LedgerError;
use money::Fen;
use records::SigningKey;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use uplink::Pace;
use virtual_cards::SplitMix;

/// 2026-03-02 10:30 county time, a Monday.
const START_US: i64 = 1_772_418_600_000_000;
/// Balances below this are topped up at the office now and then, fen.
const LOW: u32 = 2_500;

pub(crate) const POINTS: [Point; 3] = [
    Point { merchant: "canteen-1", service: 2, price: Fen(1_200), keyed: false },
    Point { merchant: "canteen-2", service: 2, price: Fen(1_500), keyed: false },
    Point { merchant: "barber-3", service: 7, price: Fen(2_000), keyed: true },
];

impl From<LedgerError> for Violation {
    fn from(error: LedgerError) -> Violation {
        Violation::new(Invariant::World, format!("the books failed: {error}"))
    }
}

/// The county.
pub(crate) struct County {
    pub(crate) tills: Vec<VirtualTill>,
    pub(crate) center: Center,
    pub(crate) auditor: Auditor,
    pub(crate) wallets: Wallets,
    pub(crate) time: Time,
    pub(crate) trace: Trace,
    pub(crate) random: SplitMix,
    pub(crate) faults: Faults,
    pub(crate) weather: Weather,
    pub(crate) tape: Tape,
    pub(crate) given: Vec<u64>,
    /// How often taps ended how.
    pub(crate) endings: BTreeMap<String, u64>,
    pub(crate) sabotage: Sabotage,
    /// The day began at this moment, UTC µs.
    pub(crate) morning_us: i64,
    /// Mornings so far, the first not counted.
    pub(crate) mornings: u64,
    /// The midnight at which a new tariff begins, UTC µs.
    pub(crate) switch_us: Option<i64>,
    /// Newest tariff version.
    pub(crate) tariff: u32,
}

impl County {
    /// A county on its first morning: tills enrolled and started, parameters fetched.
    pub(crate) fn open(settings: &Settings, trace: Trace) -> Result<County, Violation> {
        let mut random = SplitMix::new(settings.seed);
        let (time, tape) = (Time::at(START_US), Tape::default());
        let (cards, holders) = people::elders(settings.elders, &mut random);
        let given = cards.iter().map(|card| u64::from(card.state().balance)).collect();
        let wallets: Wallets = Rc::new(RefCell::new(cards));
        let tac = people::keys().tac.0;
        let mut center = Center::open(&holders, &POINTS, tac, START_US, tape.clone())?;
        center.sabotage = settings.sabotage;
        let pace = Pace { linger_ms: 600_000, parameters_ms: 1_800_000, ..Pace::default() };
        let ground = Ground {
            wallets: wallets.clone(),
            time: time.clone(),
            tape: tape.clone(),
            center: center.key.verifying_key(),
            pace,
        };
        let mut tills = Vec::new();
        for (index, point) in POINTS.iter().enumerate() {
            let seed = random.next_u64();
            let key = SigningKey::from_bytes(&records::sha256(&seed.to_be_bytes()));
            let terminal = center.enrol(point.merchant, &key.verifying_key(), START_US)?;
            let sam = people::module(index);
            let mut till = VirtualTill::new(index, (terminal, key), sam, point.keyed, &ground, seed);
            settings.spoil(&mut till);
            tills.push(till);
        }
        center.new_day(START_US)?;
        let terminals: Vec<u64> = tills.iter().map(|till| till.terminal.0).collect();
        let auditor = Auditor::new(&terminals, &center.books())?;
        let (faults, weather, sabotage) = (settings.faults, settings.weather, settings.sabotage);
        let mut county = County {
            tills,
            center,
            auditor,
            wallets,
            time,
            trace,
            random,
            faults,
            weather,
            tape,
            given,
            endings: BTreeMap::new(),
            sabotage,
            morning_us: START_US,
            mornings: 0,
            switch_us: None,
            tariff: 1,
        };
        county.wake()?;
        Ok(county)
    }

    fn wake(&mut self) -> Result<(), Violation> {
        for till in &mut self.tills {
            till.start();
            self.time.pass_ms(2_000_000);
            till.pump(&mut self.center);
            till.link.weather = self.weather;
        }
        self.audit()
    }

    /// One thing somebody does, and what the auditor says to it.
    pub(crate) fn step(&mut self) -> Result<(), Violation> {
        let gap_ms = 15_000 + self.random.below(120_000);
        self.time.pass_ms(gap_ms);
        if self.time.us().saturating_sub(self.morning_us) > 9 * 3_600 * 1_000_000 {
            self.night()?;
        }
        self.somebody()
    }

    /// Somebody comes to some till.
    pub(crate) fn somebody(&mut self) -> Result<(), Violation> {
        let at = usize::try_from(self.random.below(3)).unwrap_or(0);
        let elder = usize::try_from(self.random.below(self.given.len() as u64)).unwrap_or(0);
        let mishap = Mishap::draw(&self.faults, &mut self.random);
        let mishap = if people::is_careful(elder) { Mishap::default() } else { mishap };
        self.prepare(at, &mishap);
        self.serve(at, elder, &mishap);
        for each in 0..self.tills.len() {
            self.pump(each);
        }
        self.audit()
    }

    /// The till is up and its world is as the mishap wants it.
    fn prepare(&mut self, at: usize, mishap: &Mishap) {
        let repaired = self.random.below(6) == 0;
        let away = self.random.below(1_000) < self.faults.away;
        let hours = i64::try_from(self.random.below(60)).unwrap_or(0);
        let Some(till) = self.tills.get_mut(at) else { return };
        if repaired {
            till.disk.health = Health::Good;
        }
        while !till.start() {
            self.time.pass_ms(60_000);
        }
        if away {
            till.link.away_until_us = self.time.us().saturating_add(hours * 3_600_000_000);
            self.trace.line(format!("till {at}: link away for {hours} hours"));
        }
        till.card.loss = mishap.loss;
        till.card.unplug_in = mishap.reader;
        till.sam.reset_in = mishap.sam;
        till.disk.fail_in = mishap.sync;
        till.disk.health = mishap.health.unwrap_or(till.disk.health);
        till.fuse.set(mishap.fuse);
    }

    /// Somebody stands at the till.
    fn serve(&mut self, at: usize, elder: usize, mishap: &Mishap) {
        let who = self.random.below(100);
        let Some(waits) = self.tills.get(at).map(VirtualTill::waits_for) else { return };
        let owner = waits.and_then(|card| self.owner(card));
        match owner {
            Some(owner) if who < 65 => drop(self.tap(at, owner, mishap)),
            Some(_) if who < 78 => self.release(at),
            _ => {
                self.top_up(elder);
                self.order(at);
                drop(self.tap(at, elder, mishap));
            }
        }
        bench::compare(self, at);
    }

    fn owner(&self, card: [u8; 10]) -> Option<usize> {
        self.wallets.borrow().iter().position(|purse| purse.state().number() == card)
    }

    /// The cashier keys an amount where amounts are keyed.
    pub(crate) fn order(&mut self, at: usize) {
        let yuan = u8::try_from(self.random.below(9)).unwrap_or(0).saturating_add(1);
        let Some(till) = self.tills.get_mut(at).filter(|till| till.keyed) else { return };
        if till.waits_for().is_none() {
            till.press(&[Key::Cancel, Key::Digit(yuan), Key::Dot, Key::Digit(5), Key::Enter]);
        }
    }

    /// An elder taps. Returns what came of it.
    pub(crate) fn tap(&mut self, at: usize, elder: usize, mishap: &Mishap) -> String {
        let tail = self.wallets.borrow_mut().get_mut(elder).map(|card| {
            card.disarm();
            mishap.tear.into_iter().for_each(|tear| card.arm(tear));
            card.state().tail()
        });
        let Some(till) = self.tills.get_mut(at) else { return String::new() };
        let ending = match till.tap(elder) {
            Some(tapped) => format!("{} E{:02}", tapped.report.result, tapped.report.code),
            None if till.live().is_none() => "dark".to_owned(),
            None => "nothing".to_owned(),
        };
        let (entries, us) = (till.disk.len(), self.time.us());
        let tail = tail.unwrap_or_default();
        self.trace.line(format!("{us} till {at} card ****{tail} {mishap:?}: {ending}, {entries} entries"));
        *self.endings.entry(ending.clone()).or_default() += 1;
        ending
    }

    /// The supervisor ends the waiting.
    pub(crate) fn release(&mut self, at: usize) {
        let Some(till) = self.tills.get_mut(at) else { return };
        let code = crate::parts::shelf::SUPERVISOR_CODE.bytes().map(|digit| Key::Digit(digit - b'0'));
        let keys: Vec<Key> = [Key::Cancel].into_iter().chain(code).chain([Key::Enter]).collect();
        till.press(&keys);
        till.happen(Event::Tick);
        let still = till.waits_for().is_some();
        *self.endings.entry("released".to_owned()).or_default() += u64::from(!still);
        self.trace.line(format!("till {at}: supervisor, still waiting: {still}"));
    }

    /// The office puts money on a card that has little. Only careful elders go there: a load beside a torn sale
    /// hides from the grey rule what the sale did, and a person must look.
    fn top_up(&mut self, elder: usize) {
        let amount = 20_000;
        let mut wallets = self.wallets.borrow_mut();
        let (Some(card), Some(given)) = (wallets.get_mut(elder), self.given.get_mut(elder)) else { return };
        if card.state().balance < LOW
            && people::is_careful(elder)
            && !self.auditor.is_grey(card.state().number())
            && self.random.below(3) == 0
        {
            card.reissue(|state| state.balance = state.balance.saturating_add(amount));
            *given = given.saturating_add(u64::from(amount));
            self.trace.line(format!("card ****{} topped up", card.state().tail()));
        }
        if self.sabotage == Sabotage::CardLeaksUnsaid {
            card.reissue(|state| state.balance = state.balance.saturating_sub(1));
        }
    }

    /// The courier of one till does what it can.
    pub(crate) fn pump(&mut self, at: usize) {
        let Some(till) = self.tills.get_mut(at) else { return };
        let sent = till.pump(&mut self.center);
        till.fuse.set(0);
        if sent > 0 {
            let verified = till.live().map_or(0, sale::Till::verified_through);
            self.trace.line(format!("till {at}: {sent} requests, verified through {verified}"));
        }
    }

    /// Evening, and the next morning.
    fn night(&mut self) -> Result<(), Violation> {
        for at in 0..self.tills.len() {
            let closes = self.random.below(10) < 7;
            if let Some(till) = self.tills.get_mut(at).filter(|till| closes && till.waits_for().is_none()) {
                till.start();
                till.press(&[Key::Cancel, Key::F4, Key::F4, Key::Cancel]);
            }
            self.pump(at);
        }
        self.midnight()?;
        let until = self.morning_us.saturating_add(24 * 3_600 * 1_000_000);
        let ms = until.saturating_sub(self.time.us()).max(0) / 1_000;
        self.time.pass_ms(u64::try_from(ms).unwrap_or(0));
        self.morning_us = self.time.us();
        self.mornings = self.mornings.saturating_add(1);
        if releases::is_released_on(self.mornings) {
            self.new_tariff()?;
        }
        self.center.new_day(self.time.us())?;
        self.trace.line(format!("{} a new day", self.time.us()));
        Ok(())
    }

    /// The auditor hears everything that happened since the last time.
    pub(crate) fn audit(&mut self) -> Result<(), Violation> {
        for fact in self.tape.take() {
            self.auditor.hear(&fact)?;
        }
        self.auditor.settle_up()
    }

    /// What the cards in the elders' hands say.
    pub(crate) fn card_states(&self) -> Vec<CardState> {
        let wallets = self.wallets.borrow();
        let state = |(card, given): (&virtual_cards::VirtualPurse, &u64)| CardState {
            number: card.state().number(),
            given: *given,
            balance: card.state().balance,
            counter: u32::from(card.state().offline),
        };
        wallets.iter().zip(&self.given).map(state).collect()
    }
}
