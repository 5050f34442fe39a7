//! What to seal, send and ask, and when: a value that is told the time and the answers.
//!
//! ```text
//! offer ─► outbox ─► SEAL (till keeps the plan) ─► send ─► acknowledgement ─► verified
//!                                           ▲         │ silence, 5xx: wait, then the same bytes again
//!                                           └─────────┘ 409, 425: resume at the center's cursor, rewind, or stop as forked
//! ```

mod answers;
mod outbox;
#[cfg(test)]
mod tests;

use crate::{Backoff, Identity, Report, Request};
use outbox::Outbox;
use records::{Announced, Batch, Record};

/// The time as the caller knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of a clock that never goes back; only differences count.
    pub monotonic_ms: u64,
    /// UTC microseconds, written into sealed batches and requests.
    pub utc_us: i64,
}

/// How fast, how often, how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Records in one batch at most.
    pub batch_max: usize,
    /// How long a record may wait for company before sealing, in milliseconds.
    pub linger_ms: u64,
    /// How often parameters are asked for, in milliseconds, jittered down to a half.
    pub parameters_ms: u64,
    /// First wait after a failure, in milliseconds.
    pub retry_first_ms: u64,
    /// Longest wait after failures, in milliseconds.
    pub retry_longest_ms: u64,
    /// Wait after a refusal that a person must resolve, in milliseconds.
    pub refused_ms: u64,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            batch_max: 500,
            linger_ms: 200,
            parameters_ms: 30_000,
            retry_first_ms: 1_000,
            retry_longest_ms: 15_000,
            refused_ms: 60_000,
        }
    }
}

/// What the till keeps of a sealed batch: with the same records and key these four seal it again, byte for
/// byte, because Ed25519 signatures are deterministic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// First record.
    pub first_seq: u64,
    /// Last record.
    pub through_seq: u64,
    /// When it was sealed, UTC µs.
    pub sealed_at_us: i64,
    /// What the till had written by then.
    pub announced: Announced,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Plan a batch of at most so many waiting records, keep the plan, and hand it to [`Courier::sealed`].
    /// Nothing of it is sent before.
    Seal {
        /// Records at most.
        limit: usize,
    },
    /// Send this and bring the answer to [`Courier::hear`].
    Send(Request),
    /// Nothing before this moment of the monotonic clock, unless something is offered or kept.
    Rest {
        /// Milliseconds.
        until_ms: u64,
    },
}

/// A sealed batch on its way.
struct Ready {
    first_seq: u64,
    through_seq: u64,
    hash: [u8; 32],
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flight {
    Batch,
    Cursor,
    Parameters,
}

/// The state machine. Holds no socket, clock or file.
pub struct Courier {
    identity: Identity,
    pace: Pace,
    backoff: Backoff,
    outbox: Outbox,
    verified_through: u64,
    plan: Option<Plan>,
    /// Plans of batches that were acknowledged once and are asked for again.
    lost: Vec<Plan>,
    seal_asked: bool,
    ready: Option<Ready>,
    flight: Option<Flight>,
    cursor_wanted: bool,
    /// The cursor is asked for only because the center was away: it may have come back from a copy.
    greeting: bool,
    waiting_for_rewind: bool,
    forked: bool,
    linger_until_ms: Option<u64>,
    /// Nothing at all is sent before this: the link is down.
    not_before_ms: u64,
    /// No batch and no question about the cursor before this: the center refused.
    records_not_before_ms: u64,
    parameters_due_ms: u64,
    parameters_version: u32,
    online: Option<bool>,
}

impl Courier {
    /// A courier that starts where the journal stands: everything through `verified_through` is
    /// acknowledged and `verified_head` is the chain head there (zeros for 0).
    #[must_use]
    pub fn new(
        identity: Identity,
        verified_through: u64,
        verified_head: [u8; 32],
        parameters_version: u32,
        pace: Pace,
        seed: u64,
    ) -> Courier {
        Courier {
            identity,
            pace,
            backoff: Backoff::new(pace.retry_first_ms, pace.retry_longest_ms, seed),
            outbox: Outbox::new(verified_through, verified_head),
            verified_through,
            plan: None,
            lost: Vec::new(),
            seal_asked: false,
            ready: None,
            flight: None,
            cursor_wanted: true,
            greeting: true,
            waiting_for_rewind: false,
            forked: false,
            linger_until_ms: None,
            not_before_ms: 0,
            records_not_before_ms: 0,
            parameters_due_ms: 0,
            parameters_version,
            online: None,
        }
    }

    /// More records, in order. Those already here are passed over; records that do not continue the chain
    /// are not taken, and the answer is `false`.
    pub fn offer(&mut self, records: impl IntoIterator<Item = Record>) -> bool {
        records.into_iter().all(|record| self.outbox.push(record))
    }

    /// The till keeps this plan: the answer to [`Step::Seal`], or the plan of an earlier life. Its batch is
    /// sent next.
    pub fn sealed(&mut self, plan: Plan) {
        self.seal_asked = false;
        self.plan = Some(plan);
    }

    /// The till could not keep a plan; it will be asked again after a wait.
    pub fn not_sealed(&mut self, now: Now) {
        self.seal_asked = false;
        self.records_not_before_ms = now.monotonic_ms.saturating_add(self.backoff.fail());
    }

    /// Starts over from earlier records after [`Report::Rewind`]: `before` is the last sequence number the
    /// center has, `head_before` the chain head there, and `plans` those by which the records were sealed once.
    pub fn rewind(
        &mut self,
        before: u64,
        head_before: [u8; 32],
        records: impl IntoIterator<Item = Record>,
        plans: Vec<Plan>,
    ) -> bool {
        self.outbox = Outbox::new(before, head_before);
        self.lost = plans;
        self.ready = None;
        self.waiting_for_rewind = false;
        self.offer(records)
    }

    /// A parameter package of this version is in force.
    pub fn parameters_installed(&mut self, version: u32) {
        self.parameters_version = version;
    }

    /// Records not yet acknowledged.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.outbox.len()
    }

    /// What to do now.
    pub fn step(&mut self, now: Now) -> Step {
        if self.flight.is_some() || self.seal_asked {
            return Step::Rest { until_ms: u64::MAX };
        }
        if now.monotonic_ms < self.not_before_ms {
            return Step::Rest { until_ms: self.not_before_ms };
        }
        let terminal = self.identity.terminal;
        let records_move = !self.waiting_for_rewind && now.monotonic_ms >= self.records_not_before_ms;
        if records_move && self.cursor_wanted {
            self.flight = Some(Flight::Cursor);
            return Step::Send(Request::Cursor { terminal });
        }
        if records_move && let Some(step) = self.batch_step(now) {
            return step;
        }
        if now.monotonic_ms >= self.parameters_due_ms {
            self.flight = Some(Flight::Parameters);
            return Step::Send(Request::Parameters { terminal, have_version: self.parameters_version });
        }
        let records_ms = match (self.waiting_for_rewind, self.linger_until_ms) {
            (true, _) => u64::MAX,
            (false, Some(linger_ms)) if records_move => linger_ms,
            (false, _) if records_move => u64::MAX,
            (false, _) => self.records_not_before_ms,
        };
        Step::Rest { until_ms: self.parameters_due_ms.min(records_ms) }
    }

    /// Sends the batch in hand, makes one of the plan, or asks for a plan when the linger is over.
    fn batch_step(&mut self, now: Now) -> Option<Step> {
        if self.ready.is_none() {
            self.ready = self.again(now).or_else(|| self.planned());
        }
        if let Some(ready) = &self.ready {
            self.flight = Some(Flight::Batch);
            let (terminal, first_seq, bytes) = (self.identity.terminal, ready.first_seq, ready.bytes.clone());
            return Some(Step::Send(Request::Batch { terminal, first_seq, bytes }));
        }
        if !self.outbox.has_unsent() {
            self.linger_until_ms = None;
            return None;
        }
        let full = self.outbox.unsent().len() >= self.pace.batch_max;
        let due =
            *self.linger_until_ms.get_or_insert_with(|| now.monotonic_ms.saturating_add(self.pace.linger_ms));
        if !full && now.monotonic_ms < due {
            return None;
        }
        self.linger_until_ms = None;
        self.seal_asked = true;
        Some(Step::Seal { limit: self.pace.batch_max })
    }

    /// Records the center had acknowledged once and has lost since: by the plan of then, so that it gets the very
    /// bytes it had signed for. Without one any batch will do: whatever becomes of it, the center's cursor tells.
    fn again(&self, now: Now) -> Option<Ready> {
        let first_seq = self.outbox.unsent().first()?.seq;
        let of_then = |plan: &&Plan| {
            (plan.first_seq..=plan.through_seq).contains(&first_seq)
                && plan.through_seq <= self.verified_through
        };
        if let Some(plan) = self.lost.iter().rev().find(of_then)
            && let Some(ready) = self.make(first_seq, plan.through_seq, plan.announced, plan.sealed_at_us)
        {
            return Some(ready);
        }
        let lost = self.outbox.unsent().iter().take_while(|record| record.seq <= self.verified_through);
        let count = lost.count().min(self.pace.batch_max);
        let records = self.outbox.unsent().get(..count)?;
        let newest = self.outbox.last()?;
        let announced = Announced { seq: newest.seq, running: newest.running };
        self.make(first_seq, records.last()?.seq, announced, now.utc_us)
    }

    /// The batch of the kept plan, without what the center has by its cursor.
    fn planned(&mut self) -> Option<Ready> {
        let plan = self.plan?;
        let first_seq = self.outbox.unsent().first()?.seq.max(plan.first_seq);
        let ready = self.make(first_seq, plan.through_seq, plan.announced, plan.sealed_at_us);
        if ready.is_none() {
            // Nothing of it is left to send; the next plan will come.
            self.plan = None;
        }
        ready
    }

    fn make(
        &self,
        first_seq: u64,
        through_seq: u64,
        announced: Announced,
        sealed_at_us: i64,
    ) -> Option<Ready> {
        let records = self.outbox.run(first_seq, through_seq)?;
        let bytes = Batch::seal(records, announced, sealed_at_us, &self.identity.key).ok()?;
        Some(Ready { first_seq, through_seq, hash: records::batch_hash(&bytes), bytes })
    }

    fn turn_online(&mut self, reports: &mut Vec<Report>) {
        if self.online != Some(true) {
            self.online = Some(true);
            reports.push(Report::Online);
        }
    }
}
