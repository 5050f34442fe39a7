//! What time does: results leave, lost things are looked for again.

use super::{Cashier, Mode, Shown};
use crate::{Journal, Ports, Settled, bill};
use sale::{Refusal, Rules};
use screens::{Paid, Standing, View};

/// Between two looks at what is in trouble.
const LOOK_US: u64 = 1_000_000;
/// Between two looks at what seems well.
const CHECK_US: u64 = 10_000_000;

/// When to look next, on the monotonic clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Due {
    journal_us: u64,
    sam_us: u64,
    disk_us: u64,
}

impl Due {
    /// Looks at the security module with the next tick.
    pub(super) fn sam_at_once(&mut self) {
        self.sam_us = 0;
    }
}

impl Cashier {
    pub(super) fn tick<J: Journal>(&mut self, ports: &mut Ports<'_, J>) {
        let now_us = ports.clock.monotonic_us();
        self.dismiss(now_us);
        self.grow_tired(now_us);
        self.clock_trouble = self.counter.moment(ports.clock).err();
        self.look_at_journal(now_us, ports);
        self.look_at_sam(now_us, ports);
        self.install_when_due(ports);
        if self.counter.stuck().is_none()
            && let Some(ack) = self.unsaved_ack.take()
        {
            self.verify(ack, ports);
        }
    }

    fn look_at_journal<J: Journal>(&mut self, now_us: u64, ports: &mut Ports<'_, J>) {
        if self.counter.stuck().is_some() {
            if now_us >= self.due.journal_us {
                self.due.journal_us = now_us.saturating_add(LOOK_US);
                self.settle(now_us, ports);
            }
            return;
        }
        if now_us >= self.due.disk_us {
            self.disk_trouble = ports.journal.room().err().map(|fault| fault.refusal());
            let wait_us = if self.disk_trouble.is_some() { LOOK_US } else { CHECK_US };
            self.due.disk_us = now_us.saturating_add(wait_us);
        }
    }

    /// The journal is open again, perhaps: writes what waits and tells what came of it.
    fn settle<J: Journal>(&mut self, now_us: u64, ports: &mut Ports<'_, J>) {
        let until_us = now_us.saturating_add(self.habits.result_us);
        match self.counter.settle(ports.journal) {
            Ok(settled) => {
                // Whatever the uplink knows of these it passes over.
                for record in self.counter.till.outbox() {
                    ports.uplink.offer(record);
                }
                let Settled::Paid(paid) = settled else { return };
                self.mode = match (paid.refusal(), self.rules.as_ref()) {
                    (Some(refusal), _) => self.result(View::Refused(bill::refused(refusal)), until_us, None),
                    (None, Some(rules)) => {
                        self.result(paid_view(rules, &paid), until_us, Some(paid.record.seq))
                    }
                    (None, None) => Mode::Idle,
                };
            }
            Err(refusal) => tracing::warn!(code = refusal.number(), "Journal still fails"),
        }
    }

    fn result(&self, view: View, until_us: u64, seq: Option<u64>) -> Mode {
        Mode::Result(Shown { view, until_us, seq, resume: None })
    }

    fn look_at_sam<J: Journal>(&mut self, now_us: u64, ports: &mut Ports<'_, J>) {
        if now_us < self.due.sam_us {
            return;
        }
        self.counter.probe_sam(ports.sam);
        let started = self.counter.start_sam(ports.sam);
        if started.is_ok() != self.sam_trouble.is_none() {
            match started {
                Ok(()) => tracing::info!("SAM ready"),
                Err(refusal) => tracing::warn!(code = refusal.number(), "SAM not ready"),
            }
        }
        self.sam_trouble = started.err();
        let wait_us = if self.sam_trouble.is_some() { LOOK_US } else { CHECK_US };
        self.due.sam_us = now_us.saturating_add(wait_us);
    }

    /// Looks at everything now: for the first screen.
    pub fn start<J: Journal>(&mut self, ports: &mut Ports<'_, J>) {
        self.due = Due::default();
        let unshown = self.counter.unshown(ports.clock.now().at_us).cloned();
        if let (Some(paid), Some(rules)) = (unshown, &self.rules) {
            let until_us = ports.clock.monotonic_us().saturating_add(self.habits.result_us);
            self.mode = self.result(paid_view(rules, &paid), until_us, Some(paid.record.seq));
        }
        self.handle(crate::Event::Tick, ports);
    }

    /// Whether trouble with the SAM is known.
    #[must_use]
    pub fn sam_trouble(&self) -> Option<Refusal> {
        self.sam_trouble
    }
}

/// A sale of an earlier moment, or life.
fn paid_view(rules: &Rules, paid: &sale::Paid) -> View {
    let bill = bill::recorded(rules, &paid.record);
    View::Paid(Paid { bill, balance_after: paid.balance_after(), standing: Standing::Pending })
}
