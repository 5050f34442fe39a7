//! A card came while a sale waits for one.

use super::meter::Meter;
use super::{Ending, holding, paid_without_proof, remember, remembered};
use crate::stuck::Waiting;
use crate::{Counter, Journal, Ports, bill};
use purse::Recognition;
use records::{Moment, Tender};
use sale::{Open, Order, PayWith, Recalled, Refusal, Rules};

/// How long after its tap a sale that was not debited is begun anew by its card's return.
const MEANT_FOR_US: i64 = 10 * 60 * 1_000_000;

/// What the card's return came to.
pub(super) enum Recollection {
    /// The tap is over.
    Over(Ending),
    /// Nothing was debited; this is what had been meant, a moment ago.
    SellAgain(Order),
}

/// Asks the card what happened. Never debits.
pub(super) fn recall<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    moment: Moment,
    found: &Recognition,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Recollection {
    let over = Recollection::Over;
    let Some(open) = counter.till.open().cloned() else { return over(Ending::Refused(Refusal::CardMoved)) };
    let mut recall = match counter.till.recall(rules, found, counter.sam_undisturbed, ports.custody) {
        Some(Ok(recall)) => recall,
        Some(Err(Refusal::OtherCard)) => return over(Ending::OtherCard(open.grey())),
        Some(Err(_)) | None => return over(holding(counter)),
    };
    // The SAM checks the card's proof when it still remembers the sale; without one the center will.
    let heard = meter.converse(&mut recall, ports.card, ports.sam, ports.clock);
    if heard.sam_silent {
        counter.lose_sam();
    }
    let recalled = match recall.finish(heard.heard, &counter.till, ports.clock.now().at_us) {
        Ok(recalled) => recalled,
        Err(_) => return over(Ending::Refused(Refusal::JournalFault)),
    };
    over(match recalled {
        Recalled::Paid(step) => match remember(counter, step, Waiting::Paid, ports, meter) {
            Ok(paid) => {
                let bill = bill::recorded(rules, &paid.record);
                remembered(counter, paid, bill, true, ports)
            }
            Err(ending) => ending,
        },
        Recalled::PaidWithoutProof(step) => match remember(counter, step, Waiting::Released, ports, meter) {
            Ok(released) => paid_without_proof(rules, released.record),
            Err(ending) => ending,
        },
        Recalled::NotDebited(step) => match remember(counter, step, Waiting::Undone, ports, meter) {
            Ok(_) => match meant(&open, moment) {
                Some(order) => return Recollection::SellAgain(order),
                None => Ending::Refused(Refusal::CardMoved),
            },
            Err(ending) => ending,
        },
        Recalled::Undecided(_, _) => Ending::Hold(open.grey()),
    })
}

/// What was meant by a sale of a moment ago.
fn meant(open: &Open, moment: Moment) -> Option<Order> {
    let draft = &open.intention.draft;
    let age_us = moment.at_us.saturating_sub(draft.tap.at_us);
    let pay_with = if draft.tender == Tender::Cash { PayWith::Cash } else { PayWith::Card };
    let order = Order { service: draft.service, price: draft.price, quantity: draft.quantity, pay_with };
    (0..=MEANT_FOR_US).contains(&age_us).then_some(order)
}
