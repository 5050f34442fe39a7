//! Hearing the center: acknowledgements, cursors, refusals, silence.

use super::outbox::Place;
use super::{Courier, Flight, Now};
use crate::identity::unhex_32;
use crate::report::Refused;
use crate::{Reply, Report};
use records::{Ack, Parameters, ParametersError};
use serde::Deserialize;

/// The longest `Retry-After` we follow: a wrong header must not silence a till for a day.
const LONGEST_RETRY_AFTER_S: u64 = 600;

/// The members we read of an RFC 9457 problem, and the cursor alone.
#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    code: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    next_seq: Option<u64>,
    #[serde(default)]
    head: Option<String>,
    #[serde(default)]
    cursor: Option<CursorBody>,
}

#[derive(Deserialize)]
struct CursorBody {
    next_seq: u64,
    head: String,
}

impl Problem {
    fn read(body: &[u8]) -> Problem {
        serde_json::from_slice(body).unwrap_or_default()
    }

    fn cursor(&self) -> Option<(u64, [u8; 32])> {
        let (next_seq, head) = match &self.cursor {
            Some(cursor) => (cursor.next_seq, &cursor.head),
            None => (self.next_seq?, self.head.as_ref()?),
        };
        Some((next_seq, unhex_32(head)?))
    }

    fn refused(&self, status: u16) -> Refused {
        let sentence = if self.detail.is_empty() { &self.title } else { &self.detail };
        Refused {
            status,
            code: self.code.chars().take(40).collect(),
            sentence: sentence.chars().take(120).collect(),
        }
    }
}

impl Courier {
    /// Hears the answer to the last [`super::Step::Send`].
    pub fn hear(&mut self, now: Now, reply: &Reply) -> Vec<Report> {
        let mut reports = Vec::new();
        let Some(flight) = self.flight.take() else { return reports };
        let (status, body, retry_after_s) = match reply {
            Reply::Unreachable(why) => {
                self.greet();
                self.fail(now, None, Some(why.clone()), &mut reports);
                return reports;
            }
            Reply::Answer { status, body, retry_after_s, center_time_s } => {
                reports.extend(center_time_s.map(|center_time_s| Report::CenterTime { center_time_s }));
                (*status, body.as_slice(), *retry_after_s)
            }
        };
        if status == 502 || status == 504 {
            // Only what stands before the center has answered.
            self.greet();
        }
        if status >= 500 || status == 429 || status == 408 {
            let why = format!("中心答 {status} · the center answered {status}");
            self.fail(now, retry_after_s, Some(why), &mut reports);
            return reports;
        }
        self.turn_online(&mut reports);
        match (flight, status) {
            (Flight::Batch, 200..=299) => self.acknowledge(now, body, &mut reports),
            (Flight::Batch, 409 | 425) | (Flight::Cursor, 200..=299) => {
                self.resume_at_cursor(flight, now, body, &mut reports)
            }
            (Flight::Parameters, 200) => self.package(now, body, &mut reports),
            (Flight::Parameters, 304) => self.parameters_settled(now),
            // A till whose clock is wrong is not told; its batches need no clock.
            (Flight::Cursor, _) if self.greeting => self.greeted(),
            (Flight::Batch | Flight::Cursor | Flight::Parameters, _) => {
                reports.push(Report::Refused(Problem::read(body).refused(status)));
                if flight == Flight::Parameters {
                    let wait = self.backoff.jitter(self.pace.refused_ms);
                    self.parameters_due_ms = now.monotonic_ms.saturating_add(wait);
                } else {
                    self.hold(now);
                }
            }
        }
        reports
    }

    fn acknowledge(&mut self, now: Now, body: &[u8], reports: &mut Vec<Report>) {
        let Some(ready) = self.ready.as_ref() else { return };
        let good = Ack::open(body).ok().filter(|ack| {
            ack.verify(&self.identity.center).is_ok()
                && ack.range.terminal == self.identity.terminal
                && ack.range.first_seq == ready.first_seq
                && ack.range.through_seq == ready.through_seq
                && ack.range.batch_hash == ready.hash
                && self.outbox.head_at(ack.range.through_seq) == Some(ack.range.head)
        });
        let Some(ack) = good else {
            reports.push(Report::Untrusted { what: "acknowledgement" });
            self.hold(now);
            return;
        };
        let through_seq = ack.range.through_seq;
        self.outbox.acknowledged(through_seq);
        self.ready = None;
        self.plan = self.plan.filter(|plan| plan.through_seq > through_seq);
        self.backoff.succeed();
        if through_seq <= self.verified_through {
            return;
        }
        self.verified_through = through_seq;
        reports.push(Report::Verified { through_seq, ack: body.to_vec() });
    }

    /// The center says where it stands. Unsigned, so it may only decide what is sent next.
    fn resume_at_cursor(&mut self, asked_by: Flight, now: Now, body: &[u8], reports: &mut Vec<Report>) {
        let greeting = asked_by == Flight::Cursor && self.greeting;
        let Some((next_seq, head)) = Problem::read(body).cursor() else {
            if greeting {
                return self.greeted();
            }
            // A conflict without a cursor: ask for it; a cursor answer without one is a fork to us.
            if self.cursor_wanted {
                self.fork(now, 0, reports);
            }
            self.cursor_wanted = true;
            return;
        };
        self.greeted();
        // Our own batch begins at the cursor and was refused all the same.
        let same = self.ready.as_ref().is_some_and(|ready| ready.first_seq == next_seq);
        let place = match greeting {
            // What waits is sent as it was sealed, whether the center has it or not: so it is acknowledged.
            true => self.outbox.place_of(next_seq, head),
            false => self.outbox.resume_at(next_seq, head),
        };
        match place {
            Place::Here if same && asked_by == Flight::Batch => self.fork(now, next_seq, reports),
            Place::Here if greeting => self.forked = false,
            Place::Here if same => {
                // The same bytes again, but not at once: they were refused a moment ago.
                self.forked = false;
                self.hold(now);
            }
            Place::Here => {
                self.forked = false;
                self.ready = None;
            }
            Place::Earlier => {
                self.forked = false;
                self.ready = None;
                self.waiting_for_rewind = true;
                reports.push(Report::Rewind { from_seq: next_seq });
            }
            Place::Forked => self.fork(now, next_seq, reports),
        }
    }

    /// The center was away. What it has is asked for before anything is sent: if it came back from a copy, a batch
    /// would only meet the gap, and a till with nothing to send would never hear of it.
    fn greet(&mut self) {
        self.cursor_wanted = true;
        self.greeting = true;
    }

    fn greeted(&mut self) {
        self.cursor_wanted = false;
        self.greeting = false;
    }

    fn fork(&mut self, now: Now, next_seq: u64, reports: &mut Vec<Report>) {
        // Asked again from time to time: a person may have put the books right.
        self.cursor_wanted = true;
        self.hold(now);
        if !self.forked {
            self.forked = true;
            reports.push(Report::Fork { next_seq });
        }
    }

    fn package(&mut self, now: Now, body: &[u8], reports: &mut Vec<Report>) {
        self.parameters_settled(now);
        // What the center signed and this till cannot read is told to the counter: it says so on its screen.
        let ours = match Parameters::open_verified(body, &self.identity.center) {
            Ok(package) => package.terminal == self.identity.terminal,
            Err(closed) => matches!(closed, ParametersError::Content(_)),
        };
        reports.push(match ours {
            true => Report::Parameters { bytes: body.to_vec() },
            false => Report::Untrusted { what: "parameters" },
        });
    }

    fn parameters_settled(&mut self, now: Now) {
        self.backoff.succeed();
        self.parameters_due_ms =
            now.monotonic_ms.saturating_add(self.backoff.jitter(self.pace.parameters_ms));
    }

    /// Silence or trouble at the center: wait, longer each time.
    fn fail(&mut self, now: Now, retry_after_s: Option<u32>, why: Option<String>, reports: &mut Vec<Report>) {
        let asked_ms = u64::from(retry_after_s.unwrap_or(0)).min(LONGEST_RETRY_AFTER_S).saturating_mul(1_000);
        self.not_before_ms = now.monotonic_ms.saturating_add(self.backoff.fail().max(asked_ms));
        if self.online != Some(false) {
            self.online = Some(false);
            reports.push(Report::Offline { why: why.unwrap_or_default() });
        }
    }

    /// A refusal only a person can resolve: ask again, but rarely.
    fn hold(&mut self, now: Now) {
        let wait = self.backoff.jitter(self.pace.refused_ms);
        self.records_not_before_ms = now.monotonic_ms.saturating_add(wait);
    }
}
