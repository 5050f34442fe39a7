//! The other ports: the real journal, a screen that is really drawn, a clock that steps, and nobody elsewhere.

use super::slots::{Diary, Step};
use anyhow::Result;
use cashier::{Clock, Journal, Panel};
use display::Frame;
use journal::Ticket;
use records::{ClockQuality, Moment, Record};
use sale::{Memory, MemoryFault, Remembered, Sealed, Till, Writing};
use screens::{Painter, Strip, View, text_json};
use std::time::Instant;

/// The journal on a disk.
pub(super) struct Kept {
    journal: journal::Journal,
    diary: Diary,
}

impl Kept {
    pub(super) fn new(journal: journal::Journal, diary: Diary) -> Kept {
        Kept { journal, diary }
    }
}

impl Memory for Kept {
    type Ticket = Ticket;

    fn room(&mut self) -> Result<(), MemoryFault> {
        self.journal.room()
    }

    fn begin(&mut self, writing: Writing) -> Result<Ticket, MemoryFault> {
        self.diary.note(Step::SyncBegins);
        self.journal.begin(writing)
    }

    fn wait(&mut self, ticket: Ticket) -> Result<Remembered, MemoryFault> {
        self.diary.note(Step::SyncAwaited);
        self.journal.wait(ticket)
    }
}

impl Journal for Kept {
    fn reopen(&mut self) -> Result<Till, MemoryFault> {
        self.journal.reopen().map_err(|fault| MemoryFault::Broken { what: fault.to_string() })
    }

    fn records_from(&mut self, seq: u64) -> Result<Vec<Record>, MemoryFault> {
        let read = self.journal.records_from(seq, usize::MAX);
        read.map_err(|fault| MemoryFault::Broken { what: fault.to_string() })
    }

    fn seals_from(&mut self, seq: u64) -> Result<Vec<Sealed>, MemoryFault> {
        let read = self.journal.seals_from(seq);
        read.map_err(|fault| MemoryFault::Broken { what: fault.to_string() })
    }
}

/// Draws every new view into a frame, at once.
pub(super) struct Screen {
    painter: Painter,
    shown: Option<(Strip, View)>,
    frame: Frame,
    words: String,
    pub(super) frames: u64,
}

impl Screen {
    pub(super) fn new() -> Result<Screen> {
        let (painter, frame) = (Painter::new()?, Frame::new());
        Ok(Screen { painter, shown: None, frame, words: String::new(), frames: 0 })
    }
}

impl Panel for Screen {
    fn show(&mut self, strip: &Strip, view: &View) {
        if self.shown.as_ref().is_some_and(|(old_strip, old_view)| old_strip == strip && old_view == view) {
            return;
        }
        let Ok(()) = self.painter.draw(strip, view, &mut self.frame);
        self.words = text_json(strip, view);
        self.shown = Some((strip.clone(), view.clone()));
        self.frames += 1;
    }
}

/// The wall clock steps from tap to tap; the monotonic clock is real, because it measures.
pub(super) struct StepClock {
    wall_us: i64,
    start: Instant,
}

impl StepClock {
    pub(super) fn at(wall_us: i64) -> StepClock {
        StepClock { wall_us, start: Instant::now() }
    }

    pub(super) fn step(&mut self, us: i64) {
        self.wall_us += us;
    }
}

impl Clock for StepClock {
    fn now(&self) -> Moment {
        Moment { at_us: self.wall_us, clock: ClockQuality::ClockChip }
    }

    fn monotonic_us(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// The package lies in the folder already.
pub(super) struct Shelf;

impl cashier::Shelf for Shelf {
    fn keep_parameters(&mut self, _bytes: &[u8]) -> Result<(), MemoryFault> {
        Ok(())
    }
}

/// No link, no supervisor.
pub(super) struct Nobody;

impl cashier::Uplink for Nobody {
    fn offer(&mut self, _record: &Record) {}

    fn sealed(&mut self, _plan: &Sealed) {}

    fn not_sealed(&mut self) {}

    fn rewound(&mut self, _before: u64, _head_before: [u8; 32], _records: Vec<Record>, _seals: Vec<Sealed>) {}

    fn parameters_installed(&mut self, _version: u32) {}
}

impl cashier::Supervisor for Nobody {
    fn knows(&self, _hash: &str, _code: &str) -> bool {
        false
    }
}
