//! A counter in one thread: the production cashier, sale and journal and a drawn screen, with virtual chips right
//! behind the transport. What is left out is pcscd.

mod ports;
mod slots;

use crate::county::{TERMINAL, card, center_key, module, package};
use anyhow::{Context, Result, bail};
use cashier::{Cashier, Ending, Event, Habits, News, Ports, Presence, TapReport};
use journal::Options;
use ports::{Kept, Nobody, Screen, Shelf, StepClock};
pub use slots::Step;
use slots::{Diary, Reader, SamSlot};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Microseconds between two taps.
pub const BETWEEN_US: i64 = 12_000_000;

/// The counter.
pub struct Counter {
    cashier: Cashier,
    reader: Reader,
    sam: SamSlot,
    clock: StepClock,
    screen: Screen,
    journal: Kept,
    shelf: Shelf,
    diary: Diary,
}

impl Counter {
    /// Sets up a counter with a fresh journal. `folder` becomes the data folder of an enrolled till: a
    /// `canteen-terminal` may be started on it afterwards. `elders` cards are there to be tapped, `roster` elders
    /// are listed, and the first tap is at `start_us` (UTC µs).
    ///
    /// # Errors
    /// The folder cannot be written, or the till does not take its parameters.
    pub fn open(folder: &Path, elders: u32, roster: u32, start_us: i64) -> Result<Counter> {
        let parameters = package(roster)?;
        enrol(folder, &parameters)?;
        let path = folder.join("journal.sqlite");
        journal::Journal::create(&path, TERMINAL)?;
        let (journal, till) = journal::Journal::open(&path, TERMINAL, Options::default())?;
        let habits = Habits { result_us: 0, ..Habits::default() };
        let diary = Diary::default();
        let mut counter = Counter {
            cashier: Cashier::new(till, cashier::Kept::default(), center_key().verifying_key(), habits),
            reader: Reader::new((0..elders).map(card).collect(), diary.clone()),
            sam: SamSlot::new(module(), diary.clone()),
            clock: StepClock::at(start_us),
            screen: Screen::new()?,
            journal: Kept::new(journal, diary.clone()),
            shelf: Shelf,
            diary,
        };
        counter.with(|cashier, ports| cashier.start(ports));
        counter.happen(Event::News(News::Parameters { bytes: parameters }));
        counter.happen(Event::Reader(Presence::Empty));
        counter.happen(Event::Tick);
        match counter.cashier.trouble() {
            None => Ok(counter),
            Some(trouble) => bail!("{}", trouble.zh()),
        }
    }

    /// An elder taps and pays. Returns what it cost.
    ///
    /// # Errors
    /// It did not end green.
    pub fn sell(&mut self, elder: usize) -> Result<TapReport> {
        self.clock.step(BETWEEN_US);
        self.diary.clear();
        self.reader.put(elder);
        let tapped = self.happen(Event::Reader(Presence::Present)).context("no tap")?;
        self.reader.take();
        self.happen(Event::Reader(Presence::Empty));
        self.happen(Event::Tick);
        match tapped.ending {
            Ending::Paid { .. } => Ok(tapped.report),
            other => bail!("{other:?}"),
        }
    }

    /// What happened in the last tap, in order.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.diary.read()
    }

    /// Frames drawn so far.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.screen.frames
    }

    /// Records that no center has acknowledged.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.cashier.till().pending()
    }

    fn happen(&mut self, event: Event) -> Option<cashier::Tapped> {
        self.with(|cashier, ports| cashier.handle(event, ports))
    }

    fn with<T>(&mut self, act: impl FnOnce(&mut Cashier, &mut Ports<'_, Kept>) -> T) -> T {
        let mut ports = Ports {
            card: &mut self.reader,
            sam: &mut self.sam,
            clock: &self.clock,
            panel: &mut self.screen,
            journal: &mut self.journal,
            uplink: &mut Nobody,
            shelf: &mut self.shelf,
            supervisor: &Nobody,
            custody: &purse::NoKeys,
        };
        act(&mut self.cashier, &mut ports)
    }
}

/// The files of an enrolled till: key, enrolment, parameters.
fn enrol(folder: &Path, parameters: &[u8]) -> Result<()> {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let key = folder.join("terminal.key");
    fs::write(&key, hex(&[1; 32]))?;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
    let center = hex(center_key().verifying_key().as_bytes());
    let enrolment = format!("terminal = {}\ncenter_public_key = \"{center}\"\n", TERMINAL.0);
    fs::write(folder.join("enrolment.toml"), enrolment)?;
    fs::write(folder.join("parameters.lcp"), parameters)?;
    Ok(())
}
