//! What to seal, send and ask, and when: a value that is told the time and the answers.
//!
//! ```text
//! offer ─► outbox ─► seal ─► KEEP (till stores the bytes) ─► send ─► acknowledgement ─► verified
//!                              ▲                              │ silence, 5xx: wait, then the same bytes again
//!                              └── center's cursor (409, 425) ┘ resume there, or rewind, or stop as forked
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
            retry_longest_ms: 30_000,
            refused_ms: 60_000,
        }
    }
}

/// What must be kept of a sealed batch: with the same records and key these four seal it again, byte for
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
    /// Keep this, then say [`Courier::kept`]. The batch is sent only afterwards.
    Keep(Plan),
    /// Send this and bring the answer to [`Courier::hear`].
    Send(Request),
    /// Nothing before this moment of the monotonic clock, unless something is offered or kept.
    Rest {
        /// Milliseconds.
        until_ms: u64,
    },
}

/// A sealed batch on its way.
#[derive(Clone)]
struct Sealed {
    plan: Plan,
    hash: [u8; 32],
    bytes: Vec<u8>,
    kept: Kept,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    No,
    Asked,
    Yes,
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
    sealed: Option<Sealed>,
    flight: Option<Flight>,
    cursor_wanted: bool,
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
            sealed: None,
            flight: None,
            cursor_wanted: false,
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

    /// A batch sealed in an earlier life, as it was kept. What does not fit the outbox is ignored: a new one
    /// will be sealed.
    pub fn resume(&mut self, plan: Plan) {
        self.sealed = self.seal(plan).map(|sealed| Sealed { kept: Kept::Yes, ..sealed });
    }

    /// Starts over from earlier records after [`Report::Rewind`]: `before` is the last sequence number the
    /// center has and `head_before` the chain head there.
    pub fn rewind(
        &mut self,
        before: u64,
        head_before: [u8; 32],
        records: impl IntoIterator<Item = Record>,
    ) -> bool {
        self.outbox = Outbox::new(before, head_before);
        self.sealed = None;
        self.waiting_for_rewind = false;
        self.offer(records)
    }

    /// The batch that begins at `first_seq` is kept.
    pub fn kept(&mut self, first_seq: u64) {
        if let Some(sealed) = self.sealed.as_mut().filter(|sealed| sealed.plan.first_seq == first_seq) {
            sealed.kept = Kept::Yes;
        }
    }

    /// The batch could not be kept; it will be asked for again after a wait.
    pub fn not_kept(&mut self, now: Now) {
        if let Some(sealed) = self.sealed.as_mut().filter(|sealed| sealed.kept == Kept::Asked) {
            sealed.kept = Kept::No;
            self.not_before_ms = now.monotonic_ms.saturating_add(self.backoff.fail());
        }
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
        if self.flight.is_some() || self.sealed.as_ref().is_some_and(|sealed| sealed.kept == Kept::Asked) {
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

    /// Keeps or sends the sealed batch, or seals one when the linger is over.
    fn batch_step(&mut self, now: Now) -> Option<Step> {
        if self.sealed.is_none() {
            if !self.outbox.has_unsent() {
                self.linger_until_ms = None;
                return None;
            }
            let full = self.outbox.unsent().len() >= self.pace.batch_max;
            let due = *self
                .linger_until_ms
                .get_or_insert_with(|| now.monotonic_ms.saturating_add(self.pace.linger_ms));
            if !full && now.monotonic_ms < due {
                return None;
            }
            self.linger_until_ms = None;
            self.sealed = self.plan(now).and_then(|plan| self.seal(plan));
        }
        let terminal = self.identity.terminal;
        let sealed = self.sealed.as_mut()?;
        if sealed.kept == Kept::Yes {
            self.flight = Some(Flight::Batch);
            let (first_seq, bytes) = (sealed.plan.first_seq, sealed.bytes.clone());
            return Some(Step::Send(Request::Batch { terminal, first_seq, bytes }));
        }
        sealed.kept = Kept::Asked;
        Some(Step::Keep(sealed.plan))
    }

    /// The next batch: as many unsent records as it may hold.
    fn plan(&self, now: Now) -> Option<Plan> {
        let unsent = self.outbox.unsent();
        let records = unsent.get(..unsent.len().min(self.pace.batch_max))?;
        let newest = self.outbox.last()?;
        Some(Plan {
            first_seq: records.first()?.seq,
            through_seq: records.last()?.seq,
            sealed_at_us: now.utc_us,
            announced: Announced { seq: newest.seq, running: newest.running },
        })
    }

    /// `None` when the plan is not about the first unsent records.
    fn seal(&self, plan: Plan) -> Option<Sealed> {
        let records = self.outbox.run(plan.first_seq, plan.through_seq)?;
        let bytes = Batch::seal(records, plan.announced, plan.sealed_at_us, &self.identity.key).ok()?;
        let hash = records::batch_hash(&bytes);
        Some(Sealed { plan, hash, bytes, kept: Kept::No })
    }

    fn turn_online(&mut self, reports: &mut Vec<Report>) {
        if self.online != Some(true) {
            self.online = Some(true);
            reports.push(Report::Online);
        }
    }
}
