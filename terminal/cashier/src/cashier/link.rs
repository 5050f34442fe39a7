//! News from the center: batches, acknowledgements, parameters.

use super::{Cashier, Upcoming};
use crate::stuck::Waiting;
use crate::{Journal, News, Ports, kept};
use sale::{Rules, RulesError};

impl Cashier {
    pub(super) fn hear<J: Journal>(&mut self, news: News, ports: &mut Ports<'_, J>) {
        match news {
            News::Online => self.online = true,
            News::Offline => self.online = false,
            News::SealWanted { limit } => self.seal(limit, ports),
            News::Verified { ack } => {
                self.refused_by_center = false;
                self.verify(ack, ports);
            }
            News::Parameters { bytes } => self.parameters(bytes, ports),
            News::Rewind { from_seq } => self.rewind(from_seq, ports),
            News::Refused { code } => {
                self.refused_by_center = true;
                tracing::warn!(code, "Center refused this till");
            }
            News::CenterTime { center_time_s } => {
                self.counter.judge.hear(center_time_s, ports.clock.monotonic_us());
            }
        }
    }

    /// Plans a batch and keeps the plan. A plan that waits already is told again.
    fn seal<J: Journal>(&mut self, limit: usize, ports: &mut Ports<'_, J>) {
        if self.counter.stuck().is_some() {
            return ports.uplink.not_sealed();
        }
        if let Some(sealed) = self.counter.till.sealed() {
            return ports.uplink.sealed(sealed);
        }
        let Some(step) = self.counter.till.seal(ports.clock.now().at_us, limit) else {
            return ports.uplink.not_sealed();
        };
        match step.remember(ports.journal, &mut self.counter.till) {
            Ok(sealed) => ports.uplink.sealed(&sealed),
            Err(forgotten) => {
                self.counter.stick_step(Waiting::Nothing, &forgotten.fault);
                ports.uplink.not_sealed();
            }
        }
    }

    /// Takes an acknowledgement in; one that cannot be written now is written when the journal is open again.
    pub(super) fn verify<J: Journal>(&mut self, ack: Vec<u8>, ports: &mut Ports<'_, J>) {
        if self.counter.stuck().is_some() {
            self.unsaved_ack = Some(ack);
            return;
        }
        let step = match self.counter.till.acknowledge(&ack, &self.center) {
            Ok(step) => step,
            Err(problem) => {
                tracing::warn!(problem = %problem, "Acknowledgement not believed");
                return;
            }
        };
        match step.remember(ports.journal, &mut self.counter.till) {
            Ok(through_seq) => tracing::info!(through_seq, "Records through {through_seq} verified"),
            Err(forgotten) => {
                self.counter.stick_step(Waiting::Nothing, &forgotten.fault);
                self.unsaved_ack = Some(ack);
            }
        }
    }

    /// A package: good and newer, and it comes into force; anything else, and what is in force stays, whole.
    fn parameters<J: Journal>(&mut self, bytes: Vec<u8>, ports: &mut Ports<'_, J>) {
        let package = match kept::open(&bytes, &self.center, &self.counter.till) {
            Ok(package) => package,
            Err(reason) => return self.refuse_package(&bytes, reason),
        };
        if self.rules.as_ref().is_some_and(|rules| package.version <= rules.version) {
            return;
        }
        let installed = self.upcoming.as_ref().map(|next| &next.rules).or(self.rules.as_ref());
        match Rules::new(&package, installed) {
            Ok(rules) => {
                self.upcoming = Some(Upcoming { rules, bytes });
                self.install_when_due(ports);
            }
            Err(reason) => self.refuse_package(&bytes, reason),
        }
    }

    /// The same package comes again at every poll: it is logged once, and said on the screen until a good one is
    /// in force.
    fn refuse_package(&mut self, bytes: &[u8], reason: RulesError) {
        let hash = records::sha256(bytes);
        if self.refused_package != Some(hash) {
            let stays = self.rules.as_ref().map_or(0, Rules::newest_tariff);
            tracing::warn!(
                code = reason.code(),
                stays,
                "Parameter package refused, tariff {stays} stays: {reason}"
            );
            self.refused_package = Some(hash);
        }
        // What is not the center's says nothing about the center's tariff.
        if reason != RulesError::NotOurs {
            self.stale = Some(reason);
        }
    }

    /// Puts the newest package in force, once its time has come and the journal takes it.
    pub(super) fn install_when_due<J: Journal>(&mut self, ports: &mut Ports<'_, J>) {
        let now_us = ports.clock.now().at_us;
        let due = self.upcoming.as_ref().is_some_and(|next| next.rules.effective_from_us <= now_us);
        // Not in mid-sale: a torn sale is resolved under the parameters it began with.
        if !due || self.counter.stuck().is_some() || self.counter.till.open().is_some() {
            return;
        }
        let Some(next) = self.upcoming.take() else { return };
        if let Err(fault) = ports.shelf.keep_parameters(&next.bytes) {
            tracing::warn!(fault = %fault, "Parameter package not kept");
            return;
        }
        let step = self.counter.till.install(next.rules.version, records::sha256(&next.bytes));
        match step.remember(ports.journal, &mut self.counter.till) {
            Ok(installed) => {
                tracing::info!(version = installed.version, "Parameters {} in force", installed.version);
                self.refused_by_center = false;
                self.stale = None;
                self.refused_package = None;
                self.rules = Some(self.habits.marked(next.rules));
                ports.uplink.parameters_installed(installed.version);
            }
            Err(forgotten) => {
                self.counter.stick_step(Waiting::Nothing, &forgotten.fault);
                self.upcoming = Some(next);
            }
        }
    }

    /// The center lost its tail: everything from there again, out of the journal.
    fn rewind<J: Journal>(&mut self, from_seq: u64, ports: &mut Ports<'_, J>) {
        let Some(before) = from_seq.checked_sub(1) else { return };
        let read = ports.journal.records_from(from_seq);
        match read.and_then(|records| Ok((records, ports.journal.seals_from(from_seq)?))) {
            Ok((records, seals)) => {
                let chain_head = self.counter.till.chain().head;
                let head_before = records.first().map_or(chain_head, |record| record.prev);
                ports.uplink.rewound(before, head_before, records, seals);
            }
            Err(fault) => tracing::warn!(fault = %fault, "Journal cannot be read for the center"),
        }
    }
}
