//! One tap from the card's arrival to the last word, in one thread.

mod meter;
mod recall;
mod sell;

use crate::stuck::Waiting;
use crate::{Counter, Journal, Ports, TapReport, bill};
use apdu::TransportError;
use meter::Meter;
use purse::{Inquiry, Recognition};
use records::{Moment, Record};
use sale::{Forgotten, Grey, Order, Paid, Refusal, Rules, Step, Unquoted};
use screens::{Bill, Strip, View, Working};

/// How a tap ended. Every ending is remembered before it is returned, except [`Ending::Stuck`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Paid and on disk.
    Paid {
        /// The sums.
        bill: Box<Bill>,
        /// The record.
        record: Box<Record>,
        /// Whether an earlier tap was completed now.
        recovered: bool,
    },
    /// Refused; what the money did is in the refusal.
    Refused(Refusal),
    /// A sale waits for this card.
    Hold(Grey),
    /// A sale waits for another card than this one.
    OtherCard(Grey),
    /// The journal failed in mid-sale; see [`Counter::settle`].
    Stuck(Refusal),
}

/// A tap that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tapped {
    /// How it ended.
    pub ending: Ending,
    /// What it cost.
    pub report: TapReport,
}

/// How the caller sees this tap.
#[derive(Clone, Debug)]
pub struct Occasion<'a> {
    /// What is sold; `None`: nothing is on offer.
    pub order: Option<Order>,
    /// Whether the card has come since the last sale. A card that was lying there is not sold to again.
    pub fresh: bool,
    /// The edges of the screens shown meanwhile.
    pub strip: &'a Strip,
}

/// Conducts one tap: inquires, checks, quotes, remembers, debits, remembers; or learns from a card that came
/// back what became of its sale. Never debits twice.
pub fn conduct_tap<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    occasion: &Occasion<'_>,
    ports: &mut Ports<'_, J>,
) -> Tapped {
    let mut meter = Meter::new(ports.clock.monotonic_us());
    let ending = tap(counter, rules, occasion, ports, &mut meter);
    ports.card.release();
    if let Ending::Paid { record, .. } = &ending {
        ports.uplink.offer(record);
    }
    let report = meter.report(&ending, ports.clock.monotonic_us());
    report.log();
    Tapped { ending, report }
}

fn tap<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    occasion: &Occasion<'_>,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Ending {
    if let Some(refusal) = counter.stuck() {
        return Ending::Stuck(refusal);
    }
    let moment = match counter.moment(ports.clock) {
        Ok(moment) => moment,
        Err(refusal) => return Ending::Refused(refusal),
    };
    let mut limits = counter.limits;
    if !occasion.fresh {
        limits.repeat_tap_seconds = u32::MAX;
    }
    let mut order = occasion.order;
    match Unquoted::begin(&counter.till, rules, limits, moment, ports.journal) {
        Ok(unquoted) => {
            let found = match find(rules, occasion, ports, meter) {
                Ok(found) => found,
                Err(refusal) => return Ending::Refused(refusal),
            };
            if let Some(ending) = shown_again(counter, rules, moment, &found) {
                return ending;
            }
            return sell::sell(counter, rules, unquoted, order, &found, occasion, ports, meter);
        }
        Err(Refusal::SameCardAgain) => {}
        Err(refusal) => return Ending::Refused(refusal),
    }
    let Ok(found) = find(rules, occasion, ports, meter) else { return holding(counter) };
    match recall::recall(counter, rules, moment, &found, ports, meter) {
        recall::Recollection::Over(ending) => ending,
        // It was not debited then. The card lies here and its elder waits: sell now what was meant then.
        recall::Recollection::SellAgain(meant) => {
            order = Some(meant);
            match Unquoted::begin(&counter.till, rules, limits, moment, ports.journal) {
                Ok(unquoted) => sell::sell(counter, rules, unquoted, order, &found, occasion, ports, meter),
                Err(refusal) => Ending::Refused(refusal),
            }
        }
    }
}

/// A power cut may have kept a paid sale off the screen. Its card comes first: show it, do not sell again.
fn shown_again(counter: &mut Counter, rules: &Rules, moment: Moment, found: &Recognition) -> Option<Ending> {
    let paid = counter.unshown(moment.at_us).cloned();
    counter.unshown = None;
    let Recognition::Ours(card) = found else { return None };
    let record = paid?.record;
    let same = record.card_no.0 == card.number.0;
    same.then(|| Ending::Paid { bill: Box::new(bill::recorded(rules, &record)), record, recovered: true })
}

/// Connects and asks the card who it is.
fn find<J: Journal>(
    rules: &Rules,
    occasion: &Occasion<'_>,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Result<Recognition, Refusal> {
    let start = ports.clock.monotonic_us();
    let connected = ports.card.connect();
    meter.card_us(ports.clock.monotonic_us().saturating_sub(start));
    connected.map_err(silent)?;
    ports
        .panel
        .show(occasion.strip, &View::Working(Working { price: occasion.order.map(|order| order.price) }));
    let mut inquiry = Inquiry::new(&rules.cards, &ports.card.presence());
    meter.converse(&mut inquiry, ports.card, ports.sam, ports.clock).heard.map_err(silent)
}

/// What a silent card means before anything was asked of it.
fn silent(error: TransportError) -> Refusal {
    match error {
        TransportError::ReaderGone => Refusal::NoReader,
        TransportError::CardGone | TransportError::CardReset => Refusal::CardMoved,
        TransportError::TimedOut | TransportError::Unexpected(_) => Refusal::Unreadable,
    }
}

/// The sale that waits, as an ending.
fn holding(counter: &Counter) -> Ending {
    counter.till.open().map_or(Ending::Refused(Refusal::CardMoved), |open| Ending::Hold(open.grey()))
}

/// A sale that went to the center with the elder having paid.
fn paid_without_proof(rules: &Rules, record: Box<Record>) -> Ending {
    let mut bill = bill::recorded(rules, &record);
    bill.notices.push(bill::without_proof());
    Ending::Paid { bill: Box::new(bill), record, recovered: true }
}

/// Remembers a step; a failed one is carried until the journal is open again.
fn remember<J: Journal, N: std::fmt::Debug>(
    counter: &mut Counter,
    step: Step<N>,
    waiting: fn(Step<N>) -> Waiting,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Result<N, Ending> {
    meter.sync(ports.clock, || step.remember(ports.journal, &mut counter.till)).map_err(|forgotten| {
        let Forgotten { step, fault } = *forgotten;
        stuck(counter, waiting(step), &fault)
    })
}

/// The ending of a debit that is remembered: green, unless the SAM says that its proof is wrong.
fn remembered<J: Journal>(
    counter: &mut Counter,
    paid: Paid,
    bill: Bill,
    recovered: bool,
    ports: &mut Ports<'_, J>,
) -> Ending {
    counter.sam = counter.sam.map(|sam| sam.after(&paid));
    match paid.refusal() {
        Some(refusal) => {
            ports.uplink.offer(&paid.record);
            Ending::Refused(refusal)
        }
        None => Ending::Paid { bill: Box::new(bill), record: paid.record, recovered },
    }
}

fn stuck(counter: &mut Counter, waiting: Waiting, fault: &sale::StepFault) -> Ending {
    Ending::Stuck(counter.stick_step(waiting, fault))
}
