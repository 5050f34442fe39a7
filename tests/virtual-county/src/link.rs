//! The link of one till: it loses requests and answers, doubles and delays messages, and is away for days.

use crate::center::Center;
use crate::parts::time::Time;
use crate::sabotage::Sabotage;
use records::{Ack, AckRange, Batch};
use uplink::{Reply, Request};
use virtual_cards::SplitMix;

/// How often things go wrong, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weather {
    /// The request is lost.
    pub request_lost: u64,
    /// The answer is lost.
    pub answer_lost: u64,
    /// The request arrives twice.
    pub doubled: u64,
    /// A copy of the request arrives again later, after others.
    pub delayed: u64,
    /// The center answers that it is busy.
    pub busy: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub const FINE: Weather = Weather { request_lost: 0, answer_lost: 0, doubled: 0, delayed: 0, busy: 0 };
    /// An ordinary day in the county.
    pub const COUNTY: Weather =
        Weather { request_lost: 40, answer_lost: 40, doubled: 40, delayed: 40, busy: 15 };
}

/// The link.
pub(crate) struct Link {
    pub(crate) weather: Weather,
    /// No connection before this moment, UTC µs.
    pub(crate) away_until_us: i64,
    pub(crate) sabotage: Sabotage,
    delayed: Vec<Request>,
    random: SplitMix,
    time: Time,
}

impl Link {
    pub(crate) fn new(seed: u64, time: Time) -> Link {
        Link {
            weather: Weather::FINE,
            away_until_us: 0,
            sabotage: Sabotage::Nothing,
            delayed: Vec::new(),
            random: SplitMix::new(seed),
            time,
        }
    }

    fn happens(&mut self, thousandths: u64) -> bool {
        self.random.below(1_000) < thousandths
    }

    /// Carries a request there and an answer back, or not.
    pub(crate) fn carry(&mut self, request: &Request, center: &mut Center) -> Reply {
        let silence = |why: &str| Reply::Unreachable(why.to_owned());
        self.time.pass_ms(80);
        if self.time.us() < self.away_until_us || self.happens(self.weather.request_lost) {
            self.time.pass_ms(3_000);
            return silence("request lost");
        }
        if self.sabotage == Sabotage::LinkForgesAck
            && let Request::Batch { bytes, .. } = request
            && let Ok(batch) = Batch::open(bytes)
        {
            return Reply::answer(200, Ack::sign(&AckRange::of(&batch), &center.key));
        }
        // What was delayed arrives now, before or after this one; nobody waits for its answer any more.
        let late = (!self.delayed.is_empty() && self.happens(500)).then(|| self.delayed.remove(0));
        let first = self.happens(500);
        if let Some(late) = late.as_ref().filter(|_| first) {
            drop(center.answer(late, self.time.us()));
        }
        if self.happens(self.weather.busy) {
            return Reply::answer(503, Vec::new());
        }
        let mut reply = center.answer(request, self.time.us());
        if self.happens(self.weather.doubled) {
            reply = center.answer(request, self.time.us());
        }
        if let Some(late) = late.filter(|_| !first) {
            drop(center.answer(&late, self.time.us()));
        }
        if matches!(request, Request::Batch { .. }) && self.happens(self.weather.delayed) {
            self.delayed.push(request.clone());
        }
        if self.happens(self.weather.answer_lost) {
            self.time.pass_ms(3_000);
            return silence("answer lost");
        }
        reply
    }
}
