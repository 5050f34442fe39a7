//! Counts what a tap costs while it goes on.

use super::Ending;
use crate::counted::Counted;
use crate::{Clock, Journal, Slot, TapReport};
use apdu::{Dialogue, TransportError, converse};
use sale::{MemoryFault, Remembered};

/// Running counts of one tap.
pub(super) struct Meter {
    start_us: u64,
    report: TapReport,
}

/// The end of a conversation, and whether the SAM fell silent in it.
pub(super) struct Heard<O> {
    pub(super) heard: Result<O, TransportError>,
    pub(super) sam_silent: bool,
}

impl Meter {
    pub(super) fn new(start_us: u64) -> Meter {
        Meter { start_us, report: TapReport::default() }
    }

    pub(super) fn card_us(&mut self, spent_us: u64) {
        self.report.card_us = self.report.card_us.saturating_add(spent_us);
    }

    /// Carries a dialogue to its end, counting.
    pub(super) fn converse<D: Dialogue>(
        &mut self,
        dialogue: &mut D,
        card: &mut dyn Slot,
        sam: &mut dyn Slot,
        clock: &dyn Clock,
    ) -> Heard<D::Output> {
        let mut card = Counted::new(card, clock);
        let mut sam = Counted::new(sam, clock);
        let heard = converse(dialogue, &mut card, &mut sam);
        self.report.card_apdus = self.report.card_apdus.saturating_add(card.apdus);
        self.report.sam_apdus = self.report.sam_apdus.saturating_add(sam.apdus);
        self.report.card_us = self.report.card_us.saturating_add(card.spent_us);
        self.report.sam_us = self.report.sam_us.saturating_add(sam.spent_us);
        Heard { heard, sam_silent: sam.silence.is_some() }
    }

    /// Waits for the disk, counting.
    pub(super) fn wait<J: Journal>(
        &mut self,
        journal: &mut J,
        ticket: J::Ticket,
        clock: &dyn Clock,
    ) -> Result<Remembered, MemoryFault> {
        self.sync(clock, || journal.wait(ticket))
    }

    /// One save point, counting.
    pub(super) fn sync<T>(&mut self, clock: &dyn Clock, save: impl FnOnce() -> T) -> T {
        let start = clock.monotonic_us();
        let saved = save();
        let spent = clock.monotonic_us().saturating_sub(start);
        self.report.syncs = self.report.syncs.saturating_add(1);
        self.report.sync_us = self.report.sync_us.saturating_add(spent);
        saved
    }

    pub(super) fn report(self, ending: &Ending, now_us: u64) -> TapReport {
        let (result, refusal) = match ending {
            Ending::Paid { recovered: false, .. } => ("paid", None),
            Ending::Paid { recovered: true, .. } => ("recovered", None),
            Ending::Refused(refusal) => ("refused", Some(*refusal)),
            Ending::Hold(_) => ("hold", Some(sale::Refusal::SameCardAgain)),
            Ending::OtherCard(_) => ("other-card", Some(sale::Refusal::OtherCard)),
            Ending::Stuck(refusal) => ("stuck", Some(*refusal)),
        };
        let mut report = self.report;
        report.result = result;
        report.code = refusal.map_or(0, sale::Refusal::number);
        report.total_us = now_us.saturating_sub(self.start_us);
        let elsewhere = report.card_us.saturating_add(report.sam_us).saturating_add(report.sync_us);
        report.software_us = report.total_us.saturating_sub(elsewhere);
        report
    }
}
