//! Grey: DEBIT went out and its outcome is unknown. Only the same card, or a supervisor, ends this.

use crate::arming::{Undone, facts};
use crate::entry::{Entry, UndoneReason};
use crate::intention::{CardFacts, Debited, Intention};
use crate::paid::Paid;
use crate::till::Open;
use crate::{Refusal, Rules, Step, Till};
use apdu::{Dialogue, Response, TransportError, Turn};
use money::Fen;
use purse::{
    CardAmount, CardNumber, Custody, Issuer, Proof, Recognition, Resolution, Resolve, SamTerms, Torn,
    Undecided,
};
use records::{Record, RunningError};

/// What the screen says while a sale waits for its card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grey {
    /// Last four digits of the card that must come back.
    pub card_tail: String,
    /// What the elder pays for this sale, taken or not.
    pub self_pay: Fen,
}

impl Grey {
    pub(crate) fn of(intention: &Intention) -> Grey {
        Grey { card_tail: intention.draft.card_no.tail(), self_pay: intention.draft.self_pay }
    }
}

impl Open {
    /// What the screen says.
    #[must_use]
    pub fn grey(&self) -> Grey {
        Grey::of(&self.intention)
    }
}

/// The same card is back: the conversation that learns what happened. It never debits.
#[must_use]
pub struct Recall {
    intention: Intention,
    torn: Option<CardFacts>,
    resolve: Box<dyn Resolve>,
}

/// What the card's return comes to.
#[derive(Debug)]
#[must_use]
pub enum Recalled {
    /// It was debited then; there is no second debit.
    Paid(Step<Paid>),
    /// It was debited then, but the card has been used since and keeps no proof of it: a grey record with
    /// counter and balance, which the center settles from the card's next record. The elder has paid.
    PaidWithoutProof(Step<Released>),
    /// It was not debited; the sale may begin anew with the card in the field.
    NotDebited(Step<Undone>),
    /// Still unknown: hold on.
    Undecided(Refusal, Option<Undecided>),
}

/// A sale handed to the center undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// The grey record.
    pub record: Box<Record>,
}

impl Till {
    /// A card lies on the reader while a sale waits for one. `sam_session`: whether the security module has
    /// been neither reset nor asked for a purchase since the debit.
    ///
    /// # Errors
    /// [`Refusal::OtherCard`] for any other card, [`Refusal::SameCardAgain`] for one that cannot be read.
    /// `None` when no sale waits.
    pub fn recall(
        &self,
        rules: &Rules,
        found: &Recognition,
        sam_session: bool,
        custody: &dyn Custody,
    ) -> Option<Result<Recall, Refusal>> {
        let open = self.open()?;
        let draft = &open.intention.draft;
        let view = match found {
            Recognition::Ours(card) => card,
            // A card stopped since then still has its say; an unreadable one may be ours.
            Recognition::Unreadable | Recognition::Locked | Recognition::NotEnabled => {
                return Some(Err(Refusal::SameCardAgain));
            }
            Recognition::Foreign { .. } => return Some(Err(Refusal::OtherCard)),
        };
        if view.number.0 != draft.card_no.0 || view.issuer.0 != draft.card_issuer {
            return Some(Err(Refusal::OtherCard));
        }
        let sam = SamTerms { terminal: draft.psam_terminal, key_id: open.intention.key_id };
        let torn = Torn {
            number: CardNumber(draft.card_no.0),
            issuer: Issuer(draft.card_issuer),
            amount: CardAmount(draft.card_amount),
            txn: draft.card_txn.code(),
            written: draft.transaction_mac.map_or_else(Vec::new, |mac| mac.written.to_vec()),
            sam: Some(sam),
            date: draft.card_date,
            time: draft.card_time,
            counter_before: open.torn.and_then(|card| card.counter),
            balance_before: open.torn.and_then(|card| card.balance_before).map(CardAmount),
            sealed: open.torn.and_then(|card| card.sealed),
            sam_session,
        };
        let resolve =
            rules.cards.at(view.application).map(|application| application.resolve(view, &torn, custody));
        Some(match resolve {
            Some(Ok(resolve)) => Ok(Recall { intention: open.intention.clone(), torn: open.torn, resolve }),
            // Without the key to ask, the card cannot be heard; it is still the right one.
            Some(Err(_)) | None => Err(Refusal::SameCardAgain),
        })
    }

    /// A supervisor ends the waiting: the sale goes to the center as a grey record. What the card says later
    /// changes nothing on this till.
    ///
    /// # Errors
    /// Running totals beyond 64 bits.
    pub fn release(&self, now_us: i64) -> Option<Result<Step<Released>, RunningError>> {
        let open = self.open()?;
        Some(release(self, &open.intention, open.torn, now_us))
    }
}

impl Recall {
    /// Says what the card's answers mean.
    ///
    /// # Errors
    /// Running totals beyond 64 bits.
    pub fn finish(
        self,
        heard: Result<Resolution, TransportError>,
        till: &Till,
        now_us: i64,
    ) -> Result<Recalled, RunningError> {
        let resolution = heard.unwrap_or_else(|_| self.resolve.so_far());
        Ok(match resolution {
            Resolution::Debited(found) => {
                let card = facts(&found.facts);
                if found.proof == Proof::None {
                    let known = self.torn.unwrap_or(card);
                    let step = release(till, &self.intention, Some(known), now_us)?;
                    return Ok(Recalled::PaidWithoutProof(step));
                }
                let debited = Debited { card, proof: found.proof, check: found.check, recovered: true };
                Recalled::Paid(Paid::step(&self.intention, till, &debited, now_us)?)
            }
            Resolution::NotDebited => {
                let undone = Undone::new(Refusal::CardMoved, UndoneReason::CardReturned, 0);
                Recalled::NotDebited(undone.step(self.intention.sale()))
            }
            // Whatever broke off, a sale waits: no other refusal says so of the money.
            Resolution::Undecided(why) => {
                Recalled::Undecided(Refusal::SameCardAgain, heard.ok().map(|_| why))
            }
        })
    }
}

impl Dialogue for Recall {
    type Output = Resolution;

    fn start(&mut self) -> Turn<Resolution> {
        self.resolve.start()
    }

    fn hear(&mut self, answer: &Response) -> Turn<Resolution> {
        self.resolve.hear(answer)
    }
}

impl core::fmt::Debug for Recall {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Recall").field("sale", &self.intention.sale()).finish_non_exhaustive()
    }
}

fn release(
    till: &Till,
    intention: &Intention,
    card: Option<CardFacts>,
    now_us: i64,
) -> Result<Step<Released>, RunningError> {
    let record = Box::new(intention.grey(till.place(), card)?);
    let entry = Entry::Greyed { at_us: now_us, record: record.clone() };
    Ok(Step::new(entry, Released { record }))
}
