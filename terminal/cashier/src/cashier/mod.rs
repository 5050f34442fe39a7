//! The till's behaviour: one event in, one screen out.

mod keys;
mod link;
mod reader;
mod show;
mod tick;

use crate::{Counter, Event, Journal, Kept, KeyProblem, Keypad, Ports, Presence, Tapped};
use records::{BusinessDay, VerifyingKey};
use sale::{Limits, Order, Refusal, Rules, RulesError, Till};
use screens::{View, Words};

/// The counter's habits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// How long a result stays at least, in microseconds.
    pub result_us: u64,
    /// The county's choices.
    pub limits: Limits,
    /// Whether keys of this till lie in a file: a trial, and every record says so.
    pub trial_keys: bool,
}

impl Habits {
    /// A package as this till serves under it: a trial where either says so.
    pub(crate) fn marked(&self, mut rules: Rules) -> Rules {
        rules.trial_keys |= self.trial_keys;
        rules
    }
}

impl Default for Habits {
    fn default() -> Habits {
        Habits { result_us: 3_000_000, limits: Limits::default(), trial_keys: false }
    }
}

/// The till. Feed it every [`Event`] with the ports; it shows what is so and conducts taps.
pub struct Cashier {
    counter: Counter,
    rules: Option<Rules>,
    upcoming: Option<Upcoming>,
    center: VerifyingKey,
    habits: Habits,
    mode: Mode,
    /// What the reader last said; `None` before it said anything.
    presence: Option<Presence>,
    card: Card,
    /// Which of the open offers the cashier has chosen.
    choice: usize,
    online: bool,
    refused_by_center: bool,
    sam_trouble: Option<Refusal>,
    disk_trouble: Option<Refusal>,
    clock_trouble: Option<Refusal>,
    unsaved_ack: Option<Vec<u8>>,
    /// Why a newer package is not in force.
    stale: Option<RulesError>,
    /// SHA-256 of the package last refused.
    refused_package: Option<[u8; 32]>,
    due: tick::Due,
    supervisor_gate: keys::Gate,
}

/// A package that comes into force later.
struct Upcoming {
    rules: Rules,
    bytes: Vec<u8>,
}

/// What the till is at. A sale that waits for its card, and trouble, are shown over all of these.
enum Mode {
    /// Waiting for an elder, or for a key.
    Idle,
    /// An amount is being keyed.
    Keying { keypad: Keypad, problem: Option<KeyProblem> },
    /// An amount is keyed, a card is awaited.
    Awaiting { keypad: Keypad, order: Order },
    /// A result is shown.
    Result(Shown),
    /// The supervisor keys the code.
    Supervisor { digits: String, problem: Option<Words>, until_us: u64 },
    /// The day so far.
    Totals { day: BusinessDay, closed: bool, until_us: u64 },
}

/// A result on the screen.
struct Shown {
    view: View,
    /// Not taken away before this, except by the next tap.
    until_us: u64,
    /// Number of the record behind it, to turn *pending* into *verified*.
    seq: Option<u64>,
    /// The keyed sale to return to, when it was refused.
    resume: Option<(Keypad, Order)>,
}

/// The card in the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Card {
    /// None.
    Away,
    /// Came and has not been served. `lying`: it may have lain there since an earlier sale.
    Here { lying: bool },
    /// Served or refused; it must leave first.
    Served,
}

impl Cashier {
    /// A till on what its journal says, selling by what its disk has kept.
    #[must_use]
    pub fn new(till: Till, kept: Kept, center: VerifyingKey, habits: Habits) -> Cashier {
        Cashier {
            counter: Counter::new(till, habits.limits),
            rules: kept.rules.map(|rules| habits.marked(rules)),
            upcoming: None,
            center,
            habits,
            mode: Mode::Idle,
            presence: None,
            card: Card::Away,
            choice: 0,
            online: false,
            refused_by_center: false,
            sam_trouble: None,
            disk_trouble: None,
            clock_trouble: None,
            unsaved_ack: None,
            stale: kept.refused,
            refused_package: None,
            due: tick::Due::default(),
            supervisor_gate: keys::Gate::default(),
        }
    }

    /// The till behind the counter.
    #[must_use]
    pub fn till(&self) -> &Till {
        self.counter.till()
    }

    /// The counter, with the SAM's state.
    #[must_use]
    pub fn counter(&self) -> &Counter {
        &self.counter
    }

    /// The package in force.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        self.rules.as_ref()
    }

    /// Why a newer package is not in force; the till sells on by the one it has.
    #[must_use]
    pub fn stale(&self) -> Option<&RulesError> {
        self.stale.as_ref()
    }

    /// One step. Returns the tap, when the event led to one.
    pub fn handle<J: Journal>(&mut self, event: Event, ports: &mut Ports<'_, J>) -> Option<Tapped> {
        let tapped = match event {
            Event::Key(key) => self.press(key, ports),
            Event::Reader(presence) => self.reader(presence, ports),
            Event::News(news) => {
                self.hear(news, ports);
                None
            }
            Event::Tick => {
                self.tick(ports);
                None
            }
        };
        let (strip, view) = (self.strip(ports.clock), self.view(ports.clock));
        ports.panel.show(&strip, &view);
        tapped
    }

    /// What keeps this till from selling, most important first. A waiting sale is no trouble.
    #[must_use]
    pub fn trouble(&self) -> Option<Refusal> {
        let reader = match self.presence {
            Some(Presence::NoReader | Presence::NoService) => Some(Refusal::NoReader),
            Some(Presence::Empty | Presence::Present) | None => None,
        };
        let parameters = self.rules.is_none().then_some(Refusal::NoParameters);
        let disk = self.counter.stuck().or(self.disk_trouble);
        [parameters, self.clock_trouble, disk, reader, self.sam_trouble].into_iter().flatten().min()
    }
}
