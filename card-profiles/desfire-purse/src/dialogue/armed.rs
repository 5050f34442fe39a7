//! The commit itself: one turn. From the moment COMMIT TRANSACTION is asked, silence means *unknown*.
//!
//! | the card answers | comes to |
//! | --- | --- |
//! | 9100, authentic | paid, with its proof from EV2 on |
//! | 9100, not authentic, or of another shape | unknown: the money has probably moved |
//! | 91AE 911E, nothing else | refused: the card does not trust this till |
//! | 910C 917E 919D, nothing else | refused: the card has dropped the transaction |
//! | anything else, or no answer | unknown; never asked again |

use super::card;
use crate::command::commit_transaction;
use crate::status::{self, is_aborted};
use crate::wire::{Answer, wrap};
use crate::{Channel, Generation};
use apdu::{Dialogue, Response, Turn};
use purse::{Check, DebitOutcome, DebitRefusal, Facts, Paid, Proof};

/// A transaction that lacks nothing but the commit. Dropping it leaves the card unchanged.
#[must_use = "nothing moves until `debit` is called and carried out"]
#[derive(Debug)]
pub(crate) struct Armed {
    channel: Channel,
    generation: Generation,
    facts: Facts,
}

impl Armed {
    pub(crate) fn new(channel: Channel, generation: Generation, facts: Facts) -> Armed {
        Armed { channel, generation, facts }
    }
}

impl purse::Armed for Armed {
    fn facts(&self) -> Facts {
        self.facts
    }

    fn debit(self: Box<Self>) -> Box<dyn purse::Debit> {
        Box::new(Commit { armed: *self, state: State::Ready })
    }
}

/// The commit conversation. COMMIT TRANSACTION is asked at most once in its life, however often it is started.
#[must_use = "a commit must be carried out or dropped knowingly"]
struct Commit {
    armed: Armed,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Ready,
    Asked,
    Over(DebitOutcome),
}

impl Commit {
    fn committed(&mut self, data: &[u8]) -> DebitOutcome {
        let Some(data) = self.armed.channel.open(Answer::Mac, data) else {
            return DebitOutcome::Unknown;
        };
        let proof = match (self.armed.generation, self.armed.facts.sealed) {
            (Generation::Ev1, _) if data.is_empty() => Some(Proof::None),
            (Generation::Ev2, Some(sealed)) => commit_transaction::parse(&data)
                .map(|(counter, value)| Proof::TransactionMac { counter, value, sealed }),
            _ => None,
        };
        // The card's own count is the truth, whatever its records led us to expect.
        let counter = match proof {
            Some(Proof::TransactionMac { counter, .. }) => counter.checked_sub(1),
            _ => None,
        };
        let facts = Facts { counter, ..self.armed.facts };
        proof.map_or(DebitOutcome::Unknown, |proof| {
            DebitOutcome::Paid(Paid { proof, check: Check::Verified, facts })
        })
    }

    fn judged(&mut self, answer: &Response) -> DebitOutcome {
        match answer.status {
            status::OK => self.committed(&answer.data),
            // A refusal carries no data; what does is an answer cut short that happens to end like one.
            _ if !answer.data.is_empty() => DebitOutcome::Unknown,
            status::AUTHENTICATION | status::INTEGRITY => DebitOutcome::Refused(DebitRefusal::WrongMac),
            dropped if is_aborted(dropped) => DebitOutcome::Refused(DebitRefusal::Dropped(dropped.0)),
            _ => DebitOutcome::Unknown,
        }
    }
}

impl purse::Debit for Commit {
    fn money_at_risk(&self) -> bool {
        matches!(self.state, State::Asked | State::Over(DebitOutcome::Unknown))
    }

    fn so_far(&self) -> DebitOutcome {
        match self.state {
            State::Ready => DebitOutcome::Refused(DebitRefusal::NotSent),
            State::Asked => DebitOutcome::Unknown,
            State::Over(outcome) => outcome,
        }
    }
}

impl Dialogue for Commit {
    type Output = DebitOutcome;

    fn start(&mut self) -> Turn<DebitOutcome> {
        if !matches!(self.state, State::Ready) {
            return Turn::Done(purse::Debit::so_far(self));
        }
        let command = commit_transaction::commit(self.armed.generation);
        let Some(body) = self.armed.channel.seal(&command) else {
            // Nothing was sent.
            self.state = State::Over(DebitOutcome::Refused(DebitRefusal::NotSent));
            return Turn::Done(purse::Debit::so_far(self));
        };
        self.state = State::Asked;
        card(wrap(command.ins, body).once())
    }

    fn hear(&mut self, answer: &Response) -> Turn<DebitOutcome> {
        if matches!(self.state, State::Asked) {
            self.state = State::Over(self.judged(answer));
        }
        Turn::Done(purse::Debit::so_far(self))
    }
}
