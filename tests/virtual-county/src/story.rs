//! A county told by hand: small deterministic scenes over the same world and under the same auditor.

use crate::county::County;
use crate::faults::Mishap;
use crate::link::Weather;
use crate::parts::disk::Health;
use crate::settings::Settings;
use crate::trace::Trace;
use crate::violation::Violation;
use crate::{bench, calm};
use cashier::{Event, Presence};

/// A scene. Tills 0 and 1 sell lunches of 12 and 15 yuan; till 2 is a barber who keys amounts.
pub struct Story {
    county: County,
    broken: Option<Violation>,
}

impl Story {
    /// A morning in which everything works.
    ///
    /// # Errors
    /// The world cannot be made.
    pub fn open(seed: u64) -> Result<Story, Violation> {
        Story::of(&Settings { elders: 8, ..Settings::calm(seed, 0) })
    }

    /// A morning of one's own making.
    ///
    /// # Errors
    /// The world cannot be made.
    pub fn of(settings: &Settings) -> Result<Story, Violation> {
        Ok(Story { county: County::open(settings, Trace::new(None))?, broken: None })
    }

    fn audited<T>(&mut self, told: T) -> T {
        let heard = self.county.audit();
        if self.broken.is_none() {
            self.broken = heard.err();
        }
        told
    }

    /// An elder taps and takes the card away: what came of it, such as `paid E00`; `dark` when the power went.
    pub fn tap(&mut self, till: usize, elder: usize) -> String {
        self.tap_with(till, elder, &Mishap::default())
    }

    /// A tap in which something goes wrong.
    pub fn tap_with(&mut self, till: usize, elder: usize, mishap: &Mishap) -> String {
        let county = &mut self.county;
        let Some(at) = county.tills.get_mut(till) else { return String::new() };
        at.start();
        at.card.loss = mishap.loss;
        at.card.unplug_in = mishap.reader;
        at.sam.reset_in = mishap.sam;
        at.disk.fail_in = mishap.sync;
        at.disk.health = mishap.health.unwrap_or(at.disk.health);
        county.order(till);
        if let Some(at) = county.tills.get_mut(till) {
            at.fuse.set(mishap.fuse);
        }
        let told = county.tap(till, elder, mishap);
        bench::compare(county, till);
        self.audited(told)
    }

    /// The power of a till is cut, and comes back.
    pub fn power_cut(&mut self, till: usize) {
        if let Some(at) = self.county.tills.get_mut(till) {
            at.cut();
            at.start();
        }
        self.audited(());
    }

    /// The supervisor lets the next elder through.
    pub fn release(&mut self, till: usize) {
        self.county.release(till);
        self.audited(());
    }

    /// Minutes pass.
    pub fn minutes(&mut self, minutes: u64) {
        self.county.time.pass_ms(minutes.saturating_mul(60_000));
    }

    /// A till looks after itself for a while, as it does several times a second.
    pub fn rest(&mut self, till: usize) {
        if let Some(at) = self.county.tills.get_mut(till) {
            at.rest();
        }
        self.audited(());
    }

    /// The courier of a till does what it can, four times in twenty minutes.
    pub fn upload(&mut self, till: usize) {
        for _ in 0..4 {
            self.minutes(5);
            self.county.pump(till);
        }
        self.audited(());
    }

    /// The till says to the center what it has to say at this moment.
    pub fn speak(&mut self, till: usize) {
        self.county.pump(till);
        self.audited(());
    }

    /// The link of a till from now on; `hours` away first.
    pub fn link(&mut self, till: usize, hours: i64, weather: Weather) {
        let now_us = self.county.time.us();
        if let Some(at) = self.county.tills.get_mut(till) {
            at.link.away_until_us = now_us.saturating_add(hours.saturating_mul(3_600_000_000));
            at.link.weather = weather;
        }
    }

    /// The disk of a till from now on.
    pub fn disk(&mut self, till: usize, health: Health) {
        if let Some(at) = self.county.tills.get_mut(till) {
            at.disk.health = health;
        }
    }

    /// The reader of a till is gone, or back.
    pub fn reader(&mut self, till: usize, there: bool) {
        if let Some(at) = self.county.tills.get_mut(till) {
            at.happen(Event::Reader(if there { Presence::Empty } else { Presence::NoReader }));
        }
        self.audited(());
    }

    /// Balance of an elder's card, fen, and its counter.
    #[must_use]
    pub fn card(&self, elder: usize) -> (u32, u16) {
        let wallets = self.county.wallets.borrow();
        wallets.get(elder).map_or((0, 0), |card| (card.state().balance, card.state().offline))
    }

    /// Commands a till has sent to cards so far.
    #[must_use]
    pub fn card_commands(&self, till: usize) -> u64 {
        self.county.tills.get(till).map_or(0, |till| till.card.exchanges)
    }

    /// What a till shows: green or not, and the name of the picture.
    #[must_use]
    pub fn shows(&self, till: usize) -> String {
        let view = self.county.tills.get(till).and_then(|till| till.panel.view.as_ref());
        let name = format!("{view:?}");
        let name = name.strip_prefix("Some(").unwrap_or(&name);
        name.chars().take_while(|letter| letter.is_alphanumeric()).collect()
    }

    /// Entries on the disk of a till, records verified, records that wait.
    #[must_use]
    pub fn journal(&self, till: usize) -> (usize, u64, usize) {
        let Some(at) = self.county.tills.get(till) else { return (0, 0, 0) };
        let kept = at.disk.replayed();
        (at.disk.len(), kept.verified_through(), kept.pending())
    }

    /// Records in the books.
    #[must_use]
    pub fn booked(&self) -> u64 {
        self.county.auditor.booked()
    }

    /// Whether the card's last sale is undecided somewhere.
    #[must_use]
    pub fn is_grey(&self, elder: usize) -> bool {
        let number = self.county.wallets.borrow().get(elder).map(|card| card.state().number());
        number.is_some_and(|number| self.county.auditor.is_grey(number))
    }

    /// The end: everything settles, and nothing broke on the way.
    ///
    /// # Errors
    /// The first invariant that broke.
    pub fn end(mut self) -> Result<(), Violation> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        calm::settle(&mut self.county)?;
        bench::whole(&mut self.county)
    }
}
