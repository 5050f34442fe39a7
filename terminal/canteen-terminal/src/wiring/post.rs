//! The uplink as the cashier's port, and its reports as the cashier's news. Sending never waits: what does not
//! fit into the channel stays here and goes with the next call.

use cashier::News;
use records::Record;
use sale::{Sealed, Till};
use std::collections::VecDeque;
use std::sync::mpsc::{SyncSender, TrySendError};
use uplink::{Command, Courier, Identity, Pace, Plan, Report};

/// The conductor's end of the uplink.
pub(super) struct Post {
    commands: SyncSender<Command>,
    waiting: VecDeque<Command>,
}

impl Post {
    /// Sends into this channel.
    #[must_use]
    pub(super) fn new(commands: SyncSender<Command>) -> Post {
        Post { commands, waiting: VecDeque::new() }
    }

    /// Sends what still waits.
    pub(super) fn flush(&mut self) {
        while let Some(command) = self.waiting.pop_front() {
            if let Err(TrySendError::Full(command)) = self.commands.try_send(command) {
                self.waiting.push_front(command);
                return;
            }
        }
    }

    /// Tells the uplink to end.
    pub(super) fn stop(mut self) {
        self.flush();
        // A full channel empties as soon as the call in flight is cut; dropping it ends the thread as well.
        drop(self.commands.try_send(Command::Stop));
    }

    fn send(&mut self, command: Command) {
        self.waiting.push_back(command);
        self.flush();
    }
}

impl cashier::Uplink for Post {
    fn offer(&mut self, record: &Record) {
        self.send(Command::Offer(vec![record.clone()]));
    }

    fn sealed(&mut self, sealed: &Sealed) {
        self.send(Command::Sealed(plan(sealed)));
    }

    fn not_sealed(&mut self) {
        self.send(Command::NotSealed);
    }

    fn rewound(&mut self, before: u64, head_before: [u8; 32], records: Vec<Record>, seals: Vec<Sealed>) {
        let plans = seals.iter().map(plan).collect();
        self.send(Command::Rewound { before, head_before, records, plans });
    }

    fn parameters_installed(&mut self, version: u32) {
        self.send(Command::ParametersInstalled { version });
    }
}

/// A courier that knows what the journal knows.
#[must_use]
pub(super) fn courier(
    identity: Identity,
    till: &Till,
    parameters_version: u32,
    pace: Pace,
    seed: u64,
) -> Courier {
    let head = till.outbox().next().map_or(till.chain().head, |oldest| oldest.prev);
    let mut courier = Courier::new(identity, till.verified_through(), head, parameters_version, pace, seed);
    if !courier.offer(till.outbox().cloned()) {
        tracing::error!("Records that wait do not form a chain");
    }
    if let Some(sealed) = till.sealed() {
        courier.sealed(plan(sealed));
    }
    courier
}

fn plan(sealed: &Sealed) -> Plan {
    Plan {
        first_seq: sealed.first_seq,
        through_seq: sealed.through_seq,
        sealed_at_us: sealed.sealed_at_us,
        announced: sealed.announced,
    }
}

/// A report as news; `None` for what only the log needs to know.
#[must_use]
pub(super) fn news(report: Report) -> Option<News> {
    Some(match report {
        Report::Online => {
            tracing::info!("Center answers");
            News::Online
        }
        Report::Offline { why } => {
            tracing::warn!(why, "Center does not answer");
            News::Offline
        }
        Report::SealWanted { limit } => News::SealWanted { limit },
        Report::Verified { ack, .. } => News::Verified { ack },
        Report::Parameters { bytes } => News::Parameters { bytes },
        Report::Rewind { from_seq } => {
            tracing::warn!(from_seq, "Center lost its tail and asks for it again");
            News::Rewind { from_seq }
        }
        Report::Fork { next_seq } => {
            tracing::warn!(next_seq, "Center's books and this till's chain disagree");
            News::Refused { code: "chain-fork".to_owned() }
        }
        Report::Refused(refused) if refused.code == "no-parameters" => {
            tracing::info!("Center has no parameters yet");
            return None;
        }
        Report::Refused(refused) => {
            tracing::warn!(
                status = refused.status,
                code = refused.code,
                "Center refused: {}",
                refused.sentence
            );
            News::Refused { code: refused.code }
        }
        Report::Untrusted { what } => {
            tracing::warn!(what, "Something not signed by the county arrived");
            News::Refused { code: "untrusted".to_owned() }
        }
        Report::CenterTime { center_time_s } => News::CenterTime { center_time_s },
    })
}
