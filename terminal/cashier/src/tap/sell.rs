//! From a known card to paid: quote, remember, arm, debit, remember.

use super::meter::Meter;
use super::{Ending, Occasion, recall, remember, remembered, stuck};
use crate::stuck::Waiting;
use crate::{Counter, Journal, Ports, bill};
use apdu::StatusWord;
use pboc_purse::SamTrouble;
use purse::{Inquiry, Recognition};
use sale::{
    AfterDebit, Armament, Armed, Order, Quoted, Refusal, Remembered, Rules, Undone, UndoneReason, Unquoted,
};
use screens::{Bill, View};

/// How often a sale is intended because the SAM stood at another number, or had to be started again.
const INTENTIONS_MAX: u8 = 3;

/// Sells to a card that was found.
#[expect(clippy::too_many_arguments, reason = "one tap, told whole")]
pub(super) fn sell<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    unquoted: Unquoted,
    order: Option<Order>,
    found: &Recognition,
    occasion: &Occasion<'_>,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Ending {
    // Nothing on offer: the price is moot, but a wrong card is still told first.
    let order = order.unwrap_or_else(|| crate::offers::closed(rules));
    let quoted = match unquoted.quote(&counter.till, rules, order, found) {
        Ok(quoted) => quoted,
        Err(refusal) => return Ending::Refused(refusal),
    };
    let bill = bill::quoted(rules, &quoted);
    ports.panel.show(occasion.strip, &View::Quote(bill.clone()));
    if quoted.needs_sam(rules)
        && let Err(refusal) = counter.start_sam(ports.sam)
    {
        return Ending::Refused(refusal);
    }
    let (mut refusal, mut restarted) = (Refusal::SamRefused, false);
    for _ in 0..INTENTIONS_MAX {
        match intend(counter, rules, &quoted, ports, meter) {
            Intended::Armed(armed, token) => return debit(counter, rules, *armed, token, bill, ports, meter),
            Intended::Over(ending) => return ending,
            Intended::Undone(Undone { retry_with_seq: Some(next_seq), refusal: why, .. }) => {
                // The card lies unchanged; the SAM has told its number.
                counter.sam = counter.sam.map(|sam| sale::Sam { next_seq, ..sam });
                refusal = why;
            }
            // Before MAC1: starting it again costs nothing, and no MAC2 is tried twice.
            Intended::Undone(undone) if !restarted && forgot(&undone) => {
                restarted = true;
                if let Err(refusal) = counter.restart_sam(ports.sam) {
                    return Ending::Refused(refusal);
                }
            }
            Intended::Undone(undone) => return Ending::Refused(undone.refusal),
        }
    }
    Ending::Refused(refusal)
}

/// Whether the SAM says that it was without power since it was started.
fn forgot(undone: &Undone) -> bool {
    undone.reason == UndoneReason::SamRefused
        && SamTrouble::of(StatusWord(undone.status)) == SamTrouble::SessionLost
}

enum Intended {
    Armed(Box<Armed>, Remembered),
    Undone(Undone),
    Over(Ending),
}

/// Writes the intention down while card and SAM talk.
fn intend<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    quoted: &Quoted,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Intended {
    let unremembered = match quoted.intend(&counter.till, rules, counter.sam, ports.custody) {
        Ok(unremembered) => unremembered,
        Err(refusal) => return Intended::Over(Ending::Refused(refusal)),
    };
    let (ticket, mut arming) = match unremembered.begin(ports.journal, &counter.till) {
        Ok(begun) => begun,
        Err(fault) => return Intended::Over(stuck(counter, Waiting::Nothing, &fault)),
    };
    counter.sam_undisturbed = false;
    let heard = meter.converse(&mut arming, ports.card, ports.sam, ports.clock);
    let token = meter.wait(ports.journal, ticket, ports.clock);
    if heard.sam_silent {
        counter.lose_sam();
    }
    let armament = arming.finish(heard.heard);
    let token = match token {
        Ok(token) => token,
        Err(fault) => {
            let never = match armament {
                Armament::Armed(armed) => armed.abandon(),
                Armament::Unarmed(unarmed) => unarmed.abandon(),
            };
            return Intended::Over(Ending::Stuck(counter.stick(Waiting::NeverSent(Box::new(never)), &fault)));
        }
    };
    match armament {
        Armament::Armed(armed) => Intended::Armed(Box::new(armed), token),
        Armament::Unarmed(unarmed) => {
            let step = match unarmed.close(token, &mut counter.till) {
                Ok(step) => step,
                Err(fault) => return Intended::Over(stuck(counter, Waiting::Nothing, &fault)),
            };
            match remember(counter, step, Waiting::Undone, ports, meter) {
                Ok(undone) if heard.sam_silent => {
                    Intended::Undone(Undone { refusal: Refusal::NoSam, ..undone })
                }
                Ok(undone) => Intended::Undone(undone),
                Err(ending) => Intended::Over(ending),
            }
        }
    }
}

/// The point of no return and what comes after.
fn debit<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    armed: Armed,
    token: Remembered,
    bill: Bill,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Ending {
    let mut debiting = match armed.debit(token, &mut counter.till) {
        Ok(debiting) => debiting,
        Err(fault) => return stuck(counter, Waiting::Nothing, &fault),
    };
    let heard = meter.converse(&mut debiting, ports.card, ports.sam, ports.clock);
    counter.sam_undisturbed = true;
    if heard.sam_silent {
        counter.lose_sam();
    }
    let now_us = ports.clock.now().at_us;
    let after = match debiting.finish(heard.heard, &counter.till, now_us) {
        Ok(after) => after,
        // The intention stays open and holds for its card.
        Err(_) => return Ending::Refused(Refusal::JournalFault),
    };
    match after {
        AfterDebit::Paid(step) => match remember(counter, step, Waiting::Paid, ports, meter) {
            Ok(paid) => remembered(counter, paid, bill, false, ports),
            Err(ending) => ending,
        },
        AfterDebit::Undone(step) => match remember(counter, step, Waiting::Undone, ports, meter) {
            Ok(undone) => Ending::Refused(undone.refusal),
            Err(ending) => ending,
        },
        AfterDebit::Grey(step) => match remember(counter, step, Waiting::Grey, ports, meter) {
            Ok(grey) => at_once(counter, rules, ports, meter).unwrap_or(Ending::Hold(grey)),
            Err(ending) => ending,
        },
    }
}

/// A card that was only reset, or whose answer alone was lost, may still lie there: ask it once, at once.
fn at_once<J: Journal>(
    counter: &mut Counter,
    rules: &Rules,
    ports: &mut Ports<'_, J>,
    meter: &mut Meter,
) -> Option<Ending> {
    ports.card.release();
    ports.card.connect().ok()?;
    let mut inquiry = Inquiry::new(&rules.cards, &ports.card.presence());
    let found = meter.converse(&mut inquiry, ports.card, ports.sam, ports.clock).heard.ok()?;
    let moment = counter.moment(ports.clock).ok()?;
    match recall::recall(counter, rules, moment, &found, ports, meter) {
        recall::Recollection::Over(ending) => Some(ending),
        recall::Recollection::SellAgain(_) => Some(Ending::Refused(Refusal::CardMoved)),
    }
}
