//! The courier against a center of twenty lines, without sockets.

mod restored;

use super::*;
use crate::Reply;
use records::{Ack, AckRange, Batch, BusinessDay, Chain, Kind, Record, SigningKey, TerminalId, record_hash};
use std::collections::BTreeMap;

const TERMINAL: TerminalId = TerminalId(33_070_300_000_001);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn identity() -> Identity {
    Identity { terminal: TERMINAL, key: key(1), center: key(9).verifying_key() }
}

/// `count` records after `chain`.
fn more(chain: &mut Chain, count: u64) -> Vec<Record> {
    let day = BusinessDay::from_number(20_240_715).unwrap();
    (0..count)
        .map(|_| {
            let mut record = Record::blank(Kind::DayClose, TERMINAL, day);
            record.seq = chain.next_seq;
            record.prev = chain.head;
            record.sale = chain.next_seq;
            chain.extend(&record).unwrap();
            record
        })
        .collect()
}

/// What the center does with a batch: compare and set, or the stored answer, or a problem with its cursor.
struct Center {
    next_seq: u64,
    head: [u8; 32],
    batches: BTreeMap<u64, (Vec<u8>, Vec<u8>)>,
    taken: Vec<u64>,
}

impl Center {
    fn new() -> Center {
        Center { next_seq: 1, head: [0; 32], batches: BTreeMap::new(), taken: Vec::new() }
    }

    fn answer(&mut self, request: &Request) -> Reply {
        match request {
            Request::Parameters { .. } => Reply::answer(304, []),
            Request::Cursor { .. } => Reply::answer(200, self.cursor()),
            Request::Batch { first_seq, bytes, .. } => {
                if let Some((kept, ack)) = self.batches.get(first_seq) {
                    return if kept == bytes { Reply::answer(200, ack.clone()) } else { self.problem(409) };
                }
                let batch = Batch::open(bytes).unwrap();
                batch.verify(&key(1).verifying_key()).unwrap();
                batch.check_chain().unwrap();
                if batch.first_seq != self.next_seq || batch.prev_head != self.head {
                    return self.problem(if batch.first_seq > self.next_seq { 425 } else { 409 });
                }
                self.taken.extend(batch.records.iter().map(|record| record.seq));
                self.next_seq = batch.through_seq() + 1;
                self.head = batch.new_head;
                let ack = Ack::sign(&AckRange::of(&batch), &key(9));
                self.batches.insert(batch.first_seq, (bytes.clone(), ack.clone()));
                Reply::answer(200, ack)
            }
        }
    }

    fn cursor(&self) -> String {
        format!(r#"{{"next_seq":{},"head":"{}"}}"#, self.next_seq, crate::identity::hex(&self.head))
    }

    fn problem(&self, status: u16) -> Reply {
        let body = format!(r#"{{"code":"cursor","title":"t","cursor":{}}}"#, self.cursor());
        Reply::answer(status, body)
    }
}

struct World {
    courier: Courier,
    center: Center,
    now: Now,
    kept: Vec<Plan>,
    reports: Vec<Report>,
    written: Vec<Record>,
}

impl World {
    fn new() -> World {
        World {
            courier: Courier::new(identity(), 0, [0; 32], 0, Pace::default(), 5),
            center: Center::new(),
            now: Now { monotonic_ms: 0, utc_us: 1_721_016_000_000_000 },
            kept: Vec::new(),
            reports: Vec::new(),
            written: Vec::new(),
        }
    }

    /// Runs until the clock reaches `ms`; `link` says for each request whether it arrives and whether the
    /// answer comes back.
    fn run(&mut self, ms: u64, mut link: impl FnMut(&Request) -> (bool, bool)) {
        while self.now.monotonic_ms < ms {
            match self.courier.step(self.now) {
                Step::Seal { limit } => {
                    let plan = self.plan(limit);
                    self.kept.push(plan);
                    self.courier.sealed(plan);
                }
                Step::Send(request) => {
                    let (arrives, returns) = link(&request);
                    let mut reply = Reply::Unreachable("test".to_owned());
                    if arrives {
                        let answer = self.center.answer(&request);
                        if returns {
                            reply = answer;
                        }
                    }
                    self.now.monotonic_ms += 1;
                    self.reports.extend(self.courier.hear(self.now, &reply));
                }
                Step::Rest { until_ms } => self.now.monotonic_ms = until_ms.min(ms),
            }
        }
    }

    /// What a till would plan: the oldest records that are not verified.
    fn plan(&self, limit: usize) -> Plan {
        let waiting: Vec<&Record> =
            self.written.iter().filter(|record| record.seq > self.verified()).collect();
        let last = waiting[limit.min(waiting.len()) - 1];
        Plan {
            first_seq: waiting[0].seq,
            through_seq: last.seq,
            sealed_at_us: self.now.utc_us,
            announced: Announced { seq: waiting.last().unwrap().seq, running: last.running },
        }
    }

    /// Writes and offers.
    fn offer(&mut self, records: Vec<Record>) {
        self.written.extend(records.clone());
        assert!(self.courier.offer(records));
    }

    fn verified(&self) -> u64 {
        let through = |report: &Report| match report {
            Report::Verified { through_seq, .. } => Some(*through_seq),
            _ => None,
        };
        self.reports.iter().filter_map(through).max().unwrap_or(0)
    }
}

fn good(_: &Request) -> (bool, bool) {
    (true, true)
}

fn seqs(through: u64) -> Vec<u64> {
    (1..=through).collect()
}

#[test]
fn one_sale_is_verified_within_a_second() {
    let mut world = World::new();
    world.run(10_000, good);
    world.offer(more(&mut Chain::START.clone(), 1));
    world.run(11_000, good);
    assert_eq!(world.verified(), 1);
    assert_eq!(world.courier.pending(), 0);
    assert_eq!(world.kept.len(), 1);
}

#[test]
fn days_offline_then_everything_once() {
    let mut world = World::new();
    let mut chain = Chain::START;
    for hour in 1..=48 {
        world.offer(more(&mut chain, 40));
        world.run(hour * 3_600_000, |_| (false, false));
    }
    assert_eq!(world.verified(), 0);
    world.run(48 * 3_600_000 + 60_000, good);
    assert_eq!(world.verified(), 1_920);
    assert_eq!(world.center.taken, seqs(1_920));
    assert!(world.center.batches.len() <= 5, "{} batches", world.center.batches.len());
}

#[test]
fn a_lost_answer_brings_the_same_bytes_again() {
    let mut world = World::new();
    world.offer(more(&mut Chain::START.clone(), 3));
    let mut lost = 0;
    world.run(60_000, |request| {
        let lose = matches!(request, Request::Batch { .. }) && lost < 3;
        lost += u32::from(lose);
        (true, !lose)
    });
    assert_eq!(world.verified(), 3);
    assert_eq!(world.center.taken, seqs(3));
    assert_eq!(world.kept.len(), 1, "sealed once, sent until acknowledged");
}

#[test]
fn a_killed_till_resumes_the_kept_batch() {
    let mut world = World::new();
    let records = more(&mut Chain::START.clone(), 4);
    world.offer(records.clone());
    world.run(1_000, |request| (true, matches!(request, Request::Cursor { .. })));
    assert_eq!(world.center.taken, seqs(4));

    world.courier = Courier::new(identity(), 0, [0; 32], 0, Pace::default(), 6);
    assert!(world.courier.offer(records));
    world.courier.sealed(world.kept.pop().unwrap());
    world.run(60_000, good);
    assert_eq!(world.verified(), 4);
    assert_eq!(world.center.taken, seqs(4));
}

#[test]
fn a_lost_kept_batch_resumes_from_the_cursor() {
    let mut world = World::new();
    let mut chain = Chain::START;
    let mut records = more(&mut chain, 4);
    world.offer(records.clone());
    world.run(1_000, |request| (true, matches!(request, Request::Cursor { .. })));

    let fresh = more(&mut chain, 2);
    world.written.extend(fresh.clone());
    records.extend(fresh);
    world.courier = Courier::new(identity(), 0, [0; 32], 0, Pace::default(), 6);
    assert!(world.courier.offer(records));
    world.run(60_000, good);
    assert_eq!(world.center.taken, seqs(6));
    assert_eq!(world.verified(), 6, "an acknowledgement of the chain's end covers all before it");
}

#[test]
fn a_fork_stops_sending_and_heals_when_the_books_do() {
    let mut world = World::new();
    world.center.next_seq = 9;
    world.center.head = [7; 32];
    world.offer(more(&mut Chain::START.clone(), 2));
    world.run(600_000, good);
    let forks = world.reports.iter().filter(|report| matches!(report, Report::Fork { next_seq: 9 })).count();
    assert_eq!((forks, world.verified()), (1, 0));
    world.center = Center::new();
    world.run(800_000, good);
    assert_eq!(world.verified(), 2);
}

#[test]
fn only_the_countys_own_signature_verifies() {
    let records = more(&mut Chain::START.clone(), 2);
    let range = |batch: &Batch| AckRange::of(batch);
    type Forge = fn(AckRange) -> (AckRange, u8);
    let forgeries: [(&str, Forge); 5] = [
        ("another key", |range| (range, 8)),
        ("another terminal", |range| (AckRange { terminal: TerminalId(33_070_300_000_002), ..range }, 9)),
        ("further than sent", |range| (AckRange { through_seq: 3, ..range }, 9)),
        ("another head", |range| (AckRange { head: [1; 32], ..range }, 9)),
        ("another batch", |range| (AckRange { batch_hash: [1; 32], ..range }, 9)),
    ];
    for (what, forge) in forgeries {
        let mut world = World::new();
        world.offer(records.clone());
        let mut asked = 0;
        while asked < 2 {
            match world.courier.step(world.now) {
                Step::Seal { limit } => world.courier.sealed(world.plan(limit)),
                Step::Rest { until_ms } => world.now.monotonic_ms = until_ms,
                Step::Send(Request::Batch { bytes, .. }) => {
                    asked += 1;
                    let (range, seed) = forge(range(&Batch::open(&bytes).unwrap()));
                    let reports =
                        world.courier.hear(world.now, &Reply::answer(200, Ack::sign(&range, &key(seed))));
                    assert!(reports.contains(&Report::Untrusted { what: "acknowledgement" }), "{what}");
                }
                Step::Send(_) => drop(world.courier.hear(world.now, &Reply::answer(304, []))),
            }
        }
        assert_eq!(world.courier.pending(), 2, "{what}");
    }
}

#[test]
fn refusals_are_told_and_asked_rarely() {
    let mut world = World::new();
    world.offer(more(&mut Chain::START.clone(), 1));
    let problem =
        Reply::answer(403, r#"{"code":"terminal-revoked","title":"x","detail":"已停用 · revoked"}"#);
    let mut asked = 0;
    while world.now.monotonic_ms < 3_600_000 {
        match world.courier.step(world.now) {
            Step::Seal { limit } => world.courier.sealed(world.plan(limit)),
            Step::Rest { until_ms } => world.now.monotonic_ms = until_ms,
            Step::Send(_) => {
                asked += 1;
                world.reports.extend(world.courier.hear(world.now, &problem));
            }
        }
    }
    let refused =
        crate::Refused {
            status: 403, code: "terminal-revoked".into(), sentence: "已停用 · revoked".into()
        };
    assert!(world.reports.contains(&Report::Refused(refused)));
    assert!(asked < 300, "{asked} questions in an hour");
}

#[test]
fn records_out_of_order_are_not_taken() {
    let mut world = World::new();
    let records = more(&mut Chain::START.clone(), 3);
    assert!(!world.courier.offer(records.get(1..).unwrap().to_vec()));
    assert!(world.courier.offer(records.clone()));
    assert!(world.courier.offer(records.clone()), "those already here are passed over");
    assert_eq!(world.courier.pending(), 3);
    let mut stranger = more(&mut Chain { next_seq: 4, head: [3; 32] }, 1);
    assert!(!world.courier.offer(stranger.drain(..)));
    assert_eq!(record_hash(&records[2]), world.courier.outbox.head_at(3).unwrap());
}

/// A thousand storms: requests and answers lost at random, the till killed at random. Everything arrives
/// once, in order, whatever happens.
#[test]
fn storms() {
    for seed in 0..1_000_u64 {
        let mut random = crate::Backoff::new(2, 2, seed);
        let mut roll = |of: u64| random.jitter(2_000).wrapping_mul(2_654_435_761) % of;
        let mut world = World::new();
        let mut chain = Chain::START;
        let mut all = Vec::new();
        for minute in 1..=6 {
            let fresh = more(&mut chain, roll(4));
            all.extend(fresh.clone());
            world.offer(fresh);
            world.run(minute * 10_000, |_| (roll(3) > 0, roll(3) > 0));
            if roll(3) == 0 {
                let through = world.verified();
                let kept = usize::try_from(through).unwrap();
                let head = kept.checked_sub(1).map_or([0; 32], |last| record_hash(&all[last]));
                world.courier = Courier::new(identity(), through, head, 0, Pace::default(), seed);
                assert!(world.courier.offer(all[kept..].to_vec()), "seed {seed}");
                if let Some(plan) = world.kept.last().filter(|plan| plan.first_seq > through) {
                    world.courier.sealed(*plan);
                }
            }
        }
        world.run(200_000, good);
        let total = all.len() as u64;
        assert_eq!(world.center.taken, seqs(total), "seed {seed}");
        assert_eq!(world.verified(), total, "seed {seed}");
    }
}
